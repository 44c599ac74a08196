import { Braces, Check, ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Smartphone, Sun, User } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { useSubscription } from "urql";
import { Link, useLocation } from "wouter";
import { useConnectionState } from "../api/live";
import { EXPLORER } from "../api/places";
import { Button } from "../ui/Button";
import { Actions, Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../ui/Menu";
import { ConversationChanged } from "./frame.gen";
import { type Key, useAllKeys, useKeys } from "./keys";
import { SCREENS, useAccount, useGo, useLink } from "./routes";
import css from "./Shell.module.css";
import { useSession } from "./session";
import { applyTheme, type Theme, theme } from "./theme";
import { useNeeds } from "./useNeeds";

const Phone = lazy(() => import("../phone/Phone"));
const PHONE_OPEN = "nudge-phone-open";
const WIDE_PX = 1000;

/** The navigation, the screen, and beside it the phone of the simulator. */
export function Shell({ children }: { children: ReactNode }) {
  const { simulated } = useSession();
  const go = useGo();
  const [help, setHelp] = useState(false);
  const [phone, setPhone] = useState(() => sessionStorage.getItem(PHONE_OPEN) === "yes" && innerWidth >= WIDE_PX);
  useEffect(() => sessionStorage.setItem(PHONE_OPEN, phone ? "yes" : "no"), [phone]);
  const keys: Key[] = [
    { press: "?", does: "Show the keys", run: () => setHelp(true) },
    {
      press: "/",
      does: "Search",
      run: () => document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
    },
    ...SCREENS.map(({ key, name, path }) => ({ press: `g ${key}`, does: `Go to ${name}`, run: () => go(path) })),
  ];
  if (simulated) keys.push({ press: "g p", does: "Open or close the Phone", run: () => setPhone((open) => !open) });
  useKeys("Everywhere", keys);
  return (
    <div className={`${css.shell} ${phone ? css.withPhone : ""}`}>
      <Navigation
        phone={phone}
        onPhone={simulated ? () => setPhone((open) => !open) : undefined}
        onHelp={() => setHelp(true)}
      />
      <main className={css.main}>{children}</main>
      {phone && simulated && (
        <Suspense fallback={null}>
          <Phone onClose={() => setPhone(false)} />
        </Suspense>
      )}
      {help && <Keys onClose={() => setHelp(false)} />}
    </div>
  );
}

function Navigation({
  phone,
  onPhone,
  onHelp,
}: {
  phone: boolean;
  onPhone: (() => void) | undefined;
  onHelp: () => void;
}) {
  const account = useAccount();
  const [path] = useLocation();
  const link = useLink();
  const [{ data: changed }] = useSubscription({ query: ConversationChanged, variables: { accountId: account.id } });
  const needs = useNeeds(account.id, changed);
  const nav = useRef<HTMLElement>(null);
  // Where the screen is narrow, the row of screens is wider than it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current link is another one
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav ref={nav} className={css.nav} aria-label="Main">
      <AccountMenu />
      <ul className={css.links}>
        {SCREENS.map((screen) => {
          const here = path.startsWith(link(screen.path));
          const waiting = screen.path === "inbox" ? needs : 0;
          return (
            <li key={screen.path}>
              <Link href={link(screen.path)} className={css.link} aria-current={here ? "page" : undefined}>
                <screen.icon />
                <span>{screen.name}</span>
              </Link>
              {waiting > 0 && (
                <span className={css.count} title={`${waiting} conversations need a person`}>
                  {waiting > 99 ? "99+" : waiting}
                </span>
              )}
            </li>
          );
        })}
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

const THEMES: readonly (readonly [Theme, string, ReactNode])[] = [
  ["system", "As the system", <Monitor key="system" />],
  ["light", "Light", <Sun key="light" />],
  ["dark", "Dark", <Moon key="dark" />],
];

function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const { person, setPerson, signOut } = useSession();
  const [chosen, setChosen] = useState(theme);
  const [naming, setNaming] = useState(false);
  const choose = (one: Theme) => {
    applyTheme(one);
    setChosen(one);
  };
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={css.person} aria-label={`You: ${person}`} title={person}>
            {person.charAt(0).toUpperCase()}
          </button>
        }
      >
        <MenuLabel>{person}</MenuLabel>
        <MenuItem icon={<User />} onSelect={() => setNaming(true)}>
          Change your name
        </MenuItem>
        <MenuItem icon={<Keyboard />} onSelect={onHelp}>
          Keys
        </MenuItem>
        <MenuItem icon={<Braces />} onSelect={() => location.assign(EXPLORER)}>
          API explorer
        </MenuItem>
        <MenuLine />
        <MenuLabel>Theme</MenuLabel>
        {THEMES.map(([one, name, icon]) => (
          <MenuItem key={one} icon={icon} checked={chosen === one} onSelect={() => choose(one)}>
            {name}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<LogOut />} onSelect={signOut}>
          Sign out
        </MenuItem>
      </Menu>
      {naming && (
        <Dialog title="Your name" onClose={() => setNaming(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setPerson(String(new FormData(event.currentTarget).get("name")));
              setNaming(false);
            }}
          >
            <Field
              label="Name"
              name="name"
              required
              defaultValue={person}
              hint="Shown beside what you write and take over."
            />
            <Actions>
              <Button kind="primary" type="submit">
                Save
              </Button>
            </Actions>
          </form>
        </Dialog>
      )}
    </>
  );
}

function Keys({ onClose }: { onClose: () => void }) {
  const groups = useAllKeys();
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className={css.keys}>
        {groups.map((group) => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.keys.map((key) => (
                <div key={key.press}>
                  <dt>{key.does}</dt>
                  <dd>
                    {key.press.split(" ").map((part) => (
                      <kbd key={part}>{part}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
