import { ArrowLeft, MessageSquare, MoreHorizontal } from "lucide-react";
import { useEffect, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { useLocation } from "wouter";
import { useAct } from "../../api/act";
import { useEpoch } from "../../api/live";
import { useKeys } from "../../frame/keys";
import { useAccount, useGo, useLink } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button, IconButton } from "../../ui/Button";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { nameOf } from "../../ui/format";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu";
import { Body, Head, Spacer } from "../../ui/Page";
import { EnrollDialog, EraseDialog, OptOutDialog } from "./dialogs";
import { LeadFacts } from "./LeadFacts";
import { EditLeadForm } from "./LeadForm";
import { Flags } from "./Leads";
import css from "./Leads.module.css";
import {
  LeadDetail,
  type LeadDetailQuery,
  LeadRunChanged,
  LeadsChanged,
  PauseTheLead,
  ResumeTheLead,
} from "./leads.gen";
import { Run } from "./Run";

// An object of another type has none of the fields.
export type Found = Extract<NonNullable<LeadDetailQuery["node"]>, { phone: string }>;
type Open = "enroll" | "edit" | "out" | "erase" | null;
const SOON_MS = 300;

/** One lead: every step of every enrollment with the sentence that says why, and what permits writing to them. */
export function Lead({ id }: { id: string }) {
  const account = useAccount();
  const go = useGo();
  const [{ data, error }, again] = useQuery({ query: LeadDetail, variables: { id } });
  const [{ data: run }] = useSubscription({ query: LeadRunChanged, variables: { accountId: account.id } });
  const [{ data: said }] = useSubscription({ query: LeadsChanged, variables: { accountId: account.id } });
  const epoch = useEpoch();
  const mine = run?.enrollmentsUpdated.lead.id === id || said?.conversationUpdated.lead.id === id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when to read again
  useEffect(() => {
    if (!mine && !epoch) return;
    const timer = setTimeout(() => again({ requestPolicy: "network-only" }), SOON_MS);
    return () => clearTimeout(timer);
  }, [run, said, mine, epoch, again]);
  const back = () => go("leads");
  useKeys("Lead", [{ press: "Escape", does: "Back to the list", run: back }]);
  const lead = data?.node?.id ? (data.node as Found) : null;
  const arrow = (
    <IconButton label="Back to the list" onClick={back}>
      <ArrowLeft />
    </IconButton>
  );
  if (!lead) {
    return (
      <>
        <Head title="Lead" lead={arrow} />
        {error && <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />}
        {data ? <Empty title="There is no such lead" /> : <Skeleton />}
      </>
    );
  }
  return (
    <>
      <Head title={nameOf(lead)} lead={arrow}>
        <Flags of={lead} />
        <Spacer />
        {!lead.erasedAt && <Acts lead={lead} readAgain={() => again({ requestPolicy: "network-only" })} />}
      </Head>
      <Body>
        <div className={css.lead}>
          <div className={css.runs}>
            {lead.erasedAt && <p className={css.notice}>This lead was erased. Counts and times stay, without words.</p>}
            {lead.enrollments.map((one) => (
              <Run key={one.id} run={one} zone={lead.likelyTimeZone} />
            ))}
            {lead.enrollments.length === 0 && (
              <Empty title="Not on a sequence">Enroll the lead, and each step appears here with its reason.</Empty>
            )}
          </div>
          <LeadFacts lead={lead} />
        </div>
      </Body>
    </>
  );
}

function Acts({ lead, readAgain }: { lead: Found; readAgain: () => void }) {
  const { can, person } = useSession();
  const link = useLink();
  const [, navigate] = useLocation();
  const [act, busy] = useAct();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button
        icon={<MessageSquare />}
        onClick={() => navigate(`${link("inbox")}?view=open&q=${encodeURIComponent(lead.phone)}`)}
      >
        Messages
      </Button>
      {can("SEND") && (
        <Button kind="primary" onClick={() => setOpen("enroll")} disabled={lead.optedOutAt !== null}>
          Enroll
        </Button>
      )}
      {can("WRITE") && (
        <Menu
          trigger={
            <IconButton label="More" disabled={busy}>
              <MoreHorizontal />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => setOpen("edit")}>Edit</MenuItem>
          {lead.pause ? (
            <MenuItem onSelect={() => void act(ResumeTheLead, { id: lead.id })}>Resume automated steps</MenuItem>
          ) : (
            <MenuItem onSelect={() => void act(PauseTheLead, { id: lead.id, by: person })}>
              Pause automated steps
            </MenuItem>
          )}
          {!lead.optedOutAt && <MenuItem onSelect={() => setOpen("out")}>Record an opt-out</MenuItem>}
          <MenuLine />
          <MenuItem danger onSelect={() => setOpen("erase")}>
            Erase the lead
          </MenuItem>
        </Menu>
      )}
      {open === "enroll" && <EnrollDialog phone={lead.phone} onClose={close} onDone={readAgain} />}
      {open === "edit" && <EditLeadForm lead={lead} onClose={close} />}
      {open === "out" && <OptOutDialog phone={lead.phone} onClose={close} onDone={readAgain} />}
      {open === "erase" && <EraseDialog lead={lead} onClose={close} onDone={readAgain} />}
    </>
  );
}
