import type { ReactNode } from "react";
import { Link } from "wouter";
import { useAct } from "../../api/act";
import type { EnrollmentFieldsFragment } from "../../api/fragments.gen";
import { StepActs } from "../../api/StepActs";
import { PauseTheEnrollment, ResumeTheEnrollment } from "../../api/steps.gen";
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
  const { can, person } = useSession();
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
          <span className={css.acts}>
            {run.pause ? (
              <Button kind="quiet" disabled={busy} onClick={() => act(ResumeTheEnrollment, { id: run.id })}>
                Resume
              </Button>
            ) : (
              <Button kind="quiet" disabled={busy} onClick={() => act(PauseTheEnrollment, { id: run.id, by: person })}>
                Pause
              </Button>
            )}
            <Button kind="quiet" disabled={busy} onClick={() => act(CancelTheEnrollment, { id: run.id })}>
              Cancel
            </Button>
          </span>
        )}
      </header>
      <ol className={css.timeline}>
        {run.timeline.map((step) => (
          <Line key={step.step.order} step={step} zone={zone}>
            {step.status === "PENDING" && step.step.order === run.currentStep && (
              <StepActs enrollmentId={run.id} step={step.step.order} of={`step ${step.step.order + 1}`} />
            )}
          </Line>
        ))}
      </ol>
    </section>
  );
}

function Line({ step, zone, children }: { step: Step; zone: string | null; children: ReactNode }) {
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
        {children && <div className={css.acts}>{children}</div>}
      </div>
    </li>
  );
}
