import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useSubscription } from "urql";
import { useConnection } from "../../api/useConnection";
import { useKeys } from "../../frame/keys";
import { useAccount, useGo, useParam } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { Search } from "../../ui/Field";
import { capitalized, nameOf, phone, words } from "../../ui/format";
import { Head, Spacer } from "../../ui/Page";
import { type Column, Table } from "../../ui/Table";
import { Tabs } from "../../ui/Tabs";
import { Time } from "../../ui/Time";
import { Lead } from "./Lead";
import { AddLeadForm } from "./LeadForm";
import css from "./Leads.module.css";
import {
  LeadList,
  type LeadListQuery,
  type LeadListQueryVariables,
  type LeadRowFragment,
  LeadsChanged,
} from "./leads.gen";

type View = "all" | LeadRowFragment["status"] | "out";
const VIEWS: readonly (readonly [View, string])[] = [
  ["all", "All"],
  ["NEW", "New"],
  ["CONTACTED", "Contacted"],
  ["QUALIFIED", "Qualified"],
  ["CONVERTED", "Converted"],
  ["LOST", "Lost"],
  ["out", "Opted out"],
];
const newestFirst = (a: LeadRowFragment, b: LeadRowFragment) => b.id.localeCompare(a.id);

const COLUMNS: readonly Column<LeadRowFragment>[] = [
  {
    name: "Name",
    width: "minmax(0, 3fr)",
    cell: (one) => (
      <span className={css.name}>
        <strong>{nameOf(one)}</strong>
        <Flags of={one} />
      </span>
    ),
  },
  { name: "Phone", width: "minmax(112px, 1fr)", cell: (one) => phone(one.phone) },
  { name: "Status", width: "90px", wide: true, cell: (one) => capitalized(words(one.status)) },
  { name: "Source", width: "minmax(0, 1fr)", wide: true, cell: (one) => one.source },
  {
    name: "Last message",
    width: "100px",
    wide: true,
    end: true,
    cell: (one) => one.lastMessage && <Time at={one.lastMessage.createdAt} />,
  },
  { name: "Added", width: "70px", wide: true, end: true, cell: (one) => <Time at={one.createdAt} /> },
];

/** The leads of the account, or one of them. */
export default function Leads({ id }: { id: string | undefined }) {
  return id ? <Lead key={id} id={id} /> : <List />;
}

function List() {
  const account = useAccount();
  const { can } = useSession();
  const go = useGo();
  const [view, setView] = useParam<View>("view", "all", VIEWS);
  const [search, setSearch] = useParam<string>("q", "");
  const [adding, setAdding] = useState(false);
  const text = useDeferredValue(search).trim();
  const list = useConnection<LeadListQuery, LeadListQueryVariables, LeadRowFragment>({
    document: LeadList,
    variables: {
      accountId: account.id,
      search: text || null,
      status: view === "all" || view === "out" ? null : view,
      optedOut: view === "out" ? true : null,
    },
    page: (data) => data.leadsConnection,
    compare: newestFirst,
    later: 250,
  });
  const [{ data: event }] = useSubscription({ query: LeadsChanged, variables: { accountId: account.id } });
  const changed = event?.conversationUpdated.lead;
  const known = useRef(list.rows);
  known.current = list.rows;
  const { put } = list;
  useEffect(() => {
    if (changed && known.current.some((one) => one.id === changed.id)) put(changed);
  }, [changed, put]);
  useKeys("Leads", can("WRITE") ? [{ press: "n", does: "Add a lead", run: () => setAdding(true) }] : []);
  const add = can("WRITE") && (
    <Button icon={<Plus />} shortcut="n" onClick={() => setAdding(true)}>
      Add a lead
    </Button>
  );
  return (
    <>
      <Head title="Leads">
        <Tabs label="View" value={view} options={VIEWS} onChange={setView} />
        <Spacer />
        <Search label="Search by name or phone" value={search} onChange={setSearch} />
        {add}
      </Head>
      {list.failed && <Failed message={list.failed} retry={list.refresh} />}
      {list.loading ? (
        <Skeleton />
      ) : list.rows.length ? (
        <Table
          label="Leads"
          rows={list.rows}
          columns={COLUMNS}
          keyOf={(one) => one.id}
          onOpen={(one) => go("leads", one.id)}
          more={list.more}
        />
      ) : (
        !list.failed && <Nobody text={text} view={view} />
      )}
      {adding && (
        <AddLeadForm
          onClose={() => setAdding(false)}
          onDone={(lead) => {
            setAdding(false);
            go("leads", lead);
          }}
        />
      )}
    </>
  );
}

function Nobody({ text, view }: { text: string; view: View }) {
  if (text) return <Empty title="Nobody is found">No lead in this view matches “{text}”. Digits find a phone.</Empty>;
  if (view !== "all") return <Empty title="No lead in this view" />;
  return (
    <Empty title="No lead yet">
      A lead is a person with a phone number. Add one here; your software adds many with importLeads or a CSV file.
    </Empty>
  );
}

export function Flags({ of }: { of: LeadRowFragment }) {
  return (
    <>
      {of.optedOutAt && <Badge tone="bad">Opted out</Badge>}
      {of.phoneProblem && (
        <Badge tone="bad" title={of.phoneProblem}>
          Unreachable
        </Badge>
      )}
      {of.pause && <Badge tone="warn">Paused</Badge>}
    </>
  );
}
