// The story of the document that Nudge follows, played through the API as any caller would play it: a lead is enrolled,
// gets the first text and the AI's, answers, and so does not get the third.
import type { Client, TypedDocumentNode } from "urql";
import {
  AdvanceClock,
  PhoneEnroll,
  PhoneLead,
  PhoneReply,
  PhoneStart,
  StoryApprove,
  StoryLead,
  StoryRun,
  type StoryRunQuery,
  StorySequence,
} from "./phone.gen";

export type Stage = (text: string) => void;
type Run = NonNullable<StoryRunQuery["enrollment"]>["timeline"][number];

const NAME = "Application Recovery";
const STEPS = [
  {
    type: "FIXED" as const,
    message:
      "Hi {{first_name}}, this is {{company}}. We noticed your application is almost complete. Can I help with the remaining steps?",
    skipIfReplied: false,
  },
  {
    type: "AI" as const,
    instructions: "Follow up warmly. Reference their application and ask about any blockers.",
    delayHours: 24,
  },
  {
    type: "FIXED" as const,
    message:
      "Just checking in, {{first_name}}. Your application is still open and we'd love to help you get approved. Any questions I can answer?",
    delayHours: 72,
  },
];
const REPLY = "Yes please. Which documents are still missing?";
/** How often a step is looked at again: hours of the day and reviews come between its time and its text. */
const LOOKS = 12;

/** The numbers that are kept free for stories, (415) 555-0100 to 0199, from a random one on. */
function storyNumbers(): string[] {
  const first = Math.floor(Math.random() * 100);
  return Array.from({ length: 100 }, (_, step) => `+141555501${String((first + step) % 100).padStart(2, "0")}`);
}

type Told = {
  client: Client;
  accountId: string;
  hourSeconds: number;
  onPhone: (phone: string) => void;
  onStage: Stage;
  onTime: (now: string) => void;
};

/** Plays it to its end. Throws an `Error` with a sentence for the reader. */
export async function playStory({ client, accountId, hourSeconds, onPhone, onStage, onTime }: Told): Promise<void> {
  const ask = async <Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ) => {
    const { data, error } = await client
      .query(document as never, variables, { requestPolicy: "network-only" })
      .toPromise();
    if (!data) throw new Error(error?.graphQLErrors[0]?.message ?? "The server does not answer.");
    return data as Data;
  };
  const act = async <Data extends object, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ) => {
    const { data, error } = await client.mutation(document as never, variables).toPromise();
    const payload = data && (Object.values(data)[0] as { userErrors: { message: string }[] });
    const message = payload
      ? payload.userErrors[0]?.message
      : (error?.graphQLErrors[0]?.message ?? "The server does not answer.");
    if (message) throw new Error(message);
    return data as Data;
  };
  const advance = async (hours: number) => {
    const { advanceClock } = await act(AdvanceClock, { hours });
    onTime(advanceClock.now);
  };
  /** Plays time until a step was sent or skipped. */
  const settled = async (enrollment: string, order: number): Promise<Run> => {
    for (let look = 0; look < LOOKS; look += 1) {
      const { viewer, enrollment: found } = await ask(StoryRun, { id: enrollment });
      const run = found?.timeline[order];
      if (!run) throw new Error("The sequence has no such step.");
      if (run.settledAt) return run;
      if (run.draft && run.reason === "AWAITING_REVIEW") await act(StoryApprove, { id: run.draft.id });
      else {
        // Nobody expects a text that a person must approve; its time is known all the same.
        const at = run.expectedAt ?? found.nextStepAt;
        const wait = at ? Date.parse(at) - Date.parse(viewer.health.now) : 0;
        await advance(Math.max(wait / 1000, 1) / hourSeconds);
      }
    }
    throw new Error("The step still waits. Its lead's timeline says for what.");
  };

  const { sequences } = await ask(PhoneStart, { accountId });
  let phone: string | undefined;
  for (const number of storyNumbers()) {
    const { lead } = await ask(PhoneLead, { accountId, phone: number });
    if (lead) continue;
    phone = number;
    break;
  }
  if (!phone)
    throw new Error("Each number from (415) 555-0100 to 0199 is a lead already. Erase one to play the story.");
  const known = sequences.items.find((one) => one.name === NAME);
  const sequenceId =
    known?.id ??
    (
      await act(StorySequence, {
        accountId,
        input: {
          name: NAME,
          description: "Follow up with applicants who stalled at document collection",
          steps: STEPS,
        },
      })
    ).createSequence.sequence?.id;
  if (!sequenceId) throw new Error("The sequence could not be made.");
  await act(StoryLead, { accountId, phone, firstName: "Jordan" });
  onPhone(phone);

  onStage("Jordan stalled at the documents and is enrolled. The first text leaves at once.");
  const { enrollLead } = await act(PhoneEnroll, { sequenceId, phone });
  const run = enrollLead.enrollment?.id;
  if (!run) throw new Error("Jordan could not be enrolled.");
  await settled(run, 0);
  onStage("A day passes. The AI reads the conversation and follows up.");
  await settled(run, 1);
  onStage("Jordan answers.");
  await act(PhoneReply, { accountId, phone, body: REPLY });
  onStage("Three days pass. The third text is not needed any more.");
  const last = await settled(run, 2);
  onStage(`Step 3: ${last.explanation}`);
}
