import {
  CalendarClock,
  FilePen,
  FileUp,
  Inbox,
  SlidersHorizontal,
  SunMedium,
  TriangleAlert,
  Users,
  Workflow,
} from "lucide-react";
import { type ComponentType, createContext, lazy, useCallback, useContext } from "react";
import { useLocation, useSearchParams } from "wouter";
import { type Account, type Scope, useSession } from "./session";

export type Screen = {
  /** The part of the address after the account. */
  path: string;
  name: string;
  icon: ComponentType;
  /** The key after `g`. */
  key: string;
  /** The scope without which there is nothing to do on it. */
  needs?: Scope;
  show: ComponentType<{ id: string | undefined }>;
};

/** The screens, in the order of the navigation. A screen is a module of its own, read when it is opened. */
export const SCREENS: readonly Screen[] = [
  { path: "today", name: "Today", icon: SunMedium, key: "t", show: lazy(() => import("../screens/today/Today")) },
  { path: "inbox", name: "Inbox", icon: Inbox, key: "i", show: lazy(() => import("../screens/inbox/Inbox")) },
  {
    path: "sequences",
    name: "Sequences",
    icon: Workflow,
    key: "s",
    show: lazy(() => import("../screens/sequences/Sequences")),
  },
  {
    path: "upcoming",
    name: "Upcoming",
    icon: CalendarClock,
    key: "u",
    show: lazy(() => import("../screens/upcoming/Upcoming")),
  },
  { path: "leads", name: "Leads", icon: Users, key: "l", show: lazy(() => import("../screens/leads/Leads")) },
  { path: "drafts", name: "Drafts", icon: FilePen, key: "d", show: lazy(() => import("../screens/drafts/Drafts")) },
  {
    path: "import",
    name: "Import",
    icon: FileUp,
    key: "m",
    needs: "WRITE",
    show: lazy(() => import("../screens/import/Import")),
  },
  {
    path: "problems",
    name: "Problems",
    icon: TriangleAlert,
    key: "p",
    show: lazy(() => import("../screens/problems/Problems")),
  },
  {
    path: "settings",
    name: "Settings",
    icon: SlidersHorizontal,
    key: "e",
    show: lazy(() => import("../screens/settings/Settings")),
  },
];

/** The screens on which the person's key may do something. */
export function useScreens(): readonly Screen[] {
  const { can } = useSession();
  return SCREENS.filter(({ needs }) => !needs || can(needs));
}

/** The key of the handset beside the screens, after `g` too. */
export const PHONE_KEY = "h";

export const CurrentAccount = createContext<Account | null>(null);

export function useAccount(): Account {
  const account = useContext(CurrentAccount);
  if (!account) throw new Error("There is no account above this component.");
  return account;
}

/** Makes addresses of screens of this account: `link("inbox", "cnv_1")`. */
export function useLink() {
  const { id } = useAccount();
  return useCallback((screen: string, object?: string) => `/${id}/${screen}${object ? `/${object}` : ""}`, [id]);
}

/** Goes to a screen, or to an object of it, and keeps the filters in the address if `keep`. */
export function useGo() {
  const link = useLink();
  const [, navigate] = useLocation();
  return useCallback(
    (screen: string, object?: string, { keep = false } = {}) =>
      navigate(link(screen, object) + (keep ? location.search : "")),
    [link, navigate],
  );
}

/** A filter that is in the address. It is not there while it has its default. Where there are `options`, any other value
 * of an address that somebody has written counts as the default. */
export function useParam<Value extends string>(
  name: string,
  preset: Value,
  options?: readonly (readonly [Value, unknown])[],
) {
  const [params, setParams] = useSearchParams();
  const found = params.get(name) as Value | null;
  const value = found !== null && (options?.some(([one]) => one === found) ?? true) ? found : preset;
  const set = useCallback(
    (next: Value) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (next === preset) after.delete(name);
          else after.set(name, next);
          return after;
        },
        { replace: true },
      ),
    [name, preset, setParams],
  );
  return [value, set] as const;
}
