// The one socket of a tab, and what the frame says about it.
import { type Client, createClient } from "graphql-ws";
import { useSyncExternalStore } from "react";
import { API } from "./places";

export type Connection = "connecting" | "live" | "reconnecting" | "offline";

type State = { connection: Connection; epoch: number };
let state: State = { connection: "connecting", epoch: 0 };
const listeners = new Set<() => void>();
const UNAUTHORIZED = 4401;
const LONGEST_WAIT_MS = 5000;

function become(next: Partial<State>) {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export const useConnectionState = () => useSyncExternalStore(subscribe, () => state.connection);

/** Grows each time that the connection is back after a loss: then everything on the screen is read again. */
export const useEpoch = () => useSyncExternalStore(subscribe, () => state.epoch);

export function socket(key: string, onRefused: () => void): Client {
  let lost = false;
  become({ connection: "connecting" });
  return createClient({
    url: API.href.replace(/^http/, "ws"),
    connectionParams: { "X-Partner-Key": key },
    lazy: false,
    keepAlive: 12_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    // A key that has ended closes the socket for good: `closed` tells it to the person, and it is no fault of the console.
    onNonLazyError: () => undefined,
    retryWait: async (tries) => {
      const wait = Math.min(LONGEST_WAIT_MS, 250 * 2 ** tries);
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    },
    on: {
      connected: () => {
        become({ connection: "live", epoch: state.epoch + (lost ? 1 : 0) });
        lost = false;
      },
      closed: (event) => {
        lost = true;
        if ((event as CloseEvent).code === UNAUTHORIZED) onRefused();
        else become({ connection: navigator.onLine ? "reconnecting" : "offline" });
      },
    },
  });
}
