import { type FormEvent, useState } from "react";
import { errorAt, otherErrors, type UserError, useAct } from "../../api/act";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Failed } from "../../ui/Empty";
import { Field } from "../../ui/Field";
import { EVENTS } from "./events";
import { Check, Checks } from "./parts";
import css from "./Settings.module.css";
import { ChangeEndpoint, type EndpointFieldsFragment, MakeEndpoint } from "./webhooks.gen";

const ALL = "*";

/** Adds an endpoint, or changes one. `onDone` is called with its id, and with its secret if it is new. */
export function EndpointForm({
  endpoint,
  onClose,
  onDone,
}: {
  endpoint?: EndpointFieldsFragment;
  onClose: () => void;
  onDone: (id: string, secret: string | null) => void;
}) {
  const { accounts } = useSession();
  const [act, busy] = useAct();
  const [errors, setErrors] = useState<UserError[]>([]);
  const [all, setAll] = useState(endpoint?.events.includes(ALL) ?? true);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = {
      url: String(form.get("url")).trim(),
      description: String(form.get("description")).trim() || null,
      events: all ? [ALL] : form.getAll("event").map(String),
      accountIds: form.getAll("account").map(String),
    };
    if (endpoint) {
      const { payload, errors: refused } = await act(ChangeEndpoint, { id: endpoint.id, input }, { quiet: true });
      setErrors(refused);
      if (payload) onDone(endpoint.id, null);
    } else {
      const { payload, errors: refused } = await act(MakeEndpoint, { input }, { quiet: true });
      setErrors(refused);
      if (payload?.endpoint) onDone(payload.endpoint.id, payload.secret);
    }
  };
  const others = otherErrors(errors, ["url", "description"]);
  return (
    <Dialog title={endpoint ? "Edit the endpoint" : "Add an endpoint"} onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        {others[0] && <Failed message={others[0]} />}
        <Field
          label="Address"
          name="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://example.com/nudge"
          defaultValue={endpoint?.url}
          error={errorAt(errors, "url")}
        />
        <Field
          label="Note"
          name="description"
          autoComplete="off"
          defaultValue={endpoint?.description ?? ""}
          error={errorAt(errors, "description")}
        />
        <Check label="All events" checked={all} onChange={(event) => setAll(event.target.checked)} />
        {!all && (
          <Checks legend="Events">
            {EVENTS.map((name) => (
              <Check
                key={name}
                label={name}
                name="event"
                value={name}
                defaultChecked={endpoint?.events.includes(name) ?? false}
              />
            ))}
          </Checks>
        )}
        <Checks legend="Of these accounts; none means all">
          {accounts.map((account) => (
            <Check
              key={account.id}
              label={account.name}
              name="account"
              value={account.id}
              defaultChecked={endpoint?.accountIds.includes(account.id) ?? false}
            />
          ))}
        </Checks>
        <Actions>
          <Button kind="primary" type="submit" disabled={busy}>
            {endpoint ? "Save" : "Add"}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
