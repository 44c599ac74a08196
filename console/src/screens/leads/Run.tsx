import { Link } from "wouter";
import { useAct } from "../../api/act";
import type { EnrollmentFieldsFragment } from "../../api/fragments.gen";
import { useLink } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { capitalized, delay, words } from "../../ui/format";
import { Sentence, Status } from "../../ui/Sentence";
import { Time } from "../../ui/Time";
import css from "./Leads.module.css";
import { CancelTheEnrollment } from "./leads.gen";

type Step = EnrollmentFieldsFragment["timeline"][number];
const TONES: Partial<Record<Step["status"], string | undefined>> = {
  SENT: css.sent,
  FAILED: css.failed,
  UNKNOWN: css.failed,
  PENDING: css.waits,
  SENDING: css.waits,
};

/** One enrollment: its steps from the first to the last, each with its time, its text and its reason. */
export function Run({ run, zone }: { run: EnrollmentFieldsFragment; zone: string | null }) {
  const { can } = useSession();
  const link = useLink();
  const [act, busy] = useAct();
  return (
    <section className={css.run}>
      <header>
        <h2>
          <Link href={link("sequences", run.sequence.id)}>{run.sequence.name}</Link>
        </h2>
        <Status of={run.status} title={run.cancelReason ? capitalized(words(run.cancelReason)) : undefined} />
        <Time at={run.endedAt ?? run.enrolledAt} zone={zone} />
        {run.status === "ACTIVE" && can("WRITE") && (
          <Button kind="quiet" disabled={busy} onClick={() => act(CancelTheEnrollment, { id: run.id })}>
            Cancel
          </Button>
        )}
      </header>
      <ol className={css.timeline}>
        {run.timeline.map((step) => (
          <Line key={step.step.order} step={step} zone={zone} />
        ))}
      </ol>
    </section>
  );
}

function Line({ step, zone }: { step: Step; zone: string | null }) {
  const at = step.settledAt ?? step.expectedAt;
  const text = step.message?.body ?? step.text;
  return (
    <li className={`${css.step} ${TONES[step.status] ?? ""}`}>
      <span className={css.rail} />
      <div className={css.what}>
        <header>
          <strong>Step {step.step.order + 1}</strong>
          <Status of={step.status} />
          <span>
            {step.step.type === "AI" ? "AI, " : ""}
            {delay(step.step)}
          </span>
          {at && <Time at={at} zone={zone} />}
        </header>
        <Sentence>{step.explanation}</Sentence>
        {text && <p className={css.text}>{text}</p>}
      </div>
    </li>
  );
}
