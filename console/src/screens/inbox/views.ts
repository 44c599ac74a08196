// The views of the inbox: what the API is asked for, and the same rule for a conversation that an event brings.
import type { ConversationsQueryVariables } from "./inbox.gen";
import type { Conversation } from "./words";

type Filter = NonNullable<ConversationsQueryVariables["filter"]>;
type Attention = NonNullable<Conversation["attention"]>;
export type Why = Attention | "any";
/** Why a conversation needs a person, the most urgent first. */
export const URGENCY: readonly Attention[] = ["UNCLEAR_REPLY", "HANDOFF", "UNANSWERED", "DRAFT", "NOT_DELIVERED"];
export type View = "needs" | "unread" | "mine" | "open" | "done";

export const VIEWS: readonly (readonly [View, string])[] = [
  ["needs", "Needs you"],
  ["unread", "Unread"],
  ["mine", "Yours"],
  ["open", "Open"],
  ["done", "Done"],
];

export function filterOf(view: View, person: string, search: string, why: Why = "any"): Filter {
  const found = search ? { search } : {};
  if (view === "needs") {
    return { ...found, attention: why === "any" ? [...URGENCY] : [why] };
  }
  if (view === "unread") return { ...found, unread: true };
  if (view === "mine") return { ...found, assignee: person };
  return { ...found, status: view === "open" ? "OPEN" : "DONE" };
}

export function isIn(view: View, person: string, one: Conversation, why: Why = "any") {
  if (view === "needs") return one.attention !== null && (why === "any" || one.attention === why);
  if (view === "unread") return one.unreadCount > 0;
  if (view === "mine") return one.assignee === person;
  return one.status === (view === "open" ? "OPEN" : "DONE");
}

export const NOTHING: Record<View, readonly [string, string]> = {
  needs: [
    "Nobody needs you now",
    "Conversations that a person must look at come here by themselves: unclear replies, questions, drafts, and messages that did not arrive.",
  ],
  unread: ["Everything is read", "A new message of a lead appears here at once."],
  mine: ["Nothing is assigned to you", "Press a in a conversation to take it on."],
  open: [
    "No open conversation",
    "A conversation begins with the first message to a lead. Enroll a lead in a sequence to send one.",
  ],
  done: ["Nothing is closed yet", "Press e in a conversation when it needs nothing more."],
};
