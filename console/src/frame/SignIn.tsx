import { type FormEvent, useState } from "react";
import { exchanged, keep, namePerson, personName, Refused } from "../api/session";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import css from "./SignIn.module.css";

/** A key is typed once and changed for one that ends within hours. Only that one is kept, in this tab. */
export function SignIn({ note, onKey }: { note: string | null; onKey: (key: string) => void }) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      const key = await exchanged(String(form.get("key")).trim());
      namePerson(String(form.get("person")));
      keep(key);
      onKey(key);
    } catch (reason) {
      setError(reason instanceof Refused ? reason.message : "The key could not be used.");
      setBusy(false);
    }
  }
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <header>
          <h1>Sign in to Nudge</h1>
          <p className={css.note}>{note ?? "Use a partner key, or a key that an administrator gave you."}</p>
        </header>
        <Field
          label="Key"
          name="key"
          type="password"
          required
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="pk_live_…"
          error={error}
        />
        <Field
          label="Your name"
          name="person"
          required
          defaultValue={personName()}
          autoComplete="name"
          hint="Shown to your colleagues beside what you write and take over."
        />
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? "Signing in …" : "Sign in"}
        </Button>
        <p className={css.note}>
          The key is changed for one that ends after 12 hours. Only that one is kept, and only in this tab.
        </p>
      </form>
    </main>
  );
}
