import { useState } from "react";
import { Link } from "wouter";
import { useLink } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { nameOf } from "../../ui/format";
import { Time } from "../../ui/Time";
import css from "./Problems.module.css";
import type { ProblemMessageFragment } from "./problems.gen";
import { WriteAgain } from "./WriteAgain";

type Props = {
  messages: readonly ProblemMessageFragment[];
  more: boolean;
  /** Whether each may be sent again. */
  again?: boolean;
};

/** Messages, each a way to its lead. */
export function Messages({ messages, more, again = false }: Props) {
  const link = useLink();
  const { can } = useSession();
  const [writing, setWriting] = useState<ProblemMessageFragment | null>(null);
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
            {again && can("SEND") && !one.lead.optedOutAt && !one.lead.erasedAt && (
              <Button kind="quiet" onClick={() => setWriting(one)} aria-label={`Write again to ${nameOf(one.lead)}`}>
                Write again
              </Button>
            )}
          </li>
        ))}
      </ul>
      {writing && <WriteAgain message={writing} onClose={() => setWriting(null)} />}
      {more && <p className={css.soft}>Only the newest are shown.</p>}
    </>
  );
}
