import { useState } from "react";
import { useQuery } from "urql";
import { errorAt } from "../../api/act";
import { whole } from "../../api/whole";
import { useAccount } from "../../frame/routes";
import { useNow } from "../../ui/clock";
import { Failed, Skeleton } from "../../ui/Empty";
import { Field, SelectField, TextField } from "../../ui/Field";
import { count, dateIn } from "../../ui/format";
import { Check, changes, Section, SettingsForm } from "./parts";
import css from "./Settings.module.css";
import { type AccountSettingsFragment, ReadAiUsage } from "./settings.gen";
import { TryVoice } from "./TryVoice";
import { WithSettings } from "./WithSettings";

type Rejected = AccountSettingsFragment["ai"]["whenRejected"];
const REJECTED: readonly (readonly [Rejected, string])[] = [
  ["SKIP", "Skip the step"],
  ["HOLD", "Hold the step for a person"],
];
const DAYS = 30;
const DAY_MS = 86_400_000;
const BUDGETS = [
  ["dailyBudgetUsd", "Most a day, in US dollars"],
  ["monthlyBudgetUsd", "Most a month, in US dollars"],
] as const;

export function Ai() {
  return (
    <WithSettings>
      {({ ai }) => (
        <>
          <Form ai={ai} />
          <Usage />
        </>
      )}
    </WithSettings>
  );
}

function Form({ ai }: { ai: AccountSettingsFragment["ai"] }) {
  const { rules, ...rest } = ai;
  const saved = {
    persona: rest.persona,
    tone: rest.tone,
    rules: rules.join("\n"),
    maxSegments: rest.maxSegments as number | null,
    review: rest.review,
    suggestReplies: rest.suggestReplies,
    whenRejected: rest.whenRejected,
    dailyBudgetUsd: rest.dailyBudgetUsd,
    monthlyBudgetUsd: rest.monthlyBudgetUsd,
  };
  const [edited, setEdited] = useState<Partial<typeof saved>>({});
  const value = { ...saved, ...edited };
  const set = (change: Partial<typeof saved>) => setEdited((before) => ({ ...before, ...change }));
  const { rules: lines, ...others } = changes(saved, { ...value, maxSegments: whole(value.maxSegments) });
  const input = {
    ...others,
    ...(lines === undefined
      ? {}
      : {
          rules: lines
            .split("\n")
            .map((line) => line.trim())
            .filter(Boolean),
        }),
  };
  return (
    <SettingsForm input={Object.keys(input).length ? { ai: input } : {}} onSaved={() => setEdited({})}>
      {(errors) => (
        <>
          <Section title="Voice" about="How the AI writes steps and suggested replies.">
            <Field
              label="Writes as"
              value={value.persona}
              onChange={(event) => set({ persona: event.target.value })}
              error={errorAt(errors, "persona")}
            />
            <Field
              label="Tone"
              value={value.tone}
              onChange={(event) => set({ tone: event.target.value })}
              error={errorAt(errors, "tone")}
            />
            <TextField
              label="Rules for every text"
              rows={5}
              hint="A line for each rule, in addition to the built-in rules."
              value={value.rules}
              onChange={(event) => set({ rules: event.target.value })}
              error={errorAt(errors, "rules")}
            />
            <Field
              label="Most segments of a text"
              type="number"
              value={value.maxSegments ?? ""}
              onChange={(event) => set({ maxSegments: event.target.value === "" ? null : Number(event.target.value) })}
              error={errorAt(errors, "maxSegments")}
            />
          </Section>
          <TryVoice ai={input} />
          <Section title="Review" about="What a person decides.">
            <Check
              label="A person approves each text before it is sent"
              checked={value.review}
              onChange={(event) => set({ review: event.target.checked })}
            />
            <Check
              label="Suggest a reply to each message of a lead"
              hint="A person sends it."
              checked={value.suggestReplies}
              onChange={(event) => set({ suggestReplies: event.target.checked })}
            />
            <SelectField
              label="Without a text that may be sent"
              hint="For steps that have no fallback text."
              value={value.whenRejected}
              options={REJECTED}
              onChange={(whenRejected) => set({ whenRejected: whenRejected as Rejected })}
            />
          </Section>
          <Section title="Budgets" about="When one is used up, steps by AI use their fallback text. Empty: no limit.">
            <div className={css.pair}>
              {BUDGETS.map(([name, label]) => (
                <Field
                  key={name}
                  label={label}
                  type="number"
                  step="0.01"
                  value={value[name] ?? ""}
                  onChange={(event) => set({ [name]: event.target.value === "" ? null : Number(event.target.value) })}
                  error={errorAt(errors, name)}
                />
              ))}
            </div>
          </Section>
        </>
      )}
    </SettingsForm>
  );
}

const dollars = (amount: number | null) => (amount === null ? "–" : `$${amount.toFixed(2)}`);

/** What the AI wrote in the last days, and what it cost. */
function Usage() {
  const { id, timeZone } = useAccount();
  const to = dateIn(useNow(), timeZone);
  const from = dateIn(Date.parse(`${to}T12:00:00Z`) - (DAYS - 1) * DAY_MS, "UTC");
  const [{ data, error }] = useQuery({ query: ReadAiUsage, variables: { id, from, to } });
  const usage = data?.account?.aiUsage;
  if (!usage) return error ? <Failed message={error.message} /> : <Skeleton rows={3} />;
  const { total } = usage;
  const days = usage.days.filter((one) => one.totals.tries > 0).toReversed();
  return (
    <section className={css.wide} aria-label="Usage">
      <h2>Use in the last {DAYS} days</h2>
      <dl className={css.numbers}>
        <div>
          <dt>Cost</dt>
          <dd>{dollars(total.costUsd)}</dd>
        </div>
        <div>
          <dt>Texts tried</dt>
          <dd>{count(total.tries)}</dd>
        </div>
        <div>
          <dt>Rejected by the checks</dt>
          <dd>{count(total.rejected)}</dd>
        </div>
        <div>
          <dt>Failed</dt>
          <dd>{count(total.failed)}</dd>
        </div>
      </dl>
      {days.length > 0 && (
        <table className={css.usage}>
          <thead>
            <tr>
              {["Day", "Tried", "Rejected", "Tokens", "Cost"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, totals }) => (
              <tr key={day}>
                <td>{day}</td>
                <td>{count(totals.tries)}</td>
                <td>{count(totals.rejected)}</td>
                <td>{count(totals.inputTokens + totals.outputTokens)}</td>
                <td>{dollars(totals.costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
