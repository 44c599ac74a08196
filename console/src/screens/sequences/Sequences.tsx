import { ArrowLeft, Plus } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { useConnection } from "../../api/useConnection";
import { useKeys } from "../../frame/keys";
import { useAccount, useGo, useParam } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { count, share } from "../../ui/format";
import { Head, Spacer } from "../../ui/Page";
import { type Column, Table } from "../../ui/Table";
import { Tabs } from "../../ui/Tabs";
import { Sequence } from "./Sequence";
import css from "./Sequences.module.css";
import {
  SequenceList,
  type SequenceListQuery,
  type SequenceListQueryVariables,
  type SequenceRowFragment,
  SequenceRunChanged,
} from "./sequences.gen";

const Editor = lazy(() => import("./editor/Editor"));
/** The place of a new sequence in the address, where else the id of one is. */
const NEW = "new";

type View = "active" | "all";
const VIEWS: readonly (readonly [View, string])[] = [
  ["active", "Active"],
  ["all", "All"],
];
const SOON_MS = 800;
const oldestFirst = (a: SequenceRowFragment, b: SequenceRowFragment) =>
  a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);

const COLUMNS: readonly Column<SequenceRowFragment>[] = [
  {
    name: "Name",
    width: "minmax(0, 3fr)",
    cell: (one) => (
      <span className={css.name}>
        <strong>{one.name}</strong>
        <State of={one} />
      </span>
    ),
  },
  { name: "Running", width: "84px", end: true, cell: (one) => count(one.activeCount) },
  { name: "Enrolled", width: "84px", end: true, wide: true, cell: (one) => count(one.enrolledCount) },
  { name: "Completed", width: "90px", end: true, wide: true, cell: (one) => count(one.completedCount) },
  {
    name: "Replied",
    width: "72px",
    end: true,
    cell: (one) => share(one.enrolledCount ? one.repliedCount / one.enrolledCount : null),
  },
];

/** The sequences of the account, or one of them. */
export default function Sequences({ id }: { id: string | undefined }) {
  if (id === NEW) return <New />;
  return id ? <Sequence key={id} id={id} /> : <List />;
}

function New() {
  const go = useGo();
  const back = () => go("sequences");
  useKeys("Sequence", [{ press: "Escape", does: "Back to the list", run: back }]);
  return (
    <>
      <Head
        title="New sequence"
        lead={
          <IconButton label="Back to the list" onClick={back}>
            <ArrowLeft />
          </IconButton>
        }
      />
      <Suspense fallback={<Skeleton />}>
        <Editor onSaved={(id) => go("sequences", id)} />
      </Suspense>
    </>
  );
}

function List() {
  const account = useAccount();
  const go = useGo();
  const { can } = useSession();
  const [view, setView] = useParam<View>("view", "active", VIEWS);
  const create = () => go("sequences", NEW);
  useKeys("Sequences", can("WRITE") ? [{ press: "n", does: "New sequence", run: create }] : []);
  const list = useConnection<SequenceListQuery, SequenceListQueryVariables, SequenceRowFragment>({
    document: SequenceList,
    variables: { accountId: account.id, isActive: view === "active" ? true : null },
    page: (data) => data.sequencesConnection,
    compare: oldestFirst,
  });
  // With an enrollment the counts of its sequence change: read once, when it is quiet.
  const [{ data: event }] = useSubscription({
    query: SequenceRunChanged,
    variables: { accountId: account.id, sequenceId: null },
  });
  const refresh = useRef(list.refresh);
  refresh.current = list.refresh;
  useEffect(() => {
    if (!event) return;
    const timer = setTimeout(() => refresh.current(), SOON_MS);
    return () => clearTimeout(timer);
  }, [event]);
  return (
    <>
      <Head title="Sequences">
        <Tabs label="View" value={view} options={VIEWS} onChange={setView} />
        <Spacer />
        {can("WRITE") && (
          <Button kind="primary" icon={<Plus />} shortcut="N" onClick={create}>
            New sequence
          </Button>
        )}
      </Head>
      {list.failed && <Failed message={list.failed} retry={list.refresh} />}
      {list.loading ? (
        <Skeleton />
      ) : list.rows.length ? (
        <Table
          label="Sequences"
          rows={list.rows}
          columns={COLUMNS}
          keyOf={(one) => one.id}
          onOpen={(one) => go("sequences", one.id)}
          more={list.more}
          rowHeight={44}
        />
      ) : (
        !list.failed && (
          <Empty title="No sequence yet">
            A sequence is an ordered list of texts, each with its delay. Create one here, or play the document's story
            on the Phone: it makes one.
          </Empty>
        )
      )}
    </>
  );
}

export function State({ of }: { of: SequenceRowFragment }) {
  return (
    <>
      {of.isDefault && <Badge tone="info">Default</Badge>}
      {of.pause && <Badge tone="warn">{of.pause.reason === "OPT_OUTS" ? "Paused: too many opt-outs" : "Paused"}</Badge>}
      {!of.isActive && <Badge>Inactive</Badge>}
    </>
  );
}
