import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { errorAt, otherErrors, type UserError, useAct } from "../../api/act";
import { whole } from "../../api/whole";
import { useAccount } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { Field } from "../../ui/Field";
import { capitalized, count, phone, plural, words } from "../../ui/format";
import { useToast } from "../../ui/Toast";
import { ConfirmDialog } from "./parts";
import css from "./Settings.module.css";
import {
  AddTheSender,
  PaceTheSender,
  PauseTheSender,
  ReadSenders,
  RemoveTheSender,
  ResumeTheSender,
  type SenderFieldsFragment,
} from "./senders.gen";
import { Twilio } from "./Twilio";

const TONE = { READY: "good", PAUSED: "warn", BLOCKED: "bad" } as const;
type Open = { what: "add" } | { what: "pace" | "remove"; sender: SenderFieldsFragment } | null;

export const nameOf = (sender: Pick<SenderFieldsFragment, "phoneNumber" | "messagingServiceSid">) =>
  sender.phoneNumber ? phone(sender.phoneNumber) : (sender.messagingServiceSid ?? "");

/** The numbers and Messaging Services that messages leave from, and the Twilio account that has them. */
export function Senders() {
  const { id } = useAccount();
  const { can } = useSession();
  const [{ data, error }, again] = useQuery({ query: ReadSenders, variables: { id } });
  const readAgain = () => again({ requestPolicy: "network-only" });
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  if (!data?.account) return error ? <Failed message={error.message} retry={readAgain} /> : <Skeleton />;
  const { senders, twilio } = data.account;
  return (
    <div className={css.wide}>
      <div className={css.top}>
        <p>New leads are spread over the senders that are ready. A lead keeps its sender.</p>
        {can("WRITE") && (
          <Button icon={<Plus />} onClick={() => setOpen({ what: "add" })}>
            Add a sender
          </Button>
        )}
      </div>
      <ul className={css.cards} aria-label="Senders">
        {senders.map((sender) => (
          <SenderCard key={sender.id} sender={sender} onOpen={(what) => setOpen({ what, sender })} />
        ))}
      </ul>
      {senders.length === 0 && <Empty title="No sender">Without a sender no message leaves. Add a number.</Empty>}
      <Twilio twilio={twilio} readAgain={readAgain} />
      {open?.what === "add" && <SenderForm onClose={close} onDone={readAgain} />}
      {open?.what === "pace" && <SenderForm sender={open.sender} onClose={close} onDone={readAgain} />}
      {open?.what === "remove" && <RemoveDialog sender={open.sender} onClose={close} onDone={readAgain} />}
    </div>
  );
}

function SenderCard({ sender, onOpen }: { sender: SenderFieldsFragment; onOpen: (what: "pace" | "remove") => void }) {
  const { can } = useSession();
  const [act, busy] = useAct();
  const { status, segmentsPerSecond, segmentsPerDay, sentToday, queuedSegments } = sender;
  return (
    <li className={css.card}>
      <header>
        <strong>{nameOf(sender)}</strong>
        <Badge tone={TONE[status]}>{capitalized(words(status))}</Badge>
        <span />
        {can("WRITE") && (
          <>
            {status === "READY" ? (
              <Button disabled={busy} onClick={() => void act(PauseTheSender, { id: sender.id })}>
                Pause
              </Button>
            ) : (
              <Button kind="primary" disabled={busy} onClick={() => void act(ResumeTheSender, { id: sender.id })}>
                Resume
              </Button>
            )}
            <Button onClick={() => onOpen("pace")}>Pace</Button>
            <Button onClick={() => onOpen("remove")}>Remove</Button>
          </>
        )}
      </header>
      {sender.statusReason && (
        <p className={css.notice}>
          {sender.statusReason}
          {sender.statusCode !== null && ` (${sender.statusCode})`}
        </p>
      )}
      <p className={css.facts}>
        <span>
          {segmentsPerDay === null
            ? `${plural(sentToday, "segment")} today`
            : `${count(sentToday)} of ${plural(segmentsPerDay, "segment")} today`}
        </span>
        {queuedSegments > 0 && <span>{plural(queuedSegments, "segment")} waiting for the pace</span>}
        <span>{segmentsPerSecond === null ? "Not paced by the second" : `${segmentsPerSecond} a second at most`}</span>
      </p>
    </li>
  );
}

type Done = { onClose: () => void; onDone: () => void };

/** Adds a sender, or changes the pace of one. */
function SenderForm({ sender, onClose, onDone }: Done & { sender?: SenderFieldsFragment }) {
  const { id: accountId } = useAccount();
  const [act, busy] = useAct();
  const toast = useToast();
  const [errors, setErrors] = useState<UserError[]>([]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => (form.get(name) ? Number(form.get(name)) : null);
    const pace = { segmentsPerSecond: number("segmentsPerSecond"), segmentsPerDay: whole(number("segmentsPerDay")) };
    if (sender) {
      const { payload, errors: refused } = await act(PaceTheSender, { id: sender.id, input: pace }, { quiet: true });
      setErrors(refused);
      if (!payload) return;
    } else {
      const from = String(form.get("from")).trim();
      const input = { ...pace, ...(from.startsWith("MG") ? { messagingServiceSid: from } : { phoneNumber: from }) };
      const { payload, errors: refused } = await act(AddTheSender, { accountId, input }, { quiet: true });
      setErrors(refused);
      if (!payload) return;
      for (const warning of payload.warnings) toast(warning.message);
    }
    onDone();
    onClose();
  };
  const others = otherErrors(errors, ["phoneNumber", "messagingServiceSid", "segmentsPerSecond", "segmentsPerDay"]);
  return (
    <Dialog title={sender ? `Pace of ${nameOf(sender)}` : "Add a sender"} onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        {others[0] && <Failed message={others[0]} />}
        {!sender && (
          <Field
            label="Number, or SID of a Messaging Service"
            name="from"
            placeholder="+14155550100 or MG…"
            autoComplete="off"
            error={errorAt(errors, "phoneNumber") ?? errorAt(errors, "messagingServiceSid")}
          />
        )}
        <div className={css.pair}>
          <Field
            label="Segments a second"
            name="segmentsPerSecond"
            type="number"
            step="any"
            hint="Empty: Twilio's pace."
            defaultValue={sender?.segmentsPerSecond ?? ""}
            error={errorAt(errors, "segmentsPerSecond")}
          />
          <Field
            label="Segments a day"
            name="segmentsPerDay"
            type="number"
            hint="Empty: no limit."
            defaultValue={sender?.segmentsPerDay ?? ""}
            error={errorAt(errors, "segmentsPerDay")}
          />
        </div>
        <Actions>
          <Button kind="primary" type="submit" disabled={busy}>
            {sender ? "Save" : "Add"}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ sender, onClose, onDone }: Done & { sender: SenderFieldsFragment }) {
  const [act, busy] = useAct();
  const remove = async () => {
    const { payload } = await act(RemoveTheSender, { id: sender.id });
    if (!payload) return;
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog title={`Remove ${nameOf(sender)}`} action="Remove" busy={busy} onConfirm={remove} onClose={onClose}>
      Nothing leaves from it after this, and its leads get another sender with their next message. Replies and opt-outs
      to it still count.
    </ConfirmDialog>
  );
}
