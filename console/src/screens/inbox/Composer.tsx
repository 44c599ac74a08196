import { CornerDownLeft, Sparkles } from "lucide-react";
import { type ReactNode, type Ref, useEffect, useId, useMemo, useRef, useState } from "react";
import type { UserError } from "../../api/act";
import { Button } from "../../ui/Button";
import { plural } from "../../ui/format";
import { counted } from "../../ui/segments";
import css from "./Composer.module.css";

const MOST = 1600;
/** What was typed and not sent, by conversation: it is there again when somebody comes back. */
const unsent = new Map<string, string>();

type Props = {
  ref: Ref<HTMLTextAreaElement>;
  conversation: string;
  /** Why nobody may write; null if they may. */
  blocked: string | null;
  /** For how many hours the message pauses automated steps; null if they are paused already. */
  pauses: number | null;
  suggestion: string | null;
  onSend: (body: string, once: string) => Promise<UserError[]>;
  extra: ReactNode;
};

export function Composer({ ref, conversation, blocked, pauses, suggestion, onSend, extra }: Props) {
  const [text, setText] = useState(unsent.get(conversation) ?? "");
  const [error, setError] = useState<string>();
  const [sending, setSending] = useState(false);
  const about = useId();
  // The same text that is sent again after an answer was lost is the same message, and is sent once.
  const once = useRef({ text: "", key: "" });
  useEffect(() => {
    if (text) unsent.set(conversation, text);
    else unsent.delete(conversation);
  }, [conversation, text]);
  const { segments, left, unicode } = useMemo(() => counted(text), [text]);
  async function send() {
    const body = text.trim();
    if (!body || sending) return;
    if (once.current.text !== body) once.current = { text: body, key: crypto.randomUUID() };
    setSending(true);
    setError(undefined);
    const errors = await onSend(body, once.current.key);
    setSending(false);
    if (errors[0]) {
      setError(errors[0].message);
      // A refusal is an answer: the next try is a new one.
      if (errors[0].code !== "FAILED") once.current = { text: "", key: "" };
      return;
    }
    once.current = { text: "", key: "" };
    setText("");
  }
  if (blocked) return <p className={css.blocked}>{blocked}</p>;
  return (
    <div className={css.composer}>
      {suggestion && !text && (
        <div className={css.suggestion}>
          <Sparkles aria-hidden="true" />
          <p>{suggestion}</p>
          <Button onClick={() => setText(suggestion)}>Edit and send</Button>
        </div>
      )}
      <div className={css.box}>
        <textarea
          ref={ref}
          aria-label="Reply"
          aria-describedby={about}
          aria-invalid={error ? true : undefined}
          placeholder="Reply"
          rows={2}
          maxLength={MOST}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
              event.preventDefault();
              void send();
            }
          }}
        />
        <footer>
          <p id={about} className={css.about}>
            {error ? (
              <span role="alert" className={css.error}>
                {error}
              </span>
            ) : (
              text && (
                <>
                  <span title={unicode.length ? `These characters need more room: ${unicode.join(" ")}` : undefined}>
                    {plural(segments, "segment")}, {left} left{unicode.length > 0 && " · Unicode"}
                  </span>
                  {pauses !== null && <span>Pauses automation for {pauses} h</span>}
                </>
              )
            )}
          </p>
          {extra}
          <Button
            kind="primary"
            icon={<CornerDownLeft />}
            disabled={!text.trim() || sending}
            onClick={send}
            title="Ctrl or ⌘ with Enter"
          >
            Send
          </Button>
        </footer>
      </div>
    </div>
  );
}
