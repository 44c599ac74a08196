import { Pause, Play } from "lucide-react";
import { useEffect } from "react";
import { useQuery, useSubscription } from "urql";
import { useAct } from "../../api/act";
import { useEpoch } from "../../api/live";
import { ConversationChanged } from "../../frame/frame.gen";
import { useAccount } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { PlayStory, usePlays } from "../../phone/PlayStory";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { Failed, Skeleton } from "../../ui/Empty";
import { dateIn, moment, weekday } from "../../ui/format";
import { Hours } from "../../ui/Hours";
import { Body, Head, Spacer } from "../../ui/Page";
import { Needs } from "./Needs";
import { Numbers } from "./Numbers";
import { Running } from "./Running";
import { Start } from "./Start";
import css from "./Today.module.css";
import { PauseTheAccount, ResumeTheAccount, TodayChanged, Today as TodayQuery } from "./today.gen";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const SOON_MS = 800;
const HOURS = 24;

/** How the account does today, and who needs a person now. */
export default function Today() {
  const account = useAccount();
  const { can } = useSession();
  const plays = usePlays();
  const time = useNow();
  // The hours of the chart begin at full hours: the query stays the same for an hour.
  const hour = Math.floor(time / HOUR_MS) * HOUR_MS;
  const variables = {
    accountId: account.id,
    today: dateIn(time, account.timeZone),
    before: dateIn(time - WEEK_MS, account.timeZone),
    soon: new Date(hour + HOURS * HOUR_MS).toISOString(),
  };
  const [{ data, error }, again] = useQuery({ query: TodayQuery, variables });
  const [{ data: run }] = useSubscription({ query: TodayChanged, variables: { accountId: account.id } });
  const [{ data: said }] = useSubscription({ query: ConversationChanged, variables: { accountId: account.id } });
  const epoch = useEpoch();
  const minute = Math.floor(time / MINUTE_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when to read again
  useEffect(() => {
    const timer = setTimeout(() => again({ requestPolicy: "network-only" }), SOON_MS);
    return () => clearTimeout(timer);
  }, [run, said, epoch, minute, again]);
  const found = data?.account;
  if (!data || !found) {
    return (
      <>
        <Head title="Today" />
        {error ? (
          <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />
        ) : (
          <Skeleton />
        )}
      </>
    );
  }
  const hasSequence = data.sequencesConnection.nodes.length > 0;
  const hasLead = data.leadsConnection.nodes.length > 0;
  const times = data.upcomingSends.nodes.flatMap(({ stepRun }) => (stepRun.expectedAt ? [stepRun.expectedAt] : []));
  return (
    <>
      <Head title="Today">
        <span className={css.date}>{weekday(new Date(time).toISOString(), account.timeZone)}</span>
        <Spacer />
        <Stop />
      </Head>
      <Body>
        <div className={css.today}>
          {can("WRITE") && (!hasSequence || !hasLead) && <Start hasSequence={hasSequence} hasLead={hasLead} />}
          <Numbers
            now={found.now}
            before={found.then}
            day={weekday(new Date(time - WEEK_MS).toISOString(), account.timeZone)}
          />
          <Needs
            counts={{
              UNCLEAR_REPLY: data.unclear.totalCount,
              HANDOFF: data.handoff.totalCount,
              DRAFT: data.draft.totalCount,
              UNANSWERED: data.unanswered.totalCount,
              NOT_DELIVERED: data.lost.totalCount,
            }}
          />
          <section className={css.block}>
            <h2>The next {HOURS} hours</h2>
            <Hours
              times={times}
              from={hour}
              hours={HOURS}
              zone={account.timeZone}
              more={data.upcomingSends.pageInfo.hasNextPage}
            />
          </section>
          <Running
            account={found}
            health={data.viewer.health}
            problems={found.now.problems}
            overdue={found.now.overdue}
            cost={found.now.aiCostUsd}
          />
          {plays && (
            <section className={css.block}>
              <h2>Four days in a few seconds</h2>
              <p className={css.soft}>
                A lead is enrolled, hears from the AI a day later, answers, and is spared the third text.
              </p>
              <PlayStory />
            </section>
          )}
        </div>
      </Body>
    </>
  );
}

/** The stop for everything: nothing automated leaves the account until somebody resumes it. */
function Stop() {
  const account = useAccount();
  const { can, person } = useSession();
  const [act, busy] = useAct();
  const { id, pause } = account;
  const about = pause && (
    <Badge tone="warn" title={`Since ${moment(pause.since, account.timeZone)}`}>
      Everything automated is paused{pause.by ? ` by ${pause.by}` : ""}
    </Badge>
  );
  if (!can("WRITE")) return about;
  return (
    <>
      {about}
      {pause ? (
        <Button icon={<Play />} onClick={() => act(ResumeTheAccount, { id })} disabled={busy}>
          Resume everything
        </Button>
      ) : (
        <Button icon={<Pause />} onClick={() => act(PauseTheAccount, { id, by: person })} disabled={busy}>
          Pause everything
        </Button>
      )}
    </>
  );
}
