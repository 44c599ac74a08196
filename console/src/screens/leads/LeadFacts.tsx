import { Badge } from "../../ui/Badge";
import { useNow } from "../../ui/clock";
import { capitalized, clockTime, phone, words } from "../../ui/format";
import { Moment, Time } from "../../ui/Time";
import type { Found } from "./Lead";
import css from "./Leads.module.css";

/** Who the lead is, what permits writing to them, and what forbids it. */
export function LeadFacts({ lead }: { lead: Found }) {
  const zone = lead.likelyTimeZone;
  const time = new Date(useNow()).toISOString();
  const rows = [
    ["Phone", phone(lead.phone)],
    ["Status", capitalized(words(lead.status))],
    ["E-mail", lead.email],
    ["Address", lead.propertyAddress],
    ["State", lead.state],
    ["Their time", `${clockTime(time, zone)} (${zone})`],
    ["Source", lead.source],
    ["Your id", lead.externalId],
  ].filter(([, value]) => value);
  return (
    <aside className={css.side} aria-label="About the lead">
      <dl className={css.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {lead.notes && <p className={css.notes}>{lead.notes}</p>}
      {lead.phoneProblem && <p className={css.notice}>{lead.phoneProblem}</p>}
      {lead.suppressed && (
        <p className={css.notice}>
          On a do-not-contact list ({lead.suppressed.source}), <Time at={lead.suppressed.createdAt} />.
        </p>
      )}
      <section>
        <h2>Consent</h2>
        {lead.consent ? (
          <p>
            {capitalized(words(lead.consent.source))}, <Moment at={lead.consent.givenAt} />
            {lead.consent.text && <>: “{lead.consent.text}”</>}
          </p>
        ) : (
          <p>No consent is recorded.</p>
        )}
        <ol className={css.history}>
          {lead.consentHistory.map((one) => (
            <li key={`${one.at} ${one.change}`}>
              <Badge tone={one.change === "OPT_OUT" ? "bad" : "good"}>
                {one.change === "OPT_OUT" ? "Opt-out" : "Opt-in"}
              </Badge>
              <p>
                <Moment at={one.at} />, by {words(one.source)}: {one.note ?? one.rule}
              </p>
            </li>
          ))}
        </ol>
      </section>
    </aside>
  );
}
