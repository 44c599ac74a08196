import { ChevronRight } from "lucide-react";
import { Link } from "wouter";
import { useLink } from "../../frame/routes";
import { Badge } from "../../ui/Badge";
import { count, plural } from "../../ui/format";
import { URGENCY } from "../inbox/views";
import { ATTENTION, type Attention } from "../inbox/words";
import css from "./Today.module.css";

/** How many conversations need a person, by reason, the most urgent first. */
export function Needs({ counts }: { counts: Record<Attention, number> }) {
  const link = useLink();
  const waiting = URGENCY.map((reason) => [reason, counts[reason]] as const).filter(([, amount]) => amount > 0);
  return (
    <section className={css.block}>
      <h2>Needs a person now</h2>
      {waiting.length === 0 && <p className={css.soft}>Nobody. What needs a person appears here at once.</p>}
      <ul className={css.needs}>
        {waiting.map(([reason, amount]) => (
          <li key={reason}>
            <Link href={reason === "DRAFT" ? link("drafts") : `${link("inbox")}?why=${reason}`} className={css.need}>
              <span>
                <Badge tone={ATTENTION[reason].tone}>{ATTENTION[reason].name}</Badge>
              </span>
              <strong title={plural(amount, "conversation")}>{count(amount)}</strong>
              <span>{ATTENTION[reason].why}</span>
              <ChevronRight aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
