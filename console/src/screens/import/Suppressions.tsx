import { type FormEvent, useState } from "react";
import { errorAt, otherErrors, type UserError, useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { Button } from "../../ui/Button";
import { Failed } from "../../ui/Empty";
import { Field, TextField } from "../../ui/Field";
import { plural } from "../../ui/format";
import { useToast } from "../../ui/Toast";
import { Drop } from "./Drop";
import css from "./Import.module.css";
import { Suppress } from "./import.gen";

/** Phones between commas, semicolons and line ends; what has no digit is a header. */
const phonesIn = (text: string) =>
  text
    .split(/[\n\r,;\t]+/)
    .map((one) => one.trim())
    .filter((one) => /\d/.test(one));

/** A list of phones that this account must not text. */
export function Suppressions() {
  const { id: accountId } = useAccount();
  const [act, busy] = useAct();
  const toast = useToast();
  const [text, setText] = useState("");
  const [source, setSource] = useState("");
  const [errors, setErrors] = useState<UserError[]>([]);
  const phones = phonesIn(text);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { payload, errors: refused } = await act(Suppress, { accountId, phones, source }, { quiet: true });
    setErrors(refused);
    if (!payload) return;
    const ended = payload.cancelledEnrollments;
    toast(`${plural(payload.changed, "phone")} added${ended ? `, ${plural(ended, "enrollment")} ended` : ""}.`);
    setText("");
  };
  const others = otherErrors(errors, ["source"]);
  return (
    <>
      <Drop
        label="Drop a list of phones, or choose one"
        hint="Nobody on it is texted by this account, and their enrollments end at once."
        onFile={async (file) => setText(await file.text())}
      />
      <form className={css.form} onSubmit={submit} noValidate>
        {others[0] && <Failed message={others[0]} />}
        <TextField
          label="Phones"
          rows={6}
          placeholder="+14155550101"
          value={text}
          onChange={(event) => setText(event.target.value)}
          hint={phones.length ? plural(phones.length, "phone") : "One on each line."}
        />
        <Field
          label="Where the list is from"
          value={source}
          onChange={(event) => setSource(event.target.value)}
          placeholder="National Do Not Call Registry"
          error={errorAt(errors, "source")}
        />
        <div>
          <Button kind="danger" type="submit" disabled={busy || phones.length === 0}>
            Never text them
          </Button>
        </div>
      </form>
    </>
  );
}
