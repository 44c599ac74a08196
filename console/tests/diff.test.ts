import { expect, test } from "vitest";
import { paired } from "../src/screens/sequences/diff";

const shown = (before: string, after: string) =>
  paired([...before], [...after], (letter) => letter.toLowerCase()).map(
    (pair) => `${pair.before ?? "-"}${pair.after ?? "-"}${pair.same ? "" : "!"}`,
  );

test.each([
  ["abc", "abc", ["aa", "bb", "cc"]],
  ["abc", "xabc", ["-x!", "aa", "bb", "cc"]],
  ["abc", "ac", ["aa", "b-!", "cc"]],
  ["abc", "axc", ["aa", "bx!", "cc"]],
  ["abc", "axyc", ["aa", "bx!", "-y!", "cc"]],
  ["abcd", "bd", ["a-!", "bb", "c-!", "dd"]],
  ["ab", "ba", ["a-!", "bb", "-a!"]],
  ["", "ab", ["-a!", "-b!"]],
  ["ab", "", ["a-!", "b-!"]],
  ["", "", []],
])("%s beside %s", (before, after, pairs) => {
  expect(shown(before, after)).toEqual(pairs);
});

test("each step is there once, in its order", () => {
  const letters = ["a", "b"];
  const lists = [
    [],
    ...letters.flatMap((a) => [[a], ...letters.flatMap((b) => [[a, b], ...letters.map((c) => [a, b, c])])]),
  ];
  for (const before of lists) {
    for (const after of lists) {
      const pairs = paired(before, after, String);
      expect(pairs.flatMap((pair) => pair.before ?? [])).toEqual(before);
      expect(pairs.flatMap((pair) => pair.after ?? [])).toEqual(after);
      expect(pairs.every((pair) => !pair.same || pair.before === pair.after)).toBe(true);
    }
  }
});
