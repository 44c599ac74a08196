import { capitalized, words } from "../../ui/format";
import { Sentence, Status } from "../../ui/Sentence";
import { Time } from "../../ui/Time";
import css from "./Facts.module.css";
import type { Open } from "./Thread";

/** Beside a conversation: the lead, and each step with the sentence that says why it is as it is. */
export function Facts({ open, shown }: { open: Open; shown: boolean }) {
  const { lead } = open;
  const rows = [
    ["Status", capitalized(words(lead.status))],
    ["E-mail", lead.email],
    ["Source", lead.source],
    ["State", lead.state],
    ["Time zone", lead.likelyTimeZone],
  ].filter(([, value]) => value);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <aside className={`${css.facts} ${shown ? css.shown : ""}`} aria-label="About the lead" tabIndex={0}>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {lead.notes && <p className={css.notes}>{lead.notes}</p>}
      {lead.enrollments.map((enrollment) => (
        <section key={enrollment.id}>
          <h2>{enrollment.sequence.name}</h2>
          <p className={css.line}>
            <Status of={enrollment.status} />
            {enrollment.endedAt ? <Time at={enrollment.endedAt} /> : <Time at={enrollment.enrolledAt} />}
          </p>
          <ol>
            {enrollment.timeline.map((run) => (
              <li key={run.step.order}>
                <p className={css.line}>
                  <span>Step {run.step.order + 1}</span>
                  <Status of={run.status} />
                  {(run.settledAt ?? run.expectedAt) && <Time at={(run.settledAt ?? run.expectedAt) as string} />}
                </p>
                <Sentence>{run.explanation}</Sentence>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </aside>
  );
}
