import { useState } from "react";
import { useQuery } from "urql";
import { useAccount } from "../../frame/routes";
import { Failed, Skeleton } from "../../ui/Empty";
import { capitalized, dateIn, plural } from "../../ui/format";
import { Status } from "../../ui/Sentence";
import { Time } from "../../ui/Time";
import { Messages } from "./Messages";
import css from "./Problems.module.css";
import { ProblemMessages, type ProblemsQuery } from "./problems.gen";

type Problem = NonNullable<ProblemsQuery["account"]>["stats"]["problems"][number];

type Range = {
  /** The first day, YYYY-MM-DD, in the account's time zone. */
  from: string;
  /** A moment before that day. */
  since: string;
};

/** The messages that did not arrive, by the provider's code, in words; each opens the newest messages with it. */
export function Codes({ problems, ...range }: Range & { problems: readonly Problem[] }) {
  return (
    <section className={css.block} aria-label="Messages that did not arrive">
      <h2>Messages that did not arrive</h2>
      <ul className={css.codes}>
        {problems.map((one) => (
          <Code key={`${one.errorCode} ${one.status}`} problem={one} {...range} />
        ))}
      </ul>
    </section>
  );
}

function Code({ problem, ...range }: Range & { problem: Problem }) {
  const [open, setOpen] = useState(false);
  const { errorCode, status, meaning, count, lastAt } = problem;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className={css.title}>
            <strong>{plural(count, "message")}</strong>
            <Status of={status} />
            {errorCode !== null && <span className={css.soft}>{errorCode}</span>}
            <span className={css.last}>
              <Time at={lastAt} />
            </span>
          </span>
          <span className={css.meaning}>{capitalized(meaning)}</span>
        </summary>
        {open && <Newest errorCode={errorCode} status={status} {...range} />}
      </details>
    </li>
  );
}

function Newest({ errorCode, status, since, from }: Pick<Problem, "errorCode" | "status"> & Range) {
  const account = useAccount();
  const variables = { accountId: account.id, errorCode, status: [status], since };
  const [{ data, error }] = useQuery({ query: ProblemMessages, variables });
  if (error) return <Failed message={error.message} />;
  if (!data) return <Skeleton rows={2} />;
  const { nodes, pageInfo } = data.accountMessagesConnection;
  const messages = nodes.filter((one) => dateIn(Date.parse(one.createdAt), account.timeZone) >= from);
  return <Messages messages={messages} more={pageInfo.hasNextPage} again />;
}
