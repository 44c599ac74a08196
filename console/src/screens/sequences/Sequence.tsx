import { ArrowLeft, MoreHorizontal, Pause, Play } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useQuery, useSubscription } from "urql";
import { useAct } from "../../api/act";
import { useEpoch } from "../../api/live";
import { useConnection } from "../../api/useConnection";
import { useKeys } from "../../frame/keys";
import { useAccount, useGo, useParam } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button, IconButton } from "../../ui/Button";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { nameOf, phone } from "../../ui/format";
import { Menu, MenuItem } from "../../ui/Menu";
import { Body, Head, Spacer } from "../../ui/Page";
import { Status } from "../../ui/Sentence";
import { type Column, Table } from "../../ui/Table";
import { Tabs } from "../../ui/Tabs";
import { Time } from "../../ui/Time";
import { Funnel } from "./Funnel";
import { State } from "./Sequences";
import css from "./Sequences.module.css";
import {
  PauseSequence,
  ResumeSequence,
  SequenceDetail,
  type SequenceDetailQuery,
  SequenceRunChanged,
  type SequenceRunFragment,
  SequenceRuns,
  type SequenceRunsQuery,
  type SequenceRunsQueryVariables,
  SetSequence,
} from "./sequences.gen";
import { Versions } from "./Versions";

type Found = NonNullable<SequenceDetailQuery["sequence"]>;
const Editor = lazy(() => import("./editor/Editor"));

type Tab = "steps" | "leads" | "versions" | "edit";
const TABS: readonly (readonly [Tab, string])[] = [
  ["steps", "Steps"],
  ["leads", "Leads"],
  ["versions", "Versions"],
];
const EDIT: readonly [Tab, string] = ["edit", "Edit"];

/** One sequence: what became of each step, who is on it, and how its versions differ. */
export function Sequence({ id }: { id: string }) {
  const go = useGo();
  const { can } = useSession();
  const tabs = can("WRITE") ? [...TABS, EDIT] : TABS;
  const [tab, setTab] = useParam<Tab>("tab", "steps", tabs);
  const [{ data, error }, again] = useQuery({ query: SequenceDetail, variables: { id } });
  const epoch = useEpoch();
  useEffect(() => {
    if (epoch) again({ requestPolicy: "network-only" });
  }, [epoch, again]);
  const back = () => go("sequences");
  useKeys("Sequence", [{ press: "Escape", does: "Back to the list", run: back }]);
  const found = data?.sequence;
  const arrow = (
    <IconButton label="Back to the list" onClick={back}>
      <ArrowLeft />
    </IconButton>
  );
  if (!found) {
    return (
      <>
        <Head title="Sequence" lead={arrow} />
        {error ? <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} /> : null}
        {data ? <Empty title="There is no such sequence" /> : <Skeleton />}
      </>
    );
  }
  return (
    <>
      <Head title={found.name} lead={arrow}>
        <State of={found} />
        <Tabs label="View" value={tab} options={tabs} onChange={setTab} />
        <Spacer />
        <Acts found={found} />
      </Head>
      {tab === "steps" && (
        <Body>
          <About found={found} />
          <Funnel id={id} versions={found.versions.map((one) => one.version)} />
        </Body>
      )}
      {tab === "leads" && <Runs id={id} />}
      {tab === "versions" && (
        <Body>
          <Versions versions={found.versions} />
        </Body>
      )}
      {tab === "edit" && (
        <Suspense fallback={<Skeleton />}>
          <Editor
            id={id}
            onSaved={() => {
              again({ requestPolicy: "network-only" });
              setTab("steps");
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function About({ found }: { found: Found }) {
  return (
    <p className={css.about}>
      {found.description && <span>{found.description}</span>}
      {found.goal && <span>Goal: {found.goal}</span>}
      {found.exitOn.length > 0 && <span>Ends on: {found.exitOn.join(", ")}</span>}
    </p>
  );
}

function Acts({ found }: { found: Found }) {
  const { can, person } = useSession();
  const [act, busy] = useAct();
  if (!can("WRITE")) return null;
  const { id, pause, isActive } = found;
  return (
    <>
      {pause ? (
        <Button icon={<Play />} onClick={() => act(ResumeSequence, { id })} disabled={busy}>
          Resume
        </Button>
      ) : (
        <Button icon={<Pause />} onClick={() => act(PauseSequence, { id, by: person })} disabled={busy}>
          Pause
        </Button>
      )}
      <Menu
        trigger={
          <IconButton label="More about the sequence" disabled={busy}>
            <MoreHorizontal />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => void act(SetSequence, { id, input: { isActive: !isActive } })}>
          {isActive ? "Deactivate: refuse new enrollments" : "Activate: accept new enrollments"}
        </MenuItem>
      </Menu>
    </>
  );
}

const newestFirst = (a: SequenceRunFragment, b: SequenceRunFragment) => a.id.localeCompare(b.id);
const RUNS: readonly Column<SequenceRunFragment>[] = [
  { name: "Lead", width: "minmax(0, 2fr)", cell: (one) => nameOf(one.lead) },
  { name: "Phone", width: "130px", wide: true, cell: (one) => phone(one.lead.phone) },
  { name: "Status", width: "96px", cell: (one) => <Status of={one.status} /> },
  { name: "Step", width: "48px", end: true, cell: (one) => (one.currentStep === null ? "" : one.currentStep + 1) },
  { name: "Version", width: "64px", end: true, wide: true, cell: (one) => one.sequenceVersion },
  { name: "Enrolled", width: "90px", wide: true, cell: (one) => <Time at={one.enrolledAt} /> },
  { name: "Next", width: "90px", cell: (one) => (one.nextStepAt ? <Time at={one.nextStepAt} /> : "") },
];

function Runs({ id }: { id: string }) {
  const account = useAccount();
  const go = useGo();
  const variables = { accountId: account.id, sequenceId: id };
  const list = useConnection<SequenceRunsQuery, SequenceRunsQueryVariables, SequenceRunFragment>({
    document: SequenceRuns,
    variables: { ...variables, status: null },
    page: (data) => data.enrollmentsConnection,
    compare: newestFirst,
    later: 250,
  });
  const [{ data: event }] = useSubscription({ query: SequenceRunChanged, variables });
  const changed = event?.enrollmentsUpdated;
  const { put } = list;
  const seen = useRef<SequenceRunFragment>(undefined);
  useEffect(() => {
    if (!changed || seen.current === changed) return;
    seen.current = changed;
    put(changed);
  }, [changed, put]);
  if (list.failed) return <Failed message={list.failed} retry={list.refresh} />;
  if (list.loading) return <Skeleton />;
  if (!list.rows.length) return <Empty title="Nobody is on it">Enroll a lead: it appears here at once.</Empty>;
  return (
    <Table
      label="Leads on the sequence"
      rows={list.rows}
      columns={RUNS}
      keyOf={(one) => one.id}
      onOpen={(one) => go("leads", one.lead.id)}
      more={list.more}
    />
  );
}
