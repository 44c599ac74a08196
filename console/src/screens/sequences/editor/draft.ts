// A sequence while somebody edits it: values as they stand in the fields, kept in the tab's storage until it is saved.
import type { CreateTheSequenceMutationVariables, EditedSequenceFragment } from "./editor.gen";

type Input = CreateTheSequenceMutationVariables["input"];
export type StepInput = Input["steps"][number];
export type Misfire = EditedSequenceFragment["misfire"];

export type StepDraft = {
  /** Names the step while it moves; the API never sees it. */
  key: string;
  type: "FIXED" | "AI";
  message: string;
  instructions: string;
  fallbackMessage: string;
  delayDays: string;
  delayHours: string;
  delayMinutes: string;
  businessDays: boolean;
  sendAt: string;
  skipIfReplied: boolean;
};

export type Draft = {
  name: string;
  description: string;
  misfire: Misfire;
  expireAfterHours: string;
  /** Names of events, with commas. */
  exitOn: string;
  goal: string;
  steps: StepDraft[];
};

/** What was read before the changes. `version` is the one that a save expects. */
export type Edit = { draft: Draft; before: Draft; version: number };

let made = 0;
const key = () => `${Date.now().toString(36)}-${made++}`;

export const newStep = (delayDays: string): StepDraft => ({
  key: key(),
  type: "FIXED",
  message: "",
  instructions: "",
  fallbackMessage: "",
  delayDays,
  delayHours: "0",
  delayMinutes: "0",
  businessDays: false,
  sendAt: "",
  skipIfReplied: true,
});

export function newSequence(): Edit {
  const draft: Draft = {
    name: "",
    description: "",
    misfire: "SEND",
    expireAfterHours: "",
    exitOn: "",
    goal: "",
    steps: [newStep("0")],
  };
  return { draft, before: draft, version: 0 };
}

export function editOf(found: EditedSequenceFragment): Edit {
  const draft: Draft = {
    name: found.name,
    description: found.description ?? "",
    misfire: found.misfire,
    expireAfterHours: found.expireAfterHours?.toString() ?? "",
    exitOn: found.exitOn.join(", "),
    goal: found.goal ?? "",
    steps: found.steps.map((step) => ({
      key: key(),
      type: step.type,
      message: step.message ?? "",
      instructions: step.instructions ?? "",
      fallbackMessage: step.fallbackMessage ?? "",
      delayDays: String(step.delayDays),
      delayHours: String(step.delayHours),
      delayMinutes: String(step.delayMinutes),
      businessDays: step.businessDays,
      sendAt: step.sendAt ?? "",
      skipIfReplied: step.skipIfReplied,
    })),
  };
  return { draft, before: draft, version: found.version };
}

/** Why what was typed is no number of days, hours or minutes; undefined if it is one. Nothing typed is none of them. */
export const notWhole = (text: string) =>
  /^\d{0,9}$/.test(text.trim()) ? undefined : "Write a whole number of at most 9 digits.";

/** A number as it was typed. What is no whole number goes to the API as a number that it refuses, so nothing is saved. */
const whole = (text: string) => (notWhole(text) ? -1 : Number(text));

export const stepInput = (step: StepDraft): StepInput => ({
  type: step.type,
  message: step.type === "FIXED" ? step.message : null,
  instructions: step.type === "AI" ? step.instructions : null,
  fallbackMessage: step.type === "AI" && step.fallbackMessage ? step.fallbackMessage : null,
  delayDays: whole(step.delayDays),
  delayHours: whole(step.delayHours),
  delayMinutes: whole(step.delayMinutes),
  businessDays: step.businessDays,
  sendAt: step.sendAt || null,
  skipIfReplied: step.skipIfReplied,
});

const fields = (draft: Draft) => ({
  name: draft.name,
  description: draft.description.trim() || null,
  misfire: draft.misfire,
  expireAfterHours: draft.expireAfterHours.trim() ? whole(draft.expireAfterHours) : null,
  exitOn: draft.exitOn
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean),
  goal: draft.goal.trim() || null,
});

export const sequenceInput = (draft: Draft): Input => ({ ...fields(draft), steps: draft.steps.map(stepInput) });

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
export const isChanged = ({ draft, before }: Edit) => !same(sequenceInput(draft), sequenceInput(before));

/** Only what differs: fields that another person changed meanwhile stay theirs, and equal steps make no version. */
export function changes({ draft, before, version }: Edit) {
  const after = sequenceInput(draft);
  const old = sequenceInput(before);
  const changed = Object.entries(after).filter(([name, value]) => !same(value, old[name as keyof Input]));
  return { ...Object.fromEntries(changed), expectedVersion: version };
}

/** The steps that are saved now, with this person's changes of the other fields. */
export function withTheirSteps({ draft, before }: Edit, theirs: Edit): Edit {
  const own = Object.entries(draft).filter(([name, value]) => !same(value, before[name as keyof Draft]));
  return { ...theirs, draft: { ...theirs.draft, ...Object.fromEntries(own), steps: theirs.draft.steps } };
}

/** This person's steps, to be saved over those of the other. */
export const overTheirSteps = ({ draft, before }: Edit, theirs: Edit): Edit => ({
  draft,
  before: { ...before, steps: theirs.draft.steps },
  version: theirs.version,
});

const place = (accountId: string, id: string | undefined) => `nudge-sequence ${accountId} ${id ?? "new"}`;

export function kept(accountId: string, id: string | undefined): Edit | null {
  const text = sessionStorage.getItem(place(accountId, id));
  return text ? JSON.parse(text) : null;
}

/** Keeps the changes over a reload; forgets them when there are none. */
export function keep(accountId: string, id: string | undefined, edit: Edit | null) {
  if (edit && isChanged(edit)) sessionStorage.setItem(place(accountId, id), JSON.stringify(edit));
  else sessionStorage.removeItem(place(accountId, id));
}
