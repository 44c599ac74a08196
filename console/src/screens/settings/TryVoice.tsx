import { useState } from "react";
import { errorAt, otherErrors, type UserError, useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { Button } from "../../ui/Button";
import { Field, TextField } from "../../ui/Field";
import { plural } from "../../ui/format";
import { Section } from "./parts";
import css from "./Settings.module.css";
import { TryVoice as Ask, type TryVoiceMutation, type TryVoiceMutationVariables } from "./settings.gen";

const FIRST = "Ask whether they want to go on with their application, and offer help.";

/** Has the AI write a text with the settings as they stand in the form, saved or not. Nothing is sent. */
export function TryVoice({ ai }: { ai: NonNullable<TryVoiceMutationVariables["ai"]> }) {
  const { id: accountId } = useAccount();
  const [act, busy] = useAct();
  const [instructions, setInstructions] = useState(FIRST);
  const [firstName, setFirstName] = useState("Ann");
  const [written, setWritten] = useState<TryVoiceMutation["tryVoice"] | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const write = async () => {
    const outcome = await act(Ask, { accountId, instructions, ai, lead: { firstName } }, { quiet: true });
    setErrors(outcome.errors);
    setWritten(outcome.payload);
  };
  return (
    <Section title="Try it" about="The AI writes a text for an invented lead, with what stands above. Nothing is sent.">
      <TextField
        label="What to write"
        rows={3}
        value={instructions}
        onChange={(event) => setInstructions(event.target.value)}
        error={errorAt(errors, "instructions")}
      />
      <Field label="The lead's first name" value={firstName} onChange={(event) => setFirstName(event.target.value)} />
      <div>
        <Button onClick={write} disabled={busy || !instructions.trim()}>
          {busy ? "The AI is writing…" : written ? "Write another" : "Write a text"}
        </Button>
      </div>
      <div aria-live="polite" className={css.tried}>
        {otherErrors(errors, ["instructions"]).map((message) => (
          <p key={message} className={css.soft}>
            {message}
          </p>
        ))}
        {written?.text && (
          <>
            <p className={css.bubble}>{written.text}</p>
            <p className={css.soft}>
              {plural(written.segments ?? 0, "segment")}
              {written.problems.length > 0 && ". Such a text is not sent:"}
            </p>
          </>
        )}
        {written && written.problems.length > 0 && (
          <ul className={css.faults}>
            {written.problems.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
