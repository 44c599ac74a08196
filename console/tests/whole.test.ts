import { expect, test } from "vitest";
import { whole } from "../src/api/whole";

test.each([
  [null, null],
  [0, 0],
  [-1, -1],
  [5000, 5000],
  [1.5, -1],
  [2 ** 31, -1],
  [Number.NaN, -1],
  [Number.POSITIVE_INFINITY, -1],
])("%s is sent as %s, which is an Int or nothing", (typed, sent) => {
  expect(whole(typed)).toBe(sent);
});
