import { useState } from "react";
import { errorAt } from "../../api/act";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/Field";
import { Check, changes, Section, SettingsForm } from "./parts";
import css from "./Settings.module.css";
import type { AccountSettingsFragment } from "./settings.gen";
import { DAYS, type Times, Week } from "./Week";
import { WithSettings } from "./WithSettings";

type Rules = AccountSettingsFragment["hours"]["rules"];
const RULES: readonly (readonly [Rules, string])[] = [
  ["US_STATES", "Each state's hours, holidays and caps"],
  ["FEDERAL", "Federal hours: 8 AM to 9 PM of the lead"],
  ["NONE", "None"],
];
const every = (days: readonly Times["day"][], start: string, end: string) => days.map((day) => ({ day, start, end }));
const PRESETS: readonly (readonly [string, Times[]])[] = [
  ["Weekdays 9 to 5", every(DAYS.slice(0, 5), "09:00", "17:00")],
  ["Every day 9 to 8", every(DAYS, "09:00", "20:00")],
  ["Any hour", []],
];

export function Hours() {
  return <WithSettings>{({ hours }) => <Form hours={hours} />}</WithSettings>;
}

function Form({ hours }: { hours: AccountSettingsFragment["hours"] }) {
  const saved = {
    rules: hours.rules,
    holidays: hours.holidays,
    strict: hours.strict,
    weekly: hours.weekly.map(({ day, start, end }) => ({ day, start, end })),
  };
  const [edited, setEdited] = useState<Partial<typeof saved>>({});
  const value = { ...saved, ...edited };
  const set = (change: Partial<typeof saved>) => setEdited((before) => ({ ...before, ...change }));
  const changed = changes(saved, value);
  return (
    <SettingsForm input={Object.keys(changed).length ? { hours: changed } : {}} onSaved={() => setEdited({})}>
      {(errors) => (
        <>
          <Section
            title="Your hours"
            about="By the lead's own clock. Draw on a day, or type its times. A day without times has no messages."
          >
            <div className={css.row}>
              <span className={css.soft}>{value.weekly.length ? "" : "At any hour that the rules below permit."}</span>
              {PRESETS.map(([name, weekly]) => (
                <Button key={name} onClick={() => set({ weekly })}>
                  {name}
                </Button>
              ))}
            </div>
            <Week value={value.weekly} onChange={(weekly) => set({ weekly })} />
          </Section>
          <Section title="Rules" about="They apply in addition to your hours: a message leaves when both permit it.">
            <SelectField
              label="Public rules"
              value={value.rules}
              options={RULES}
              onChange={(rules) => set({ rules: rules as Rules })}
              error={errorAt(errors, "rules")}
            />
            <Check
              label="Send nothing on federal holidays"
              hint="States whose rules name holidays have them in any case."
              checked={value.holidays}
              onChange={(event) => set({ holidays: event.target.checked })}
            />
            <Check
              label="The first message keeps the hours too"
              hint="Otherwise the first step of a lead whom somebody enrolls now leaves at once."
              checked={value.strict}
              onChange={(event) => set({ strict: event.target.checked })}
            />
          </Section>
        </>
      )}
    </SettingsForm>
  );
}
