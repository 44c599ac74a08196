// The time of the installation. The simulator's clock can be ahead of the browser's, so nothing here asks the browser
// alone what time it is.
import { useSyncExternalStore } from "react";

const TICK = 15_000;
let ahead = 0;
let shown = Date.now();
const listeners = new Set<() => void>();

function tell() {
  shown = Date.now() + ahead;
  for (const listener of listeners) listener();
}

/** The server's time, as an answer had it. */
export function setNow(iso: string) {
  ahead = new Date(iso).getTime() - Date.now();
  tell();
}

export const now = () => Date.now() + ahead;

setInterval(tell, TICK);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The time, in milliseconds; the component is drawn again every few seconds. */
export const useNow = () => useSyncExternalStore(subscribe, () => shown);
