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
import type { Account } from "./session";

export type Screen = {
  /** The part of the address after the account. */
  path: string;
  name: string;
  icon: ComponentType;
  /** The key after `g`. */
  key: string;
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
  { path: "import", name: "Import", icon: FileUp, key: "m", show: lazy(() => import("../screens/import/Import")) },
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

/** A filter that is in the address. It is not there while it has its default. */
export function useParam<Value extends string>(name: string, preset: Value) {
  const [params, setParams] = useSearchParams();
  const value = (params.get(name) ?? preset) as Value;
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
