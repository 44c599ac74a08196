import { Copy } from "lucide-react";
import { type FormEvent, type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import { type UserError, useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Failed } from "../../ui/Empty";
import { useToast } from "../../ui/Toast";
import css from "./Settings.module.css";
import { ChangeAccount, type ChangeAccountMutationVariables } from "./settings.gen";

export function Section({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.about}>
        <h2>{title}</h2>
        {about && <p>{about}</p>}
      </div>
      <div className={css.fields}>{children}</div>
    </section>
  );
}

export function Check({
  label,
  hint,
  ...rest
}: { label: string; hint?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={css.check}>
      <input id={id} type="checkbox" {...rest} />
      <label htmlFor={id}>{label}</label>
      {hint && <small>{hint}</small>}
    </div>
  );
}

/** A choice of several, under one name. */
export function Checks({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className={css.plain}>
      <legend className={css.legend}>{legend}</legend>
      <div className={css.checks}>{children}</div>
    </fieldset>
  );
}

type Input = ChangeAccountMutationVariables["input"];

/** The fields of `after` that differ from `before`. */
export function changes<Value extends object>(before: Value, after: Value): Partial<Value> {
  const differs = (name: keyof Value) => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  return Object.fromEntries(
    (Object.keys(after) as (keyof Value)[]).filter(differs).map((name) => [name, after[name]]),
  ) as Partial<Value>;
}

/** A form over the account's settings: it is saved as a whole, and only what was changed is sent. */
export function SettingsForm({
  input,
  onSaved,
  children,
}: {
  /** What is changed; empty while nothing is. */
  input: Input;
  onSaved: () => void;
  children: (errors: UserError[]) => ReactNode;
}) {
  const { id } = useAccount();
  const { can } = useSession();
  const [act, busy] = useAct();
  const toast = useToast();
  const [errors, setErrors] = useState<UserError[]>([]);
  const changed = Object.keys(input).length > 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { payload, errors: refused } = await act(ChangeAccount, { id, input }, { quiet: true });
    setErrors(refused);
    if (!payload) return;
    toast("Saved.");
    onSaved();
  };
  return (
    <form onSubmit={submit} noValidate>
      <fieldset className={css.plain} disabled={!can("WRITE")}>
        <div className={css.page}>{children(errors)}</div>
        {errors[0] && <Failed message={errors.map((one) => one.message).join(" ")} />}
        {can("WRITE") && (
          <div className={css.bar}>
            <p>{changed ? "There are changes that are not saved." : ""}</p>
            <Button onClick={onSaved} disabled={!changed || busy}>
              Undo
            </Button>
            <Button kind="primary" type="submit" disabled={!changed || busy}>
              Save
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}

/** A secret that the server does not show again. */
export function SecretDialog({
  title,
  secret,
  children,
  onClose,
}: {
  title: string;
  secret: string;
  children: ReactNode;
  onClose: () => void;
}) {
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      toast("Copied.");
    } catch {
      toast("The browser does not let the console copy. Select the text and copy it.", { bad: true });
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <code className={css.secret}>{secret}</code>
      <Actions>
        <Button icon={<Copy />} onClick={copy}>
          Copy
        </Button>
        <Button kind="primary" onClick={onClose}>
          I have kept it
        </Button>
      </Actions>
    </Dialog>
  );
}

/** Asks before something that ends more than the screen shows. */
export function ConfirmDialog({
  title,
  action,
  busy,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  action: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" onClick={onConfirm} disabled={busy}>
          {action}
        </Button>
      </Actions>
    </Dialog>
  );
}
