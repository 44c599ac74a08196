import { ChevronRight, CircleCheck, CircleDashed } from "lucide-react";
import { Link } from "wouter";
import { useLink } from "../../frame/routes";
import { useSession } from "../../frame/session";
import css from "./Today.module.css";

type Props = { hasSequence: boolean; hasLead: boolean };

/** What comes first in a new account, until it has a sequence and a lead. */
export function Start({ hasSequence, hasLead }: Props) {
  const { simulated } = useSession();
  const link = useLink();
  const steps = [
    ["Write a sequence", "The texts, and how long to wait between them.", link("sequences", "new"), hasSequence],
    ["Bring your leads", "Drop a CSV file, or add one lead in Leads.", link("import"), hasLead],
    ["Enroll a lead", "On the page of the lead. The first text goes out at once.", link("leads"), false],
  ] as const;
  return (
    <section className={`${css.block} ${css.start}`}>
      <h2>Start here</h2>
      <ol className={css.needs}>
        {steps.map(([name, about, href, done]) => (
          <li key={name}>
            <Link href={href} className={`${css.first} ${done ? css.done : ""}`}>
              {done ? <CircleCheck aria-label="Done" /> : <CircleDashed aria-hidden="true" />}
              <strong>{name}</strong>
              <span>{about}</span>
              <ChevronRight aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ol>
      {simulated && (
        <p className={css.soft}>Nothing leaves this machine: open Phone to see what a lead sees, and to answer.</p>
      )}
    </section>
  );
}
