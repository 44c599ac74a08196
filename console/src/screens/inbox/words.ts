// What the inbox says of conversations and their pauses, in one place.

import type { ConversationFieldsFragment } from "../../api/fragments.gen";
import type { Tone } from "../../ui/Badge";
import { moment } from "../../ui/format";

export type Conversation = ConversationFieldsFragment;
export type Attention = NonNullable<Conversation["attention"]>;

export const ATTENTION: Record<Attention, { name: string; tone: Tone; why: string }> = {
  UNCLEAR_REPLY: {
    name: "Unclear",
    tone: "bad",
    why: "The lead wrote a text that may be an opt-out. Automated steps wait until a person decides.",
  },
  HANDOFF: { name: "Asks for a person", tone: "bad", why: "The lead asks for a person or a call." },
  DRAFT: { name: "Draft waits", tone: "info", why: "A text of the AI awaits review." },
  UNANSWERED: { name: "Unanswered", tone: "warn", why: "The lead wrote, and nobody has answered since." },
  NOT_DELIVERED: { name: "Not delivered", tone: "bad", why: "The newest message to the lead did not arrive." },
};

const PAUSES = {
  REQUESTED: "Paused",
  TAKEN_OVER: "Taken over",
  UNCLEAR_REPLY: "May be an opt-out: automated steps wait for your decision",
  AWAY: "Paused: the lead is away",
  SENDER_BLOCKED: "Paused: the sender is blocked",
  OPT_OUTS: "Paused: too many opt-outs",
} as const;

export function pauseText(pause: NonNullable<Conversation["automation"]>, zone: string) {
  const by = pause.by ? ` by ${pause.by}` : "";
  const until = pause.until ? ` until ${moment(pause.until, zone)}` : "";
  return `${PAUSES[pause.reason]}${by}${until}`;
}

/** "step 3", "steps 3 and 4", "steps 2, 3 and 4". */
export function stepsText(orders: readonly number[]) {
  const numbers = orders.map((order) => order + 1);
  const last = numbers.at(-1);
  return numbers.length < 2 ? `step ${last}` : `steps ${numbers.slice(0, -1).join(", ")} and ${last}`;
}

/** The newest message in a line, with who wrote it before it. */
export function preview({ direction, body, source, by }: Conversation["lastMessage"]) {
  const from =
    direction === "INBOUND" ? "" : source === "OPERATOR" ? `${by ?? "You"}: ` : source === "AI" ? "AI: " : "Sequence: ";
  return from + (body || "(a file)");
}
