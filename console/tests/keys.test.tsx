import { afterEach, expect, test, vi } from "vitest";
import { useKeys } from "../src/frame/keys";
import { PHONE_KEY, SCREENS } from "../src/frame/routes";
import { rendered, unmountAll } from "./rendered";

afterEach(() => {
  unmountAll();
  document.body.replaceChildren();
});

const press = (key: string, on: EventTarget = document.body, more = {}) =>
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

test("a key that is held down acts once, and only moves again and again", () => {
  const [approve, next] = [vi.fn(), vi.fn()];
  rendered(<Held approve={approve} next={next} />);
  for (const key of ["a", "j"]) {
    press(key);
    press(key, document.body, { repeat: true });
    press(key, document.body, { repeat: true });
  }
  expect([approve.mock.calls.length, next.mock.calls.length]).toEqual([1, 3]);
});

function Held({ approve, next }: { approve: () => void; next: () => void }) {
  useKeys("Drafts", [
    { press: "a", does: "Approve and send", run: approve },
    { press: "j", does: "Next draft", repeats: true, run: next },
  ]);
  return null;
}

function Keyed({ name, keys }: { name: string; keys: Record<string, () => void> }) {
  useKeys(
    name,
    Object.entries(keys).map(([key, run]) => ({ press: key, does: key, run })),
  );
  return null;
}

test("one key, and two keys one after the other", () => {
  const [inbox, n] = [vi.fn(), vi.fn()];
  rendered(<Keyed name="Everywhere" keys={{ "g i": inbox, n }} />);
  press("n");
  press("g");
  press("i");
  expect([inbox.mock.calls.length, n.mock.calls.length]).toEqual([1, 1]);
  press("g");
  press("x");
  press("i");
  expect(inbox).toHaveBeenCalledTimes(1);
});

test("no two places have one key after g", () => {
  const keys = [PHONE_KEY, ...SCREENS.map((screen) => screen.key)];
  expect(new Set(keys).size).toBe(keys.length);
});

test("the part of the screen that came last wins", () => {
  const [list, detail] = [vi.fn(), vi.fn()];
  rendered(<Keyed name="List" keys={{ Escape: list }} />);
  rendered(<Keyed name="Detail" keys={{ Escape: detail }} />);
  press("Escape");
  expect([list.mock.calls.length, detail.mock.calls.length]).toEqual([0, 1]);
});

test("whoever types, has a dialog open or holds Control is not disturbed", () => {
  const run = vi.fn();
  rendered(<Keyed name="Everywhere" keys={{ e: run }} />);
  const field = document.body.appendChild(document.createElement("textarea"));
  press("e", field);
  press("e", document.body, { ctrlKey: true });
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.setAttribute("open", "");
  press("e");
  expect(run).not.toHaveBeenCalled();
  dialog.remove();
  press("e");
  expect(run).toHaveBeenCalledTimes(1);
});
