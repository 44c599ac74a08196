import { Bot, MessageSquareText } from "lucide-react";
import { useEffect } from "react";
import { useQuery, useSubscription } from "urql";
import { useAccount, useParam } from "../../frame/routes";
import { Badge } from "../../ui/Badge";
import { useNow } from "../../ui/clock";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { SelectField } from "../../ui/Field";
import { capitalized, count, dateIn, delay, share, words } from "../../ui/format";
import css from "./Sequences.module.css";
import { SequenceFunnel, type SequenceFunnelQuery, SequenceRunChanged } from "./sequences.gen";

type Stats = NonNullable<SequenceFunnelQuery["sequence"]>["funnel"][number];

const DAY_MS = 86_400_000;
const RANGES = [
  ["7", "Enrolled in the last 7 days"],
  ["30", "Enrolled in the last 30 days"],
  ["90", "Enrolled in the last 90 days"],
  ["365", "Enrolled in the last year"],
] as const;
const SOON_MS = 800;

/** What became of each step, of the leads who were enrolled in a range of days. */
export function Funnel({ id, versions }: { id: string; versions: number[] }) {
  const account = useAccount();
  const [days, setDays] = useParam<string>("days", "30", RANGES);
  const choices = [
    ["all", "All versions"],
    ...versions.map((one) => [String(one), `Version ${one}`] as const),
  ] as const;
  const [version, setVersion] = useParam<string>("version", "all", choices);
  const time = useNow();
  const to = dateIn(time, account.timeZone);
  const from = dateIn(time - (Number(days) - 1) * DAY_MS, account.timeZone);
  const [{ data, error }, again] = useQuery({
    query: SequenceFunnel,
    variables: { id, version: version === "all" ? null : Number(version), from, to },
  });
  const [{ data: event }] = useSubscription({
    query: SequenceRunChanged,
    variables: { accountId: account.id, sequenceId: id },
  });
  useEffect(() => {
    if (!event) return;
    const timer = setTimeout(() => again({ requestPolicy: "network-only" }), SOON_MS);
    return () => clearTimeout(timer);
  }, [event, again]);
  if (error && !data) return <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />;
  const found = data?.sequence;
  if (!found) return <Skeleton />;
  const { stats, funnel } = found;
  const first = funnel.filter((one) => one.step.order === 0).reduce((sum, one) => sum + one.reached, 0);
  const tiles = [
    ["Enrolled", stats.enrolled, null],
    ["Completed", stats.completed, null],
    ["Replied", stats.replied, stats.replyRate],
    ["Opted out", stats.optedOut, stats.optOutRate],
    ["Reached the goal", stats.converted, null],
  ] as const;
  return (
    <>
      <div className={`${css.choose} ${css.filters}`}>
        <SelectField label="Leads" value={days} options={RANGES} onChange={setDays} />
        <SelectField label="Version" value={version} options={choices} onChange={setVersion} />
      </div>
      <dl className={css.tiles}>
        {tiles.map(([name, value, rate]) => (
          <div key={name} className={css.tile}>
            <dt>{name}</dt>
            <dd>
              {count(value)}
              {rate !== null && <small>{share(rate)}</small>}
            </dd>
          </div>
        ))}
      </dl>
      {first === 0 && (
        <Empty title="Nobody was enrolled in these days">Choose a longer range, or enroll a lead from its page.</Empty>
      )}
      <Summary funnel={funnel} />
      <ol className={css.steps} aria-label="Steps">
        {funnel.map((one) => (
          <Step key={`${one.version} ${one.step.order}`} stats={one} whole={first} several={versions.length > 1} />
        ))}
      </ol>
    </>
  );
}

/** Which step leads to most opt-outs, and which to most replies. */
function Summary({ funnel }: { funnel: readonly Stats[] }) {
  const steps = [...Map.groupBy(funnel, (one) => one.step.order)].map(([order, all]) => ({
    order,
    sent: all.reduce((sum, one) => sum + one.sent, 0),
    out: all.reduce((sum, one) => sum + one.optedOutAfter, 0),
    replied: all.reduce((sum, one) => sum + one.repliedAfter, 0),
  }));
  const sentence = (what: string, of: "out" | "replied") => {
    const all = steps.reduce((sum, one) => sum + one[of], 0);
    const most = steps.toSorted((a, b) => b[of] - a[of])[0];
    if (!most || all === 0) return null;
    const part = all === most[of] ? `all ${count(all)}` : `${count(most[of])} of ${count(all)}`;
    return `Most ${what} follow step ${most.order + 1}: ${part}, ${share(most.sent ? most[of] / most.sent : null)} of its texts.`;
  };
  const text = [sentence("opt-outs", "out"), sentence("replies", "replied")].filter(Boolean).join(" ");
  return text && <p className={css.summary}>{text}</p>;
}

function Step({ stats, whole, several }: { stats: Stats; whole: number; several: boolean }) {
  const { step, reached, sent, delivered, repliedAfter, optedOutAfter } = stats;
  const lost = stats.undelivered + stats.failed + stats.unknown;
  const bars = [
    ["Reached", reached, whole, ""],
    ["Sent", sent, reached, ""],
    ["Delivered", delivered, sent, ""],
    ["Replied", repliedAfter, sent, css.good],
    ["Opted out", optedOutAfter, sent, css.bad],
  ] as const;
  return (
    <li className={css.step}>
      <div className={css.what}>
        <header>
          {step.type === "AI" ? (
            <Bot size={14} aria-label="AI" />
          ) : (
            <MessageSquareText size={14} aria-label="Fixed text" />
          )}
          <strong>Step {step.order + 1}</strong>
          <span>{delay(step)}</span>
          {several && <span>version {stats.version}</span>}
        </header>
        <p className={css.text}>{step.message ?? step.instructions}</p>
        <p className={css.skips}>
          {stats.skipped.map(({ reason, count: amount }) => (
            <Badge key={reason}>
              {count(amount)} skipped: {words(reason)}
            </Badge>
          ))}
          {lost > 0 && <Badge tone="bad">{count(lost)} did not arrive</Badge>}
        </p>
      </div>
      <dl className={css.bars}>
        {bars.map(([name, value, of, tone]) => (
          <div key={name} className={`${css.bar} ${tone}`}>
            <dt>{capitalized(name)}</dt>
            <dd>
              <span className={css.track}>
                <span className={css.fill} style={{ width: `${whole ? (100 * value) / whole : 0}%` }} />
              </span>
              <span className={css.value}>{count(value)}</span>
              <span className={css.rate}>{share(of ? value / of : null)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
