import { MoreHorizontal } from "lucide-react";
import { Link } from "wouter";
import { useAct } from "../../api/act";
import { StepActs } from "../../api/StepActs";
import { PauseTheEnrollment } from "../../api/steps.gen";
import { useAccount, useLink } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { IconButton } from "../../ui/Button";
import { clockTime, moment, nameOf, plural } from "../../ui/format";
import { Menu, MenuItem } from "../../ui/Menu";
import { Sentence, Status } from "../../ui/Sentence";
import type { Send } from "./Upcoming";
import css from "./Upcoming.module.css";
import { EndTheEnrollment } from "./upcoming.gen";

/** One step that is expected: when, by the lead's clock, to whom, and its text as it would be sent now. */
export function Expected({ send }: { send: Send }) {
  const account = useAccount();
  const { can, person } = useSession();
  const link = useLink();
  const [act, busy] = useAct();
  const { enrollment, stepRun } = send;
  const at = stepRun.expectedAt ?? stepRun.dueAt;
  const zone = enrollment.lead.likelyTimeZone;
  return (
    <li className={css.send}>
      <p className={css.time}>
        {at && (
          <time dateTime={at} title={moment(at, account.timeZone)}>
            {clockTime(at, account.timeZone)}
          </time>
        )}
        {at && zone && zone !== account.timeZone && <small>{clockTime(at, zone)} theirs</small>}
      </p>
      <div className={css.what}>
        <p className={css.who}>
          <Link href={link("leads", enrollment.lead.id)}>{nameOf(enrollment.lead)}</Link>
          <span>
            {enrollment.sequence.name}, step {stepRun.step.order + 1}
          </span>
          {stepRun.expectedStatus && stepRun.expectedStatus !== "SENT" && <Status of={stepRun.expectedStatus} />}
        </p>
        {stepRun.text ? (
          <p className={css.text} title={stepRun.segments ? plural(stepRun.segments, "segment") : undefined}>
            {stepRun.text}
          </p>
        ) : (
          <p className={css.none}>{stepRun.step.type === "AI" ? "The AI writes the text at its time." : ""}</p>
        )}
        <Sentence>{stepRun.explanation}</Sentence>
      </div>
      <div className={css.acts}>
        <StepActs
          enrollmentId={enrollment.id}
          step={stepRun.step.order}
          of={`step ${stepRun.step.order + 1} to ${nameOf(enrollment.lead)}`}
        />
      </div>
      {can("WRITE") && (
        <Menu
          trigger={
            <IconButton label={`More about ${nameOf(enrollment.lead)}`} disabled={busy}>
              <MoreHorizontal />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => void act(PauseTheEnrollment, { id: enrollment.id, by: person })}>
            Pause the enrollment
          </MenuItem>
          <MenuItem danger onSelect={() => void act(EndTheEnrollment, { id: enrollment.id })}>
            Cancel the enrollment
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}
