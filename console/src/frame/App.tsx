import { Component, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { BASE } from "../api/places";
import { exchanged, forget, keep, keptKey, Refused, setup } from "../api/session";
import { Button } from "../ui/Button";
import { Empty, Skeleton } from "../ui/Empty";
import { Zone } from "../ui/Time";
import { Toasts } from "../ui/Toast";
import { CurrentAccount, SCREENS } from "./routes";
import { Shell } from "./Shell";
import { SignIn } from "./SignIn";
import { SessionProvider, useSession } from "./session";

const LAST_ACCOUNT = "nudge-account";
/** The screen of whoever comes without an address of their own. */
const HOME = "inbox";

export function App() {
  const [{ key, note, entering }, setState] = useState(start);
  // The demo's key, which the one-time link brought, is changed as a typed one is.
  useEffect(() => {
    if (!entering) return;
    exchanged(entering).then(
      (made) => {
        keep(made);
        setState({ key: made, note: null, entering: null });
      },
      (reason) => setState({ key: null, note: reason instanceof Refused ? reason.message : null, entering: null }),
    );
  }, [entering]);
  const onKey = useCallback((made: string) => setState({ key: made, note: null, entering: null }), []);
  const onEnd = useCallback((why?: string) => setState({ key: null, note: why ?? null, entering: null }), []);
  if (entering) return null;
  if (!key) return <SignIn note={note} onKey={onKey} />;
  return (
    <Toasts>
      <Router base={BASE}>
        <SessionProvider key={key} apiKey={key} onEnd={onEnd}>
          <Accounts />
        </SessionProvider>
      </Router>
    </Toasts>
  );
}

function start(): { key: string | null; note: string | null; entering: string | null } {
  const { key, note } = setup();
  const url = new URL(location.href);
  if (url.searchParams.has("token")) {
    // The link was for once; the address without it can be kept.
    url.searchParams.delete("token");
    history.replaceState(null, "", url);
  }
  if (key) forget();
  return { key: keptKey(), note, entering: key };
}

function Accounts() {
  const { accounts } = useSession();
  const last = accounts.find((account) => account.id === localStorage.getItem(LAST_ACCOUNT)) ?? accounts[0];

  if (!last) {
    return (
      <Empty title="No account yet">
        An account is a company that you text for. Create the first with the mutation createAccount in the API explorer.
      </Empty>
    );
  }
  return (
    <Switch>
      <Route path="/:account/:screen/:id?">
        {({ account: id, screen: path, id: object }) => {
          const account = accounts.find((one) => one.id === id);
          const screen = SCREENS.find((one) => one.path === path);
          if (!account || !screen) return <Redirect to={`/${account?.id ?? last.id}/${HOME}`} replace />;
          localStorage.setItem(LAST_ACCOUNT, account.id);
          return (
            <CurrentAccount value={account}>
              <Zone value={account.timeZone}>
                <Shell>
                  <Guard key={path}>
                    <Suspense fallback={<Skeleton />}>
                      <screen.show key={account.id} id={object} />
                    </Suspense>
                  </Guard>
                </Shell>
              </Zone>
            </CurrentAccount>
          );
        }}
      </Route>
      <Route>
        <Redirect to={`/${last.id}/${HOME}`} replace />
      </Route>
    </Switch>
  );
}

/** Keeps a fault of one screen to that screen. */
class Guard extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state = { fault: null };
  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }
  override render() {
    if (!this.state.fault) return this.props.children;
    return (
      <Empty title="This screen has failed" action={<Button onClick={() => location.reload()}>Load it again</Button>}>
        It is a fault of the console, and nothing was changed by it. The browser's console has the details.
      </Empty>
    );
  }
}
