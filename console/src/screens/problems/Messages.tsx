import { Link } from "wouter";
import { useLink } from "../../frame/routes";
import { nameOf } from "../../ui/format";
import { Time } from "../../ui/Time";
import css from "./Problems.module.css";
import type { ProblemMessageFragment } from "./problems.gen";

/** Messages, each a way to its lead. */
export function Messages({ messages, more }: { messages: readonly ProblemMessageFragment[]; more: boolean }) {
  const link = useLink();
  return (
    <>
      <ul className={css.messages}>
        {messages.map((one) => (
          <li key={one.id}>
            <Link href={link("leads", one.lead.id)} className={css.message}>
              <strong>{nameOf(one.lead)}</strong>
              <span>{one.body}</span>
              <Time at={one.createdAt} />
            </Link>
          </li>
        ))}
      </ul>
      {more && <p className={css.soft}>Only the newest are shown.</p>}
    </>
  );
}
