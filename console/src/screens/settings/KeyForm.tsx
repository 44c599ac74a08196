import { type FormEvent, useState } from "react";
import { createKey, Refused } from "../../api/session";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Failed } from "../../ui/Empty";
import { Field, SelectField } from "../../ui/Field";
import { capitalized, words } from "../../ui/format";
import { Check, Checks } from "./parts";
import css from "./Settings.module.css";

const HOUR_MS = 3_600_000;
/** The longest life of a key that a key without ADMIN makes. The last minutes are for a clock that is behind. */
const LENT_HOURS = 23.9;
const NEVER = "";
const ENDS: readonly (readonly [string, string])[] = [
  [NEVER, "Never"],
  [String(LENT_HOURS), "In a day"],
  [String(7 * 24), "In a week"],
  [String(90 * 24), "In 90 days"],
  [String(365 * 24), "In a year"],
];

/** Makes a key with the person's own key: keys end with the key that made them, and this session's ends today. */
export function KeyForm({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { accounts, can, viewer } = useSession();
  const ends = can("ADMIN") ? ENDS : ENDS.slice(1, 2);
  const [end, setEnd] = useState(ends[0]?.[0] ?? NEVER);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const secret = await createKey(String(form.get("own")).trim(), {
        name: String(form.get("name")),
        scopes: form.getAll("scope").map(String),
        accountIds: form.getAll("account").map(String),
        expiresAt: end === NEVER ? null : new Date(Date.now() + Number(end) * HOUR_MS).toISOString(),
      });
      onMade(secret);
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      setRefusal(reason.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Create a key" onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        {refusal && <Failed message={refusal} />}
        <Field label="Name" name="name" autoComplete="off" placeholder="The program or person that uses it" />
        <Checks legend="May">
          {viewer.scopes.map((scope) => (
            <Check
              key={scope}
              label={capitalized(words(scope))}
              name="scope"
              value={scope}
              defaultChecked={scope === "READ"}
            />
          ))}
        </Checks>
        <Checks legend="For these accounts; none means all">
          {accounts.map((account) => (
            <Check key={account.id} label={account.name} name="account" value={account.id} />
          ))}
        </Checks>
        <SelectField label="Ends" value={end} options={ends} onChange={setEnd} />
        <Field
          label="Your own key"
          name="own"
          type="password"
          autoComplete="off"
          hint="A key ends with the key that created it, and this session's key ends when you sign out. So the new key is created with yours, which is not kept."
        />
        <Actions>
          <Button kind="primary" type="submit" disabled={busy}>
            Create
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
