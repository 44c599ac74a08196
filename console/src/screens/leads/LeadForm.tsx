import { type FormEvent, useState } from "react";
import { errorAt, otherErrors, type UserError, useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Failed } from "../../ui/Empty";
import { Field, TextField } from "../../ui/Field";
import css from "./Leads.module.css";
import { AddLead, type LeadFieldsFragment, UpdateTheLead } from "./leads.gen";

const TEXTS = [
  ["firstName", "First name"],
  ["lastName", "Last name"],
  ["email", "E-mail"],
  ["source", "Source"],
  ["state", "State"],
  ["timeZone", "Time zone"],
] as const;
const FIELDS = ["phone", "notes", ...TEXTS.map(([name]) => name)];
type Given = Record<(typeof TEXTS)[number][0] | "notes", string> & { phone: string };

function given(event: FormEvent<HTMLFormElement>): Given {
  return Object.fromEntries(new FormData(event.currentTarget)) as Given;
}

export function AddLeadForm({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const account = useAccount();
  const [act, busy] = useAct();
  const [errors, setErrors] = useState<UserError[]>([]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A phone that is missing is told at its field by the API.
    const filled = ([name, value]: [string, string]) => value || name === "phone";
    const input = Object.fromEntries(Object.entries(given(event)).filter(filled)) as Given;
    const { payload, errors: refused } = await act(AddLead, { accountId: account.id, input }, { quiet: true });
    setErrors(refused);
    if (payload?.lead) onDone(payload.lead.id);
  };
  return (
    <Dialog title="Add a lead" onClose={onClose}>
      <Form errors={errors} busy={busy} onSubmit={submit} action="Add" />
    </Dialog>
  );
}

export function EditLeadForm({ lead, onClose }: { lead: LeadFieldsFragment; onClose: () => void }) {
  const [act, busy] = useAct();
  const [errors, setErrors] = useState<UserError[]>([]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = Object.fromEntries(
      Object.entries(given(event)).filter(([name, value]) => value !== (lead[name as keyof Given] ?? "")),
    );
    const { payload, errors: refused } = await act(UpdateTheLead, { id: lead.id, input }, { quiet: true });
    setErrors(refused);
    if (payload) onClose();
  };
  return (
    <Dialog title="Edit the lead" onClose={onClose}>
      <Form lead={lead} errors={errors} busy={busy} onSubmit={submit} action="Save" />
    </Dialog>
  );
}

type FormProps = {
  lead?: LeadFieldsFragment;
  errors: UserError[];
  busy: boolean;
  action: string;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
};

function Form({ lead, errors, busy, action, onSubmit }: FormProps) {
  const others = otherErrors(errors, FIELDS);
  return (
    <form className={css.form} onSubmit={onSubmit} noValidate>
      {others[0] && <Failed message={others[0]} />}
      <Field
        label="Phone"
        name="phone"
        inputMode="tel"
        autoComplete="off"
        defaultValue={lead?.phone}
        error={errorAt(errors, "phone")}
      />
      <div className={css.pair}>
        {TEXTS.map(([name, label]) => (
          <Field
            key={name}
            label={label}
            name={name}
            autoComplete="off"
            defaultValue={lead?.[name] ?? ""}
            error={errorAt(errors, name)}
          />
        ))}
      </div>
      <TextField
        label="Notes"
        name="notes"
        rows={3}
        defaultValue={lead?.notes ?? ""}
        error={errorAt(errors, "notes")}
      />
      <Actions>
        <Button kind="primary" type="submit" disabled={busy}>
          {action}
        </Button>
      </Actions>
    </form>
  );
}
