import { expect, test } from "vitest";
import { filterOf, isIn, URGENCY, VIEWS } from "../src/screens/inbox/views";
import { ATTENTION, type Conversation, pauseText, preview, stepsText } from "../src/screens/inbox/words";

const ME = "Dana";
const base = { attention: null, unreadCount: 0, assignee: null, status: "OPEN" } as Conversation;
const all: Conversation[] = [null, ...URGENCY].flatMap((attention) =>
  [0, 2].flatMap((unreadCount) =>
    [null, ME, "Kim"].flatMap((assignee) =>
      (["OPEN", "DONE"] as const).map((status) => ({ ...base, attention, unreadCount, assignee, status })),
    ),
  ),
);

/** Whether the API would list the conversation, by the fields of the filter. */
function listed(one: Conversation, filter: ReturnType<typeof filterOf>) {
  return (
    (!filter.attention || (one.attention !== null && filter.attention.includes(one.attention))) &&
    (filter.unread == null || one.unreadCount > 0 === filter.unread) &&
    (filter.assignee == null || one.assignee === filter.assignee) &&
    (filter.status == null || one.status === filter.status)
  );
}

test.each(VIEWS.map(([view]) => view))("an event is placed in the view %s as the API places it", (view) => {
  for (const why of ["any", ...URGENCY] as const) {
    const filter = filterOf(view, ME, "", why);
    for (const one of all) expect(isIn(view, ME, one, why)).toBe(listed(one, filter));
  }
});

test("every reason has its place in the order and its words", () => {
  expect([...URGENCY].sort()).toEqual(Object.keys(ATTENTION).sort());
});

test("a search is a part of the filter", () => {
  expect(filterOf("mine", ME, "ann")).toEqual({ search: "ann", assignee: ME });
});

test("steps, pauses and the newest message are told in a line", () => {
  expect([stepsText([2]), stepsText([2, 3]), stepsText([1, 2, 3])]).toEqual([
    "step 3",
    "steps 3 and 4",
    "steps 2, 3 and 4",
  ]);
  const pause = { since: "2026-02-17T15:00:00Z", until: "2026-02-18T15:00:00Z", reason: "TAKEN_OVER" as const, by: ME };
  expect(pauseText(pause, "America/New_York")).toBe("Taken over by Dana until Wed, Feb 18, 2026, 10:00 AM EST");
  const message = { id: "msg_1", direction: "OUTBOUND", body: "", source: "OPERATOR", by: ME, status: "SENT" } as const;
  expect(preview(message)).toBe("Dana: (a file)");
});
