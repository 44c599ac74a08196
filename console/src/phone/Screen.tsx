import { useContext, useEffect, useRef } from "react";
import { clockTime, weekday } from "../ui/format";
import { Zone } from "../ui/Time";
import css from "./Phone.module.css";
import type { TextFieldsFragment } from "./phone.gen";

const NOT_HERE: Partial<Record<TextFieldsFragment["status"], string>> = {
  FAILED: "This text did not reach the phone",
  UNDELIVERED: "This text did not reach the phone",
  UNKNOWN: "Nobody knows whether this text arrived",
  SENDING: "On its way",
  QUEUED: "On its way",
};

/** The texts as the lead sees them: what the account sends stands at the left. */
export function Screen({ texts, loading }: { texts: TextFieldsFragment[]; loading: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const zone = useContext(Zone);
  const last = texts.at(-1)?.id;
  // The newest text stays in sight, also when what is below the texts grows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is a reason to move
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [last]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div ref={box} className={css.screen} role="log" aria-label="Texts on the phone" tabIndex={0}>
      {texts.length === 0 && !loading && (
        <p className={css.hint}>Nothing was sent to this number yet. Enroll it, or write to it from the Inbox.</p>
      )}
      {texts.map((text) => (
        <div key={text.id} className={text.direction === "OUTBOUND" ? css.theirs : css.mine}>
          <p className={NOT_HERE[text.status] ? css.missing : undefined}>{text.body}</p>
          <small>
            {text.direction === "OUTBOUND" && NOT_HERE[text.status] ? `${NOT_HERE[text.status]} · ` : ""}
            <time dateTime={text.createdAt}>
              {weekday(text.createdAt, zone)}, {clockTime(text.createdAt, zone)}
            </time>
          </small>
        </div>
      ))}
    </div>
  );
}
