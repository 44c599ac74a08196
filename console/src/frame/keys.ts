// The keys of the console: one listener, and one table that `?` shows.
import { useEffect, useRef, useSyncExternalStore } from "react";

export type Key = {
  /** A key, or two that are pressed one after the other: "j", "g i". Capitals and signs as they are typed. */
  press: string;
  does: string;
  run: () => void;
  /** Whether it runs again and again while it is held down. Only for what changes nothing: each act is a press of its own. */
  repeats?: boolean;
};
type Group = { name: string; keys: Key[] };

const SECOND_KEY_MS = 1200;
const groups = new Set<{ current: Group }>();
const listeners = new Set<() => void>();
let shown: Group[] = [];
let first: { key: string; at: number } | null = null;

function changed() {
  shown = [...groups].map((group) => group.current);
  for (const listener of listeners) listener();
}

function isTyping(target: EventTarget | null) {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
    return;
  }
  if (document.querySelector("dialog[open], [role=menu]")) return;
  const pair = first && event.timeStamp - first.at < SECOND_KEY_MS ? `${first.key} ${event.key}` : null;
  const all = [...groups].reverse().flatMap((group) => group.current.keys);
  const found = all.find((key) => key.press === pair) ?? all.find((key) => key.press === event.key);
  first = null;
  if (found) {
    event.preventDefault();
    if (!event.repeat || found.repeats) found.run();
  } else if (all.some((key) => key.press.startsWith(`${event.key} `))) {
    first = { key: event.key, at: event.timeStamp };
  }
});

/** The keys of a part of the screen, while it is there. A part that comes later wins. */
export function useKeys(name: string, keys: Key[]) {
  const group = useRef<Group>({ name, keys });
  group.current = { name, keys };
  useEffect(() => {
    groups.add(group);
    changed();
    return () => {
      groups.delete(group);
      changed();
    };
  }, []);
}

export const useAllKeys = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => shown,
  );
