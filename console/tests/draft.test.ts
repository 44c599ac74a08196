import { beforeEach, expect, test } from "vitest";
import {
  changes,
  editOf,
  isChanged,
  keep,
  kept,
  newStep,
  notWhole,
  overTheirSteps,
  sequenceInput,
  withTheirSteps,
} from "../src/screens/sequences/editor/draft";
import type { EditedSequenceFragment } from "../src/screens/sequences/editor/editor.gen";

const step = (message: string): EditedSequenceFragment["steps"][number] => ({
  order: 0,
  type: "FIXED",
  message,
  instructions: null,
  fallbackMessage: null,
  delayDays: 0,
  delayHours: 0,
  delayMinutes: 0,
  businessDays: false,
  sendAt: null,
  skipIfReplied: true,
});
const sequence = (name: string, version: number, ...messages: string[]): EditedSequenceFragment => ({
  id: "seq_1",
  name,
  description: null,
  version,
  misfire: "SEND",
  expireAfterHours: null,
  exitOn: ["signed"],
  goal: null,
  steps: messages.map(step),
});
const renamed = (name: string) => {
  const edit = editOf(sequence("Old", 1, "Hi"));
  return { ...edit, draft: { ...edit.draft, name } };
};

beforeEach(() => sessionStorage.clear());

test("what was changed is there again after a reload, for this sequence of this account only", () => {
  keep("acc_1", "seq_1", renamed("New"));
  expect(kept("acc_1", "seq_1")?.draft.name).toBe("New");
  expect([kept("acc_2", "seq_1"), kept("acc_1", undefined), kept("acc_1", "seq_2")]).toEqual([null, null, null]);
});

test("nothing is kept of what is unchanged, saved or discarded", () => {
  keep("acc_1", "seq_1", renamed("New"));
  keep("acc_1", "seq_1", renamed("Old"));
  expect(kept("acc_1", "seq_1")).toBeNull();
  keep("acc_1", "seq_1", renamed("New"));
  keep("acc_1", "seq_1", null);
  expect(kept("acc_1", "seq_1")).toBeNull();
});

test("only what differs is saved, with the version that was read", () => {
  expect(changes(renamed("New"))).toEqual({ name: "New", expectedVersion: 1 });
  expect(isChanged(renamed("Old"))).toBe(false);
});

test("a number that is none goes to the API, which refuses it at the field", () => {
  const draft = { ...renamed("New").draft, expireAfterHours: "soon", steps: [newStep("1.5")] };
  const input = sequenceInput(draft);
  expect([input.expireAfterHours, input.steps[0]?.delayDays]).toEqual([-1, -1]);
});

test("another person's steps are taken, and the own name stays", () => {
  const both = withTheirSteps(renamed("New"), editOf(sequence("Theirs", 2, "Hello", "Bye")));
  expect(both.draft.name).toBe("New");
  expect(both.draft.steps.map((one) => one.message)).toEqual(["Hello", "Bye"]);
  expect(changes(both)).toEqual({ name: "New", expectedVersion: 2 });
});

test("the own steps are saved over another person's", () => {
  const mine = renamed("Old");
  const over = overTheirSteps(mine, editOf(sequence("Old", 2, "Hello")));
  expect(changes(over)).toMatchObject({ steps: [{ message: "Hi" }], expectedVersion: 2 });
});

test.each(["1.5", "-1", "abc", "1e3", "99999999999"])(
  "%s is told as no whole number, and never saved as one",
  (typed) => {
    expect(notWhole(typed)).toBe("Write a whole number of at most 9 digits.");
    const { draft } = editOf(sequence("Any", 1, "Hi"));
    const steps = [{ ...newStep("0"), delayHours: typed }];
    expect(sequenceInput({ ...draft, steps }).steps[0]?.delayHours).toBe(-1);
  },
);

test.each([
  ["", 0],
  ["  ", 0],
  [" 24 ", 24],
])("“%s” is a number of hours", (typed, hours) => {
  expect(notWhole(typed)).toBeUndefined();
  const { draft } = editOf(sequence("Any", 1, "Hi"));
  const steps = [{ ...newStep("0"), delayHours: typed }];
  expect(sequenceInput({ ...draft, steps }).steps[0]?.delayHours).toBe(hours);
});
