// The filters in an address, which anybody may have written.
import { act } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useParam } from "../src/frame/routes";
import { rendered, unmountAll } from "./rendered";

type Hours = "24" | "168";
const OPTIONS: readonly (readonly [Hours, string])[] = [
  ["24", "24 hours"],
  ["168", "7 days"],
];
let seen: { hours: string; set: (value: Hours) => void; search: string };

function Seen() {
  const [hours, set] = useParam<Hours>("hours", "24", OPTIONS);
  const [search] = useParam<string>("q", "");
  seen = { hours, set, search };
  return null;
}

beforeEach(() => history.replaceState(null, "", "/"));
afterEach(unmountAll);

test.each([
  ["", "24"],
  ["?hours=168", "168"],
  ["?hours=x", "24"],
  ["?hours=", "24"],
  ["?hours=99999999999999", "24"],
  ["?hours=__proto__", "24"],
])("%s is read as a choice that there is", (address, hours) => {
  history.replaceState(null, "", `/${address}`);
  rendered(<Seen />);
  expect(seen.hours).toBe(hours);
});

test("a choice replaces what nobody knows, and free text stays as it is", () => {
  history.replaceState(null, "", "/?hours=x&q=Ann%20Ito");
  rendered(<Seen />);
  act(() => seen.set("168"));
  expect([seen.hours, seen.search, location.search]).toEqual(["168", "Ann Ito", "?hours=168&q=Ann+Ito"]);
});
