import { useEffect, useRef, useState } from "react";
import { useAct } from "../../api/act";
import { useConnection } from "../../api/useConnection";
import { useParam } from "../../frame/routes";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { capitalized, plural, words } from "../../ui/format";
import { type Column, Table } from "../../ui/Table";
import { Tabs } from "../../ui/Tabs";
import { Moment, Time } from "../../ui/Time";
import css from "./Settings.module.css";
import {
  type DeliveryFieldsFragment,
  ReadDeliveries,
  type ReadDeliveriesQuery,
  type ReadDeliveriesQueryVariables,
  RetryDelivery,
} from "./webhooks.gen";

type Status = DeliveryFieldsFragment["status"];
const TONE = { PENDING: "info", DELIVERED: "good", FAILED: "bad", ABANDONED: "neutral" } as const;
const VIEWS: readonly (readonly ["all" | Status, string])[] = [
  ["all", "All"],
  ["PENDING", "Pending"],
  ["DELIVERED", "Delivered"],
  ["FAILED", "Failed"],
];
/** Deliveries have no subscription: they are read again while the screen is open, and only its first page is on it. */
const READ_MS = 4000;
const PAGE = 50;
const newestFirst = (a: DeliveryFieldsFragment, b: DeliveryFieldsFragment) =>
  b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);

const COLUMNS: readonly Column<DeliveryFieldsFragment>[] = [
  { name: "Event", width: "minmax(0, 2fr)", cell: (one) => <strong>{one.eventType}</strong> },
  {
    name: "Status",
    width: "100px",
    cell: (one) => <Badge tone={TONE[one.status]}>{capitalized(words(one.status))}</Badge>,
  },
  { name: "Answer", width: "minmax(0, 2fr)", wide: true, cell: (one) => one.lastError ?? one.lastStatusCode },
  { name: "Attempts", width: "70px", wide: true, end: true, cell: (one) => one.attempts },
  { name: "Created", width: "70px", end: true, cell: (one) => <Time at={one.createdAt} /> },
];

/** What was posted to an endpoint, the newest first, and what it answered. */
export function Deliveries({ endpointId, added }: { endpointId: string; added: number }) {
  const [view, setView] = useParam<"all" | Status>("deliveries", "all", VIEWS);
  const list = useConnection<ReadDeliveriesQuery, ReadDeliveriesQueryVariables, DeliveryFieldsFragment>({
    document: ReadDeliveries,
    variables: { id: endpointId, status: view === "all" ? null : view },
    page: (data) => data.webhookEndpoint?.deliveriesConnection,
    compare: newestFirst,
    size: PAGE,
  });
  const [shown, setShown] = useState<string | null>(null);
  const refresh = useRef(list.refresh);
  refresh.current = list.refresh;
  const live = list.rows.length <= PAGE;
  useEffect(() => {
    if (added) refresh.current();
  }, [added]);
  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => document.visibilityState === "visible" && refresh.current(), READ_MS);
    return () => clearInterval(timer);
  }, [live]);
  const delivery = list.rows.find((one) => one.id === shown);
  return (
    <>
      <div className={css.row}>
        <h2>Deliveries</h2>
        <Tabs label="Deliveries" value={view} options={VIEWS} onChange={setView} />
      </div>
      {list.failed && <Failed message={list.failed} retry={list.refresh} />}
      {list.loading ? (
        <Skeleton />
      ) : list.rows.length ? (
        <div className={css.list}>
          <Table
            label="Deliveries"
            rows={list.rows}
            columns={COLUMNS}
            keyOf={(one) => one.id}
            onOpen={(one) => setShown(one.id)}
            selected={shown ?? undefined}
            more={list.more}
          />
        </div>
      ) : (
        !list.failed && <Empty title="No delivery here">Send a test, and it appears with your receiver's answer.</Empty>
      )}
      {delivery && <Details of={delivery} onClose={() => setShown(null)} onChanged={list.put} />}
    </>
  );
}

function Details({
  of,
  onClose,
  onChanged,
}: {
  of: DeliveryFieldsFragment;
  onClose: () => void;
  onChanged: (delivery: DeliveryFieldsFragment) => void;
}) {
  const [act, busy] = useAct();
  const retry = async () => {
    const { payload } = await act(RetryDelivery, { id: of.id });
    if (payload?.delivery) onChanged(payload.delivery);
  };
  return (
    <Dialog title={of.eventType} onClose={onClose} place="side">
      <dl className={css.details}>
        <Fact name="Status">
          <Badge tone={TONE[of.status]}>{capitalized(words(of.status))}</Badge>
        </Fact>
        <Fact name="Attempts">{plural(of.attempts, "attempt")}</Fact>
        <Fact name="Answer">{of.lastStatusCode ?? "None"}</Fact>
        {of.lastError && <Fact name="Problem">{of.lastError}</Fact>}
        {of.nextAttemptAt && (
          <Fact name="Next attempt">
            <Moment at={of.nextAttemptAt} />
          </Fact>
        )}
        <Fact name="Created">
          <Moment at={of.createdAt} />
        </Fact>
        <Fact name="Event">
          <span className={css.mono}>{of.eventId}</span>
        </Fact>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className={css.payload} tabIndex={0}>
        {JSON.stringify(of.payload, null, 2)}
      </pre>
      <Actions>
        <Button kind="primary" disabled={busy} onClick={retry}>
          Deliver again
        </Button>
      </Actions>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
