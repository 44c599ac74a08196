import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Failed } from "../../ui/Empty";
import { Field, SelectField } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import css from "./Leads.module.css";
import { EnrollTheLead, EraseTheLead, LeadSequences, OptOutTheLead } from "./leads.gen";

type Props = { phone: string; onClose: () => void; onDone: () => void };

export function EnrollDialog({ phone, onClose, onDone }: Props) {
  const account = useAccount();
  const [act, busy] = useAct();
  const toast = useToast();
  const [chosen, setChosen] = useState("");
  const [error, setError] = useState<string>();
  const [{ data }] = useQuery({ query: LeadSequences, variables: { accountId: account.id } });
  const sequences = data?.sequences.items ?? [];
  const sequence = sequences.find((one) => one.id === chosen) ?? sequences.find((one) => one.isDefault) ?? sequences[0];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!sequence) return;
    const { payload, errors } = await act(EnrollTheLead, { sequenceId: sequence.id, phone }, { quiet: true });
    setError(errors[0]?.message);
    if (!payload) return;
    if (payload.action === "ALREADY_ENROLLED") toast("The lead is on this sequence already.");
    onDone();
    onClose();
  };
  return (
    <Dialog title="Enroll in a sequence" onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <SelectField
          label="Sequence"
          value={sequence?.id ?? ""}
          options={sequences.map((one) => [one.id, one.name] as const)}
          onChange={setChosen}
          error={error}
          hint="A first step without a delay leaves at once."
        />
        <Actions>
          <Button kind="primary" type="submit" disabled={busy || !sequence}>
            Enroll
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

export function OptOutDialog({ phone, onClose, onDone }: Props) {
  const account = useAccount();
  const [act, busy] = useAct();
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note"));
    const { payload, errors } = await act(OptOutTheLead, { accountId: account.id, phone, note }, { quiet: true });
    setError(errors[0]?.message);
    if (!payload) return;
    onDone();
    onClose();
  };
  return (
    <Dialog title="Record an opt-out" onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <Field
          label="How the lead said so"
          name="note"
          required
          placeholder="Asked on the phone"
          error={error}
          hint="Every enrollment ends, and nobody can text the lead until they text START."
        />
        <Actions>
          <Button kind="primary" type="submit" disabled={busy}>
            Record the opt-out
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

type EraseProps = { lead: { id: string; displayName: string }; onClose: () => void; onDone: () => void };

/** What cannot be undone is confirmed by typing the name. */
export function EraseDialog({ lead, onClose, onDone }: EraseProps) {
  const [act, busy] = useAct();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { payload, errors } = await act(EraseTheLead, { id: lead.id }, { quiet: true });
    setError(errors[0]?.message);
    if (!payload) return;
    onDone();
    onClose();
  };
  return (
    <Dialog title="Erase the lead" onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <p>
          The name, the phone and every word of the conversation are deleted, and nobody can text this person again. It
          cannot be undone.
        </p>
        {error && <Failed message={error} />}
        <Field
          label={`Type “${lead.displayName}” to confirm`}
          name="confirm"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Actions>
          <Button kind="danger" type="submit" disabled={busy || typed.trim() !== lead.displayName}>
            Erase
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
