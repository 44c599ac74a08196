import { ArrowLeft, Check, PanelRight, Sparkles, UserPlus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { type UserError, useAct } from "../../api/act";
import type { MessageFieldsFragment } from "../../api/fragments.gen";
import { useEpoch } from "../../api/live";
import { useConnection } from "../../api/useConnection";
import { useKeys } from "../../frame/keys";
import { useAccount } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { nameOf, phone as phoneText, whenIn } from "../../ui/format";
import { Bubbles } from "./Bubbles";
import { Composer } from "./Composer";
import { Facts } from "./Facts";
import {
  AssignConversation,
  CloseConversation,
  HandBack,
  MarkRead,
  OptOutTheWriter,
  SendMessage,
  SuggestReply,
  TakeOver,
  type ThreadQuery as ThreadData,
  ThreadMessageChanged,
  ThreadMessages,
  type ThreadMessagesQuery,
  type ThreadMessagesQueryVariables,
  Thread as ThreadQuery,
} from "./inbox.gen";
import css from "./Thread.module.css";
import { ATTENTION, pauseText, stepsText } from "./words";

// An object of another type has none of the fields.
export type Open = Extract<NonNullable<ThreadData["node"]>, { lastMessage: object }>;
const opened = (node: ThreadData["node"]) => (node?.id ? (node as Open) : null);

/** One conversation: its messages, and what a person may do with it. */
export function Thread({ id, onBack }: { id: string; onBack: () => void }) {
  const [{ data, error }, again] = useQuery({ query: ThreadQuery, variables: { id } });
  const epoch = useEpoch();
  useEffect(() => {
    if (epoch) again({ requestPolicy: "network-only" });
  }, [epoch, again]);
  const open = data ? opened(data.node) : null;
  if (error && !open) {
    return (
      <Failed
        message={error.graphQLErrors[0]?.message ?? "The server does not answer."}
        retry={() => again({ requestPolicy: "network-only" })}
      />
    );
  }
  if (!data) return <Skeleton />;
  if (!open)
    return <Empty title="There is no such conversation" action={<Button onClick={onBack}>Back to the list</Button>} />;
  return <OpenThread open={open} onBack={onBack} readAgain={() => again({ requestPolicy: "network-only" })} />;
}

const SOON_MS = 300;
const MOST_NOTE = 500;
const byTime = (a: MessageFieldsFragment, b: MessageFieldsFragment) =>
  a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);
// The list pages from the newest message back.
const newestFirst = (a: MessageFieldsFragment, b: MessageFieldsFragment) => byTime(b, a);

function OpenThread({ open, onBack, readAgain }: { open: Open; onBack: () => void; readAgain: () => void }) {
  const account = useAccount();
  const { can, person } = useSession();
  const [act, busy] = useAct();
  const [facts, setFacts] = useState(false);
  const { id, lead } = open;
  const messages = useConnection<ThreadMessagesQuery, ThreadMessagesQueryVariables, MessageFieldsFragment>({
    document: ThreadMessages,
    variables: { accountId: account.id, phone: lead.phone },
    page: (data) => data.messagesConnection,
    compare: newestFirst,
  });
  const [{ data: event }] = useSubscription({
    query: ThreadMessageChanged,
    variables: { accountId: account.id, phone: lead.phone },
  });
  const { put } = messages;
  const changed = event?.messageUpdated;
  // With a message its conversation changes, and the steps of the lead: read once, when it is quiet.
  const soon = useRef(readAgain);
  soon.current = readAgain;
  useEffect(() => {
    if (!changed) return;
    put(changed);
    const timer = setTimeout(() => soon.current(), SOON_MS);
    return () => clearTimeout(timer);
  }, [changed, put]);

  const write = can("WRITE");
  useEffect(() => {
    if (write && open.unreadCount > 0 && document.visibilityState === "visible")
      void act(MarkRead, { id }, { quiet: true });
  }, [write, open.unreadCount, id, act]);

  const composer = useRef<HTMLTextAreaElement>(null);
  const takeOver = () => act(TakeOver, { id, by: person });
  const handBack = () => act(HandBack, { id });
  // What a person reads as an opt-out is one; the lead's own words are its evidence. Then there is nothing to decide.
  const optOut = async () => {
    const { body } = messages.rows.find((one) => one.direction === "INBOUND") ?? {};
    const note = `${person} read it as an opt-out: ${body ?? ""}`.slice(0, MOST_NOTE);
    const { payload } = await act(OptOutTheWriter, { accountId: account.id, phone: lead.phone, note });
    if (payload) await handBack();
  };
  const close = () => act(CloseConversation, { id });
  const mine = open.assignee === person;
  const assign = () => act(AssignConversation, { id, assignee: mine ? null : person });
  const isTakenOver = open.automation !== null;
  useKeys("Conversation", [
    { press: "r", does: "Reply", run: () => composer.current?.focus() },
    ...(write
      ? [
          { press: "e", does: "Close the conversation", run: () => void close() },
          {
            press: "t",
            does: isTakenOver ? "Hand back to automation" : "Take over",
            run: () => void (isTakenOver ? handBack() : takeOver()),
          },
          { press: "a", does: mine ? "Unassign" : "Assign to you", run: () => void assign() },
        ]
      : []),
  ]);
  const send = async (body: string, once: string): Promise<UserError[]> => {
    const { payload, errors } = await act(
      SendMessage,
      { accountId: account.id, phone: lead.phone, body, by: person },
      { quiet: true, once },
    );
    if (payload?.message) put(payload.message);
    if (payload) readAgain();
    return errors;
  };
  const suggest = async () => {
    const { payload } = await act(SuggestReply, { id });
    if (payload) readAgain();
  };
  const stopped = useMemo(() => stoppedSteps(open), [open]);
  const ordered = useMemo(() => [...messages.rows].reverse(), [messages.rows]);
  const reason = open.attention && ATTENTION[open.attention];

  return (
    <section className={css.thread} aria-label={`Conversation with ${nameOf(lead)}`}>
      <header className={css.head}>
        <IconButton label="Back to the list" className={css.back} onClick={onBack}>
          <ArrowLeft />
        </IconButton>
        <div className={css.who}>
          <h2>{nameOf(lead)}</h2>
          <p>
            {phoneText(lead.phone)}
            {reason && (
              <Badge tone={reason.tone} title={reason.why}>
                {reason.name}
              </Badge>
            )}
            {lead.optedOutAt && <Badge tone="bad">Opted out</Badge>}
            {open.status === "DONE" && <Badge tone="good">Done</Badge>}
          </p>
        </div>
        {write && (
          <div className={css.acts}>
            <IconButton
              label={mine ? "Unassign" : "Assign to you"}
              aria-pressed={mine}
              onClick={assign}
              disabled={busy}
            >
              <UserPlus />
            </IconButton>
            <Button icon={<Check />} shortcut="e" onClick={close} disabled={busy || open.status === "DONE"}>
              Close
            </Button>
          </div>
        )}
        <IconButton
          label="About the lead"
          className={css.factsButton}
          aria-pressed={facts}
          onClick={() => setFacts(!facts)}
        >
          <PanelRight />
        </IconButton>
      </header>
      <Automation
        open={open}
        canWrite={write}
        busy={busy}
        onTakeOver={takeOver}
        onHandBack={handBack}
        onOptOut={optOut}
      />
      <div className={css.middle}>
        <div className={css.column}>
          {messages.failed && <Failed message={messages.failed} retry={messages.refresh} />}
          {messages.loading ? (
            <Skeleton rows={4} />
          ) : (
            <Bubbles messages={ordered} stopped={stopped} more={messages.more} zone={account.timeZone} />
          )}
          {can("SEND") && (
            <Composer
              ref={composer}
              conversation={id}
              blocked={
                lead.optedOutAt
                  ? "The lead has opted out. Nobody can text them until they text START."
                  : (lead.phoneProblem ?? null)
              }
              pauses={isTakenOver ? null : account.takeoverHours}
              suggestion={open.suggestion?.body ?? null}
              onSend={send}
              extra={
                <Button kind="quiet" icon={<Sparkles />} onClick={suggest} disabled={busy}>
                  Suggest a reply
                </Button>
              }
            />
          )}
        </div>
        <Facts open={open} shown={facts} />
      </div>
    </section>
  );
}

/** Which steps a message of the lead stopped, by the message. */
function stoppedSteps(open: Open) {
  const found = new Map<string, string[]>();
  for (const { timeline, sequence } of open.lead.enrollments) {
    const stopped = timeline.filter((run) => run.evidence && run.status !== "SENT");
    for (const [id, runs] of Map.groupBy(stopped, (run) => run.evidence?.id ?? "")) {
      const text = `Stopped ${stepsText(runs.map((run) => run.step.order))} of ${sequence.name}`;
      found.set(id, [...(found.get(id) ?? []), text]);
    }
  }
  return new Map([...found].map(([id, texts]) => [id, texts.join(". ")]));
}

type AutomationProps = {
  open: Open;
  canWrite: boolean;
  busy: boolean;
  onTakeOver: () => void;
  onHandBack: () => void;
  onOptOut: () => void;
};

function Automation({ open, canWrite, busy, onTakeOver, onHandBack, onOptOut }: AutomationProps) {
  const account = useAccount();
  const { automation } = open;
  const now = useNow();
  const text = automation ? pauseText(automation, account.timeZone) : nextText(open, account.timeZone, now);
  const unclear = automation?.reason === "UNCLEAR_REPLY";
  return (
    <div className={`${css.automation} ${automation ? css.paused : ""}`}>
      <p>{text}</p>
      {canWrite && (
        <span>
          {unclear && (
            <Button kind="quiet" onClick={onOptOut} disabled={busy}>
              Opt out
            </Button>
          )}
          <Button kind="quiet" shortcut="t" onClick={automation ? onHandBack : onTakeOver} disabled={busy}>
            {unclear ? "Not an opt-out" : automation ? "Hand back" : "Take over"}
          </Button>
        </span>
      )}
    </div>
  );
}

/** What automation does next with this lead. */
function nextText(open: Open, zone: string, now: number) {
  const running = open.lead.enrollments.filter((one) => one.status === "ACTIVE");
  if (running.length === 0) return "No sequence is running for this lead.";
  const next = running
    .flatMap((one) => one.timeline.map((run) => ({ run, sequence: one.sequence.name })))
    .filter(({ run }) => run.status === "PENDING" && run.expectedStatus !== "SKIPPED")
    .sort((a, b) => (a.run.expectedAt ?? "9").localeCompare(b.run.expectedAt ?? "9"))[0];
  if (!next) return "Automation is on, and no more steps will be sent.";
  const step = `step ${next.run.step.order + 1} of ${next.sequence}`;
  if (!next.run.expectedAt) return `Automation is on: ${step} waits.`;
  return `Automation is on: ${step} goes out on ${whenIn(next.run.expectedAt, zone, now)}.`;
}
