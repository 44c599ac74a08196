// The socket of a tab, with a server of the test's own at its other end.
import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { socket, useConnectionState, useEpoch } from "../src/api/live";
import { rendered, unmountAll } from "./rendered";

class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static made: FakeSocket[] = [];
  readyState = FakeSocket.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    FakeSocket.made.push(this);
  }
  send() {}
  close(code: number, reason = "") {
    this.lose(code, reason);
  }
  accept() {
    this.onopen?.();
    this.onmessage?.({ data: JSON.stringify({ type: "connection_ack" }) });
  }
  lose(code: number, reason = "") {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.({ code, reason, wasClean: false });
  }
}

const newest = () => FakeSocket.made.at(-1) as FakeSocket;
let seen = { state: "", epoch: 0 };
function Seen() {
  seen = { state: useConnectionState(), epoch: useEpoch() };
  return null;
}
/** Lets what was promised and every timer come to pass. */
const settle = () => act(() => vi.runOnlyPendingTimersAsync());

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.made = [];
});
afterEach(() => {
  unmountAll();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a loss is told, the socket comes back by itself, and then everything is read again", async () => {
  const refused = vi.fn();
  const client = socket("key", refused);
  rendered(<Seen />);
  const before = seen.epoch;
  await settle();
  expect(seen.state).toBe("connecting");
  await act(async () => newest().accept());
  expect(seen).toEqual({ state: "live", epoch: before });

  await act(async () => newest().lose(1006));
  expect(seen.state).toBe("reconnecting");
  await settle();
  expect(FakeSocket.made).toHaveLength(2);
  await act(async () => newest().accept());
  expect(seen).toEqual({ state: "live", epoch: before + 1 });
  expect(refused).not.toHaveBeenCalled();
  unmountAll();
  await client.dispose();
});

test("without a network it says offline", async () => {
  const client = socket("key", () => {});
  rendered(<Seen />);
  await settle();
  await act(async () => newest().accept());
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  await act(async () => newest().lose(1006));
  expect(seen.state).toBe("offline");
  void client.dispose();
  await settle();
});

test("a key that has ended ends the session", async () => {
  const refused = vi.fn();
  vi.spyOn(console, "error").mockReturnValue(); // graphql-ws tells it there too
  const client = socket("key", refused);
  rendered(<Seen />);
  await settle();
  const complained = vi.spyOn(console, "error").mockReturnValue();
  await act(async () => newest().lose(4401, "Unauthorized"));
  await settle();
  expect(refused).toHaveBeenCalled();
  expect(complained).not.toHaveBeenCalled();
  complained.mockRestore();
  void client.dispose();
  await settle();
});
