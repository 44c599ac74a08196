import { useContext } from "react";
import { Badge, type Tone } from "./Badge";
import { useNow } from "./clock";
import { capitalized, words } from "./format";
import css from "./Sentence.module.css";
import { Zone } from "./Time";
import { told } from "./told";

const TONES: Record<string, Tone> = {
  SENT: "good",
  DELIVERED: "good",
  COMPLETED: "good",
  ACTIVE: "info",
  PENDING: "info",
  SENDING: "info",
  QUEUED: "info",
  SKIPPED: "neutral",
  CANCELLED: "neutral",
  FAILED: "bad",
  UNDELIVERED: "bad",
  UNKNOWN: "warn",
};
const WORDS: Record<string, string> = { CANCELLED: "Canceled", PENDING: "Waits" };

/** The status of a step, a message or an enrollment. */
export function Status({ of, title }: { of: string; title?: string | undefined }) {
  return (
    <Badge tone={TONES[of] ?? "neutral"} title={title}>
      {WORDS[of] ?? capitalized(words(of))}
    </Badge>
  );
}

/** Why a step was or was not sent: the API's own sentence, with its moments in the account's time. */
export function Sentence({ children }: { children: string }) {
  const zone = useContext(Zone);
  return <p className={css.sentence}>{told(children, zone, useNow())}</p>;
}
