import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { Provider, useQuery } from "urql";
import { makeClient } from "../api/client";
import { socket } from "../api/live";
import { forget, namePerson, personName, revoke } from "../api/session";
import { setNow } from "../ui/clock";
import { Failed } from "../ui/Empty";
import { type FrameQuery as FrameData, Frame as FrameQuery, Health } from "./frame.gen";

export type Account = FrameData["accounts"]["items"][number];
export type Scope = FrameData["viewer"]["scopes"][number];

type Session = {
  viewer: FrameData["viewer"];
  accounts: Account[];
  /** Whether messages go to the built-in simulator, and never to a person. */
  simulated: boolean;
  can: (scope: Scope) => boolean;
  /** The name of the person at this browser, beside what they write. */
  person: string;
  setPerson: (name: string) => void;
  signOut: () => void;
};

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("There is no session above this component.");
  return session;
}

/** Everything below has a client with this key. `onEnd` is called with a sentence when the session is over. */
export function SessionProvider({
  apiKey,
  onEnd,
  children,
}: {
  apiKey: string;
  onEnd: (note?: string) => void;
  children: ReactNode;
}) {
  const [connected, setConnected] = useState<ReturnType<typeof connect> | null>(null);
  useEffect(() => {
    const made = connect(apiKey, () => {
      forget();
      onEnd("Your session has ended. Sign in again.");
    });
    setConnected(made);
    return () => void made.live.dispose();
  }, [apiKey, onEnd]);
  if (!connected) return null;
  return (
    <Provider value={connected.client}>
      <Loaded apiKey={apiKey} onEnd={onEnd}>
        {children}
      </Loaded>
    </Provider>
  );
}

function connect(key: string, onRefused: () => void) {
  const live = socket(key, onRefused);
  return { live, client: makeClient(key, live, onRefused) };
}

const CLOCK_MS = 30_000;

function Loaded({ apiKey, onEnd, children }: { apiKey: string; onEnd: (note?: string) => void; children: ReactNode }) {
  const [{ data, error }, again] = useQuery({ query: FrameQuery });
  const [person, setName] = useState(personName);
  const simulated = data?.viewer.health.sms === "SIMULATED";
  const [{ data: health }, readHealth] = useQuery({ query: Health, pause: true });
  const time = health?.viewer.health.now ?? data?.viewer.health.now;
  useEffect(() => {
    if (time) setNow(time);
  }, [time]);
  // Another browser may move the simulator's clock.
  useEffect(() => {
    if (!simulated) return;
    const timer = setInterval(() => readHealth({ requestPolicy: "network-only" }), CLOCK_MS);
    return () => clearInterval(timer);
  }, [simulated, readHealth]);
  const signOut = useCallback(() => {
    void revoke(apiKey).catch(() => undefined);
    forget();
    onEnd("You are signed out.");
  }, [apiKey, onEnd]);
  const setPerson = useCallback((name: string) => {
    namePerson(name);
    setName(personName());
  }, []);
  const session = useMemo<Session | null>(
    () =>
      data
        ? {
            viewer: data.viewer,
            accounts: data.accounts.items,
            simulated,
            can: (scope) => data.viewer.scopes.includes(scope),
            person,
            setPerson,
            signOut,
          }
        : null,
    [data, simulated, person, setPerson, signOut],
  );
  if (session) return <Context value={session}>{children}</Context>;
  if (error) {
    const message = error.graphQLErrors[0]?.message ?? "The server does not answer.";
    return <Failed message={message} retry={() => again({ requestPolicy: "network-only" })} />;
  }
  return null;
}
