import { useEffect } from "react";
import { useQuery, useSubscription } from "urql";
import { useEpoch } from "../../api/live";
import { useAccount, useParam } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { useNow } from "../../ui/clock";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { dateIn } from "../../ui/format";
import { Body, Head, Spacer } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";
import { Codes } from "./Codes";
import { Endpoints } from "./Endpoints";
import { Messages } from "./Messages";
import css from "./Problems.module.css";
import { ProblemChanged, ProblemEndpoints, Problems as ProblemsQuery } from "./problems.gen";
import { Senders } from "./Senders";

type Days = "1" | "7" | "30";
const PERIODS: readonly (readonly [Days, string])[] = [
  ["1", "Today"],
  ["7", "7 days"],
  ["30", "30 days"],
];
const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const SOON_MS = 800;

/** What is wrong, why, and the mend: senders, messages by code, unknown outcomes, webhook endpoints. */
export default function Problems() {
  const account = useAccount();
  const { can } = useSession();
  const time = useNow();
  const [days, setDays] = useParam<Days>("days", "7", PERIODS);
  const from = dateIn(time - (Number(days) - 1) * DAY_MS, account.timeZone);
  // The days of the account begin and end by its time zone: a day more is read, and what is before is left out below.
  const since = new Date(Date.parse(from) - DAY_MS).toISOString();
  const variables = { accountId: account.id, from, to: dateIn(time, account.timeZone), since };
  const [{ data, error }, again] = useQuery({ query: ProblemsQuery, variables });
  const [endpoints, readEndpoints] = useQuery({ query: ProblemEndpoints, pause: !can("ADMIN") });
  const [{ data: event }] = useSubscription({ query: ProblemChanged, variables: { accountId: account.id } });
  const epoch = useEpoch();
  const minute = Math.floor(time / MINUTE_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when to read again
  useEffect(() => {
    const timer = setTimeout(() => {
      again({ requestPolicy: "network-only" });
      if (can("ADMIN")) readEndpoints({ requestPolicy: "network-only" });
    }, SOON_MS);
    return () => clearTimeout(timer);
  }, [event, epoch, minute, can, again, readEndpoints]);
  const found = data?.account;
  const stopped = found?.senders.filter((one) => one.status !== "READY") ?? [];
  const disabled = endpoints.data?.webhookEndpoints.filter((one) => one.status === "DISABLED") ?? [];
  const unknown = (data?.unknown.nodes ?? []).filter(
    (one) => dateIn(Date.parse(one.createdAt), account.timeZone) >= from,
  );
  const problems = found?.stats.problems.filter((one) => one.status !== "UNKNOWN") ?? [];
  const restored = data?.viewer.health.problem;
  const nothing = !restored && !stopped.length && !disabled.length && !unknown.length && !problems.length;
  return (
    <>
      <Head title="Problems">
        <Tabs label="Period" value={days} options={PERIODS} onChange={setDays} />
        <Spacer />
      </Head>
      {error && !data && <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />}
      {!data && !error && <Skeleton />}
      {found && (
        <Body>
          {nothing ? (
            <Empty title="Nothing is wrong">
              A message that did not arrive, a blocked sender, an unknown outcome or a disabled webhook endpoint appears
              here, with its cause.
            </Empty>
          ) : (
            <div className={css.problems}>
              {restored && (
                <section className={css.block} aria-label="The database">
                  <h2>The database is a restored copy</h2>
                  <p>{restored}</p>
                </section>
              )}
              {stopped.length > 0 && <Senders senders={stopped} />}
              {disabled.length > 0 && <Endpoints endpoints={disabled} />}
              {unknown.length > 0 && (
                <section className={css.block} aria-label="Unknown outcomes">
                  <h2>Unknown outcomes</h2>
                  <p className={css.soft}>
                    The provider's answer is lost, so it is not known whether these messages were sent. Nudge looks for
                    them in the provider's list. Ask the lead before you write the same once more.
                  </p>
                  <Messages messages={unknown} more={data.unknown.pageInfo.hasNextPage} />
                </section>
              )}
              {problems.length > 0 && <Codes problems={problems} since={since} from={from} />}
            </div>
          )}
        </Body>
      )}
    </>
  );
}
