import { Ban, Bot, Check, CheckCheck, CircleAlert, Clock, User, Workflow } from "lucide-react";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { MessageFieldsFragment } from "../../api/fragments.gen";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { dateIn, weekday } from "../../ui/format";
import { ClockTime } from "../../ui/Time";
import css from "./Bubbles.module.css";

const NEAR_PX = 80;
type Props = {
  /** The oldest first. */
  messages: MessageFieldsFragment[];
  /** What a message of the lead stopped, by the message's id. */
  stopped: Map<string, string>;
  more: (() => void) | undefined;
  zone: string;
};

/** The messages as a phone shows them. The newest stays in sight unless the reader has scrolled up. */
export function Bubbles({ messages, stopped, more, zone }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  const height = useRef(0);
  const first = messages[0]?.id;
  const oldest = useRef(first);
  const last = messages.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is kept after each change of the list
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (oldest.current !== first && !wasAtEnd.current) element.scrollTop += element.scrollHeight - height.current;
    else if (wasAtEnd.current) element.scrollTop = element.scrollHeight;
    oldest.current = first;
    height.current = element.scrollHeight;
  }, [first, last?.id, last?.status]);
  if (messages.length === 0) return <Empty title="No message yet" />;
  let day = "";
  const rows: ReactNode[] = [];
  for (const message of messages) {
    const date = dateIn(Date.parse(message.createdAt), zone);
    if (date !== day) {
      day = date;
      rows.push(
        <h3 key={date} className={css.day}>
          {weekday(message.createdAt, zone)}
        </h3>,
      );
    }
    rows.push(<Bubble key={message.id} message={message} stopped={stopped.get(message.id)} />);
  }
  return (
    <div
      ref={box}
      className={css.box}
      role="log"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: it }) => {
        wasAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_PX;
      }}
    >
      {more && (
        <Button kind="quiet" onClick={more}>
          Earlier messages
        </Button>
      )}
      {rows}
    </div>
  );
}

const READ_AS: Partial<Record<NonNullable<MessageFieldsFragment["readAs"]>, string>> = {
  OPT_OUT: "Read as an opt-out",
  OPT_IN: "Read as an opt-in",
  HELP: "Asks for help",
  UNCLEAR: "Unclear: may be an opt-out",
  REACTION: "A reaction",
  MACHINE_ANSWER: "An automatic answer",
};

function Bubble({ message, stopped }: { message: MessageFieldsFragment; stopped: string | undefined }) {
  const inbound = message.direction === "INBOUND";
  const failed = message.status === "FAILED" || message.status === "UNDELIVERED";
  const reading = message.readAs && READ_AS[message.readAs];
  return (
    <article
      className={`${css.message} ${inbound ? css.in : css.out} ${failed ? css.failed : ""}`}
      data-message={message.id}
    >
      <div className={css.bubble}>
        {message.media.map((file) => (
          <a key={file.url} href={file.url} target="_blank" rel="noreferrer" className={css.file}>
            {file.status === "STORED" ? file.contentType : (file.problem ?? "A file that is not here yet")}
          </a>
        ))}
        {message.body}
      </div>
      <p className={css.about}>
        <From message={message} />
        <ClockTime at={message.createdAt} />
        {!inbound && <Ticks status={message.status} />}
      </p>
      {failed && message.errorMessage && <p className={css.bad}>{message.errorMessage}</p>}
      {(stopped ?? reading) && (
        <p className={css.mark}>
          <Ban aria-hidden="true" />
          {[reading, stopped].filter(Boolean).join(". ")}
        </p>
      )}
    </article>
  );
}

function From({ message }: { message: MessageFieldsFragment }) {
  if (message.direction === "INBOUND") return null;
  if (message.source === "OPERATOR") {
    return (
      <span className={css.from}>
        <User aria-hidden="true" /> {message.by ?? "A person"}
      </span>
    );
  }
  const step = message.enrollment
    ? `${message.enrollment.sequence.name}, step ${(message.stepOrder ?? 0) + 1}`
    : "Sequence";
  return (
    <span className={css.from}>
      {message.source === "AI" ? <Bot aria-label="Written by the AI" /> : <Workflow aria-hidden="true" />} {step}
    </span>
  );
}

function Ticks({ status }: { status: MessageFieldsFragment["status"] }) {
  switch (status) {
    case "DELIVERED":
      return <CheckCheck className={css.delivered} aria-label="Delivered" />;
    case "FAILED":
    case "UNDELIVERED":
      return <CircleAlert className={css.alert} aria-label={status === "FAILED" ? "Failed" : "Not delivered"} />;
    case "SENDING":
    case "QUEUED":
      return <Clock aria-label="On its way" />;
    case "UNKNOWN":
      return <CircleAlert aria-label="It is not known whether it was sent" />;
    default:
      return <Check aria-label="Sent" />;
  }
}
