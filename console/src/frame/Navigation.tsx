import { Check, ChevronsUpDown, Ellipsis, Smartphone } from "lucide-react";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { useSubscription } from "urql";
import { Link, useLocation } from "wouter";
import { useConnectionState } from "../api/live";
import { plural } from "../ui/format";
import { Menu, MenuItem, MenuLabel } from "../ui/Menu";
import { ConversationChanged } from "./frame.gen";
import { PersonMenu } from "./Person";
import { type Screen, useAccount, useLink, useScreens } from "./routes";
import css from "./Shell.module.css";
import { useSession } from "./session";
import { useNeeds } from "./useNeeds";

const More = lazy(() => import("./More"));
/** How many screens stand in the bar where the screen is narrow. The others are behind "More". */
const IN_BAR = 5;
const narrow = matchMedia("(max-width: 700px)");
const onNarrow = (listener: () => void) => {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
};
const useNarrow = () => useSyncExternalStore(onNarrow, () => narrow.matches);

type Props = { phone: boolean; onPhone: (() => void) | undefined; onHelp: () => void };

/** The screens: a column at the left, or a bar at the bottom where the screen is narrow. */
export function Navigation(props: Props) {
  const account = useAccount();
  const [{ data: changed }] = useSubscription({ query: ConversationChanged, variables: { accountId: account.id } });
  const needs = useNeeds(account.id, changed);
  return useNarrow() ? <Bar {...props} needs={needs} /> : <Column {...props} needs={needs} />;
}

function Column({ phone, onPhone, onHelp, needs }: Props & { needs: number }) {
  const screens = useScreens();
  return (
    <nav className={css.nav} aria-label="Main">
      <AccountMenu />
      <ul className={css.links}>
        {screens.map((screen) => (
          <Entry key={screen.path} screen={screen} needs={needs} />
        ))}
        {onPhone && (
          <li className={css.phone}>
            <button type="button" className={css.link} aria-pressed={phone} onClick={onPhone}>
              <Smartphone />
              <span>Phone</span>
            </button>
          </li>
        )}
      </ul>
      <div className={css.foot}>
        <ConnectionState />
        <PersonMenu onHelp={onHelp} />
      </div>
    </nav>
  );
}

function Bar({ phone, onPhone, needs }: Props & { needs: number }) {
  const [open, setOpen] = useState(false);
  const [path] = useLocation();
  const link = useLink();
  const state = useConnectionState();
  const screens = useScreens();
  const others = screens.slice(IN_BAR);
  const here = phone || others.some((screen) => path.startsWith(link(screen.path)));
  return (
    <nav className={css.bar} aria-label="Main">
      {(state === "offline" || state === "reconnecting") && <ConnectionState />}
      <ul className={css.links}>
        {screens.slice(0, IN_BAR).map((screen) => (
          <Entry key={screen.path} screen={screen} needs={needs} />
        ))}
        <li>
          <button
            type="button"
            className={css.link}
            aria-haspopup="dialog"
            aria-current={here || undefined}
            onClick={() => setOpen(true)}
          >
            <Ellipsis />
            <span>More</span>
          </button>
        </li>
      </ul>
      {open && (
        <Suspense fallback={null}>
          <More screens={others} phone={phone} onPhone={onPhone} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </nav>
  );
}

function Entry({ screen, needs }: { screen: Screen; needs: number }) {
  const [path] = useLocation();
  const link = useLink();
  const waiting = screen.path === "inbox" ? needs : 0;
  const here = path.startsWith(link(screen.path));
  return (
    <li>
      <Link href={link(screen.path)} className={css.link} aria-current={here ? "page" : undefined}>
        <screen.icon />
        <span>{screen.name}</span>
      </Link>
      {waiting > 0 && (
        <span
          className={css.count}
          title={plural(waiting, "conversation needs a person", "conversations need a person")}
        >
          {waiting > 99 ? "99+" : waiting}
        </span>
      )}
    </li>
  );
}

function AccountMenu() {
  const { accounts, viewer } = useSession();
  const account = useAccount();
  const [path, navigate] = useLocation();
  const screen = path.split("/")[2] ?? "";
  return (
    <Menu
      trigger={
        <button type="button" className={css.account}>
          <span className={css.mark} aria-hidden="true">
            {account.name.charAt(0).toUpperCase()}
          </span>
          <span className={css.name}>{account.name}</span>
          <ChevronsUpDown />
        </button>
      }
    >
      <MenuLabel>{viewer.partner.name}</MenuLabel>
      {accounts.map((one) => (
        <MenuItem
          key={one.id}
          icon={one.id === account.id ? <Check /> : undefined}
          onSelect={() => navigate(`/${one.id}/${screen}`)}
        >
          {one.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

const CONNECTION = {
  connecting: "Connecting …",
  live: "Live",
  reconnecting: "Reconnecting …",
  offline: "Offline",
} as const;

function ConnectionState() {
  const state = useConnectionState();
  return (
    <span
      className={`${css.connection} ${css[state]}`}
      role="status"
      title={state === "live" ? "Changes appear as they happen." : "What you see may be out of date."}
    >
      <i aria-hidden="true" />
      <span>{CONNECTION[state]}</span>
    </span>
  );
}
