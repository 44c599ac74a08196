import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { counted } from "../src/ui/segments";

// The table of the API's own counter. Vitest runs in `console`.
const table: [number, [string, number][]][] = JSON.parse(readFileSync("../tests/domain/sms/segments.json", "utf8"));

test.each(table)("counts as the API does: %i", (count, runs) => {
  expect(counted(runs.map(([chunk, times]) => chunk.repeat(times)).join("")).segments).toBe(count);
});

test("tells how many characters are left, and which of them cost room", () => {
  expect(counted("a".repeat(150))).toEqual({ segments: 1, left: 10, unicode: [] });
  expect(counted("a".repeat(161))).toEqual({ segments: 2, left: 145, unicode: [] });
  expect(counted("Hi – ’tis")).toEqual({ segments: 1, left: 61, unicode: ["–", "’"] });
});
