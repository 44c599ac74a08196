import { useEffect, useRef, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { useEpoch } from "../../api/live";
import { useKeys } from "../../frame/keys";
import { useAccount, useGo } from "../../frame/routes";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { nameOf, plural } from "../../ui/format";
import { Head } from "../../ui/Page";
import { Time } from "../../ui/Time";
import css from "./Drafts.module.css";
import { DraftChanged, type DraftFieldsFragment, Drafts as DraftsQuery } from "./drafts.gen";
import { Review } from "./Review";

const SOON_MS = 300;

/** The texts of the AI that wait for a person, the oldest first, and one of them. */
export default function Drafts({ id }: { id: string | undefined }) {
  const account = useAccount();
  const go = useGo();
  const [{ data, error }, again] = useQuery({ query: DraftsQuery, variables: { accountId: account.id } });
  const [{ data: event }] = useSubscription({ query: DraftChanged, variables: { accountId: account.id } });
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  const epoch = useEpoch();
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when to read again
  useEffect(() => {
    const timer = setTimeout(() => again({ requestPolicy: "network-only" }), SOON_MS);
    return () => clearTimeout(timer);
  }, [event, epoch, again]);
  // What was decided here is gone at once, before the list is read again.
  const drafts = (data?.pendingDrafts.items ?? []).filter((one) => !decided.has(one.id));
  const at = drafts.findIndex((one) => one.id === id);
  const place = useRef(0);
  if (at >= 0) place.current = at;
  const step = (by: number) => {
    const next = drafts[Math.min(Math.max((at >= 0 ? at : place.current) + by, 0), drafts.length - 1)];
    if (next) go("drafts", next.id);
  };
  const onDecided = (draft: string) => {
    const next = drafts[at + 1] ?? drafts[at - 1];
    setDecided((before) => new Set(before).add(draft));
    go("drafts", next?.id);
  };
  useKeys("Drafts", [
    { press: "j", does: "Next draft", repeats: true, run: () => step(1) },
    { press: "k", does: "Previous draft", repeats: true, run: () => step(-1) },
    { press: "Escape", does: "Back to the list", run: () => go("drafts") },
  ]);
  const chosen = drafts[at];
  return (
    <div className={`${css.drafts} ${chosen ? css.reading : ""}`}>
      <section className={css.list} aria-label="Waiting drafts">
        <Head title="Drafts">
          <span className={css.soft}>{data ? `${plural(data.pendingDrafts.total, "text")} waiting` : ""}</span>
        </Head>
        {error && !data && <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />}
        {!data && !error && <Skeleton />}
        {data && drafts.length === 0 && (
          <Empty title="No draft waits">
            With a review in the account's AI settings, each text of the AI waits here until a person approves it.
          </Empty>
        )}
        <ul className={css.rows}>
          {drafts.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={css.row}
                aria-current={one.id === id || undefined}
                onClick={() => go("drafts", one.id)}
              >
                <span className={css.top}>
                  <strong>{one.enrollment ? nameOf(one.enrollment.lead) : "Suggested reply"}</strong>
                  <Time at={one.createdAt} />
                </span>
                <span className={css.preview}>{one.body}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {chosen ? (
        <Review key={chosen.id} draft={chosen} onDecided={onDecided} onBack={() => go("drafts")} />
      ) : (
        <div className={css.none}>
          <Empty title="No draft is open">
            Choose one from the list, or press <kbd>j</kbd>.
          </Empty>
        </div>
      )}
    </div>
  );
}

export type Draft = DraftFieldsFragment;
