import { ArrowLeft, Check, X } from "lucide-react";
import { useId, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import { type UserError, useAct } from "../../api/act";
import { useKeys } from "../../frame/keys";
import { useLink } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { nameOf, phone, plural } from "../../ui/format";
import { Sentence } from "../../ui/Sentence";
import { counted } from "../../ui/segments";
import { useToast } from "../../ui/Toast";
import type { Draft } from "./Drafts";
import css from "./Drafts.module.css";
import { ApproveDraft, EditDraft, RejectDraft } from "./drafts.gen";

type Decided = { payload: { messageSent?: boolean; explanation: string | null } | null; errors: UserError[] };
type Props = { draft: Draft; onDecided: (id: string) => void; onBack: () => void };

/** One draft below the messages before it: sent as it is, sent with other words, or rejected. */
export function Review({ draft, onDecided, onBack }: Props) {
  const { can } = useSession();
  const [act, busy] = useAct();
  const toast = useToast();
  const [text, setText] = useState(draft.body);
  const [error, setError] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { segments, left } = useMemo(() => counted(text), [text]);
  const edited = text.trim() !== draft.body;
  const done = ({ payload, errors }: Decided, otherwise: string) => {
    setError(errors[0]?.message);
    if (!payload) return;
    const { messageSent, explanation } = payload;
    toast(messageSent ? "The text was sent." : (explanation ?? otherwise));
    onDecided(draft.id);
  };
  const send = async () => {
    const body = text.trim();
    if (!body || busy) return;
    if (edited) done(await act(EditDraft, { id: draft.id, body }, { quiet: true }), "The text leaves at its time.");
    else done(await act(ApproveDraft, { id: draft.id }, { quiet: true }), "The text leaves at its time.");
  };
  const reject = async () => {
    if (!busy) done(await act(RejectDraft, { id: draft.id }, { quiet: true }), "The step is skipped.");
  };
  useKeys("Draft", [
    ...(can("SEND")
      ? [
          { press: "a", does: "Approve and send", run: () => void send() },
          { press: "e", does: "Edit the text", run: () => field.current?.focus() },
        ]
      : []),
    ...(can("WRITE") ? [{ press: "x", does: "Reject", run: () => void reject() }] : []),
  ]);
  return (
    <section className={css.review} aria-label="Draft">
      <header className={css.head}>
        <IconButton label="Back to the list" className={css.back} onClick={onBack}>
          <ArrowLeft />
        </IconButton>
        <About draft={draft} />
      </header>
      <div className={css.paper}>
        <Before draft={draft} />
        <label htmlFor={id}>The AI's text for step {(draft.stepOrder ?? 0) + 1}</label>
        <textarea
          id={id}
          ref={field}
          rows={4}
          maxLength={1600}
          value={text}
          readOnly={!can("SEND")}
          aria-invalid={error ? true : undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.metaKey || event.ctrlKey) && void send()}
        />
        {error && (
          <p role="alert" className={css.error}>
            {error}
          </p>
        )}
        <footer>
          <span className={css.soft}>
            {plural(segments, "segment")}, {left} left
          </span>
          {draft.generation.fallback && <Badge tone="warn">Fallback text</Badge>}
          {draft.generation.tries > 1 && <Badge>{draft.generation.tries} tries</Badge>}
          <span className={css.acts}>
            {can("WRITE") && (
              <Button icon={<X />} shortcut="x" onClick={reject} disabled={busy}>
                Reject
              </Button>
            )}
            {can("SEND") && (
              <Button kind="primary" icon={<Check />} shortcut="a" onClick={send} disabled={busy || !text.trim()}>
                {edited ? "Send the edited text" : "Approve and send"}
              </Button>
            )}
          </span>
        </footer>
        <Sentence>{draft.explanation}</Sentence>
      </div>
    </section>
  );
}

function About({ draft }: { draft: Draft }) {
  const link = useLink();
  const { enrollment } = draft;
  if (!enrollment) return <h2>Suggested reply</h2>;
  return (
    <div>
      <h2>
        <Link href={link("leads", enrollment.lead.id)}>{nameOf(enrollment.lead)}</Link>
      </h2>
      <p className={css.soft}>
        {phone(enrollment.lead.phone)} · {enrollment.sequence.name}
      </p>
    </div>
  );
}

/** The last messages, the oldest first. */
function Before({ draft }: { draft: Draft }) {
  const messages = [...(draft.enrollment?.lead.messagesConnection.nodes ?? [])].reverse();
  return (
    <ol className={css.before} aria-label="Messages before">
      {messages.map((one) => (
        <li key={one.id} className={one.direction === "INBOUND" ? css.theirs : css.ours}>
          {one.body}
        </li>
      ))}
    </ol>
  );
}
