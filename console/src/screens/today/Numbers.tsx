import { count, share } from "../../ui/format";
import css from "./Today.module.css";
import type { TodayQuery } from "./today.gen";

type Account = NonNullable<TodayQuery["account"]>;
type Props = { now: Account["now"]; before: Account["then"]; day: string };

/** What was sent and what came of it, against the same weekday of the week before. */
export function Numbers({ now, before, day }: Props) {
  const lost = (one: Props["before"]) => one.failed + one.undelivered + one.unknown;
  const tiles = [
    ["Sent", now.sent, before.sent, null],
    ["Delivered", now.delivered, before.delivered, now.sent],
    ["Replied", now.replied, before.replied, now.sent],
    ["Opted out", now.optedOut, before.optedOut, now.sent],
    ["Did not arrive", lost(now), lost(before), now.sent],
  ] as const;
  return (
    <dl className={css.tiles}>
      {tiles.map(([name, value, then, of]) => (
        <div key={name} className={css.tile}>
          <dt>{name}</dt>
          <dd>
            {count(value)}
            {of ? <small>{share(value / of)}</small> : null}
          </dd>
          <dd className={css.then} title={`The whole of ${day}`}>
            {count(then)} on {day}
          </dd>
        </div>
      ))}
    </dl>
  );
}
