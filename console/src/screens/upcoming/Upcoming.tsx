import { useEffect, useRef } from "react";
import { useQuery, useSubscription } from "urql";
import { useConnection } from "../../api/useConnection";
import { useAccount, useParam } from "../../frame/routes";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { SelectField } from "../../ui/Field";
import { dateIn, weekday } from "../../ui/format";
import { Hours } from "../../ui/Hours";
import { Body, Head, Spacer } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";
import { Expected } from "./Expected";
import css from "./Upcoming.module.css";
import {
  UpcomingChanged,
  type UpcomingQuery as UpcomingData,
  Upcoming as UpcomingQuery,
  type UpcomingQueryVariables,
  UpcomingSequences,
} from "./upcoming.gen";

type Range = "24" | "168";
const RANGES: readonly (readonly [Range, string])[] = [
  ["24", "24 hours"],
  ["168", "7 days"],
];
const HOUR_MS = 3_600_000;
const CHART_HOURS = 24;
const SOON_MS = 800;

export type Send = UpcomingData["upcomingSends"]["nodes"][number] & { id: string };
const timeOf = (one: Send) => one.stepRun.expectedAt ?? one.stepRun.dueAt ?? "";
const soonestFirst = (a: Send, b: Send) => timeOf(a).localeCompare(timeOf(b)) || a.id.localeCompare(b.id);

/** What leaves next, with the exact text: of each running enrollment its next step. */
export default function Upcoming() {
  const account = useAccount();
  const [range, setRange] = useParam<Range>("hours", "24", RANGES);
  const [sequence, setSequence] = useParam<string>("sequence", "all");
  const hour = Math.floor(useNow() / HOUR_MS) * HOUR_MS;
  const list = useConnection<UpcomingData, UpcomingQueryVariables, Send>({
    document: UpcomingQuery,
    variables: {
      accountId: account.id,
      before: new Date(hour + (Number(range) + 1) * HOUR_MS).toISOString(),
      sequenceId: sequence === "all" ? null : sequence,
    },
    page: ({ upcomingSends: found }) => ({
      ...found,
      nodes: found.nodes.map((one) => ({ ...one, id: one.enrollment.id })),
    }),
    compare: soonestFirst,
    size: 100,
  });
  const [{ data: named }] = useQuery({ query: UpcomingSequences, variables: { accountId: account.id } });
  const [{ data: event }] = useSubscription({ query: UpcomingChanged, variables: { accountId: account.id } });
  const refresh = useRef(list.refresh);
  refresh.current = list.refresh;
  useEffect(() => {
    if (!event) return;
    const timer = setTimeout(() => refresh.current(), SOON_MS);
    return () => clearTimeout(timer);
  }, [event]);
  const options = [
    ["all", "All sequences"] as const,
    ...(named?.sequences.items ?? []).map((one) => [one.id, one.name] as const),
  ];
  return (
    <>
      <Head title="Upcoming">
        <Tabs label="Range" value={range} options={RANGES} onChange={setRange} />
        <Spacer />
        <div className={css.filter}>
          <SelectField label="Sequence" value={sequence} options={options} onChange={setSequence} />
        </div>
      </Head>
      {list.failed && <Failed message={list.failed} retry={list.refresh} />}
      {list.loading && <Skeleton />}
      {!list.loading && !list.failed && (
        <Body>
          <div className={css.upcoming}>
            {list.rows.length > 0 && (
              <Hours
                times={list.rows.map(timeOf)}
                from={hour}
                hours={CHART_HOURS}
                zone={account.timeZone}
                more={list.more !== undefined}
              />
            )}
            {list.rows.length === 0 && (
              <Empty title="Nothing is planned">
                Steps that wait for a person or for a value are not here: the Inbox and the lead's page have them.
              </Empty>
            )}
            <Days rows={list.rows} />
            {list.more && <Button onClick={list.more}>More</Button>}
          </div>
        </Body>
      )}
    </>
  );
}

function Days({ rows }: { rows: readonly Send[] }) {
  const account = useAccount();
  const days = Map.groupBy(rows, (one) => dateIn(Date.parse(timeOf(one)), account.timeZone));
  return [...days].map(([day, sends]) => (
    <section key={day} className={css.day}>
      <h2>{weekday(timeOf(sends[0] as Send), account.timeZone)}</h2>
      <ul>
        {sends.map((one) => (
          <Expected key={one.id} send={one} />
        ))}
      </ul>
    </section>
  ));
}
