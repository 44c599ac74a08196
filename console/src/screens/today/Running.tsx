import { Badge } from "../../ui/Badge";
import { capitalized, count, phone, plural, words } from "../../ui/format";
import { Time } from "../../ui/Time";
import css from "./Today.module.css";
import type { TodayQuery } from "./today.gen";

type Account = NonNullable<TodayQuery["account"]>;
type Props = {
  account: Account;
  health: TodayQuery["viewer"]["health"];
  problems: Account["now"]["problems"];
  overdue: number;
  cost: number;
};

/** Whether everything works: the workers, what is late, the senders, the model's cost, and what went wrong today. */
export function Running({ account, health, problems, overdue, cost }: Props) {
  const budget = account.ai.dailyBudgetUsd;
  return (
    <section className={css.block}>
      <h2>How it runs</h2>
      <ul className={css.lines}>
        <li>
          <span>Workers</span>
          {health.ready ? <Badge tone="good">Running</Badge> : <Badge tone="bad">Not seen</Badge>}
          {!health.ready && <span>Nothing is sent until a worker runs: `nudge worker`.</span>}
          {health.problem && <span>{health.problem}</span>}
        </li>
        <li>
          <span>Overdue steps</span>
          <Badge tone={overdue ? "warn" : "good"}>{count(overdue)}</Badge>
        </li>
        <li>
          <span>AI today</span>
          <Badge>{health.ai === "SIMULATED" ? "Offline writer" : `$${cost.toFixed(2)}`}</Badge>
          {budget !== null && <span>of ${budget.toFixed(2)} a day</span>}
        </li>
        {account.senders.map((sender) => (
          <li key={sender.id}>
            <span>{sender.phoneNumber ? phone(sender.phoneNumber) : sender.messagingServiceSid}</span>
            <Badge tone={sender.status === "READY" ? "good" : sender.status === "PAUSED" ? "warn" : "bad"}>
              {sender.status === "READY" ? "Ready" : sender.status === "PAUSED" ? "Paused" : "Blocked"}
            </Badge>
            <span>
              {sender.statusReason ??
                `${plural(sender.sentToday, "segment")} today${sender.segmentsPerDay ? ` of ${count(sender.segmentsPerDay)}` : ""}${
                  sender.queuedSegments ? `, ${count(sender.queuedSegments)} in line` : ""
                }`}
            </span>
          </li>
        ))}
      </ul>
      {problems.length > 0 && (
        <>
          <h2 className={css.second}>What went wrong today</h2>
          <ul className={css.lines}>
            {problems.map((one) => (
              <li key={`${one.errorCode} ${one.status}`}>
                <span>{one.errorCode ? `Code ${one.errorCode}` : capitalized(words(one.status))}</span>
                <Badge tone="bad">{count(one.count)}</Badge>
                <span>{capitalized(one.meaning)}</span>
                <Time at={one.lastAt} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
