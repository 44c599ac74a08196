import { Plus, X } from "lucide-react";
import { useState } from "react";
import { errorAt, useAct } from "../../api/act";
import { whole } from "../../api/whole";
import { useSession } from "../../frame/session";
import { Button, IconButton } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { words } from "../../ui/format";
import { Moment } from "../../ui/Time";
import { Check, changes, Section, SettingsForm } from "./parts";
import css from "./Settings.module.css";
import { type AccountSettingsFragment, HoldAccount, ReleaseAccount } from "./settings.gen";
import { WithSettings } from "./WithSettings";

const MOST_CAPS = 5;
const USUAL_CAP = { messages: 3, hours: 24 };
const USUAL_GUARDRAIL = { optOutShare: 0.03, sends: 200 };
const ZONES = Intl.supportedValuesOf("timeZone");

/** An empty number is no number: the API then says what the field needs. */
const numberOf = (text: string) => (text === "" ? null : Number(text));

export function Account() {
  return <WithSettings>{(settings) => <Form settings={settings} />}</WithSettings>;
}

function valuesOf(settings: AccountSettingsFragment) {
  const { name, companyName, phoneNumber, timeZone, takeoverHours, unclearPauseHours, requireConsent } = settings;
  const { caps, guardrail, firstMessage } = settings;
  return {
    name,
    companyName,
    phoneNumber,
    timeZone,
    takeoverHours: takeoverHours as number | null,
    unclearPauseHours,
    requireConsent,
    caps: caps.map(({ messages, hours }) => ({ messages: messages as number | null, hours: hours as number | null })),
    guardrail: guardrail && { optOutShare: guardrail.optOutShare, sends: guardrail.sends as number | null },
    firstMessage: {
      identify: firstMessage.identify,
      optOutLine: firstMessage.optOutLine,
      repeatAfterDays: firstMessage.repeatAfterDays,
    },
  };
}

/** The values as the API takes them. There is always a rest after a takeover. */
function inputOf(value: ReturnType<typeof valuesOf>) {
  const { takeoverHours, unclearPauseHours, caps, guardrail, firstMessage } = value;
  return {
    ...value,
    takeoverHours: whole(takeoverHours ?? 0),
    unclearPauseHours: whole(unclearPauseHours),
    caps: caps.map(({ messages, hours }) => ({ messages: whole(messages), hours: whole(hours) })),
    guardrail: guardrail && { ...guardrail, sends: whole(guardrail.sends) },
    firstMessage: { ...firstMessage, repeatAfterDays: whole(firstMessage.repeatAfterDays) },
  };
}

function Form({ settings }: { settings: AccountSettingsFragment }) {
  const { can } = useSession();
  const saved = valuesOf(settings);
  const [edited, setEdited] = useState<Partial<typeof saved>>({});
  const value = { ...saved, ...edited };
  const set = (change: Partial<typeof saved>) => setEdited((before) => ({ ...before, ...change }));
  return (
    <SettingsForm input={changes(saved, inputOf(value))} onSaved={() => setEdited({})}>
      {(errors) => (
        <>
          <Section title="Company" about="What leads read in place of {{company}}, and whose time the account keeps.">
            <div className={css.pair}>
              {(["name", "companyName"] as const).map((field) => (
                <Field
                  key={field}
                  label={field === "name" ? "Account name" : "Company name"}
                  value={value[field]}
                  onChange={(event) => set({ [field]: event.target.value })}
                  error={errorAt(errors, field)}
                />
              ))}
              <Field
                label="Phone number"
                inputMode="tel"
                value={value.phoneNumber}
                onChange={(event) => set({ phoneNumber: event.target.value })}
                error={errorAt(errors, "phoneNumber")}
              />
              <Field
                label="Time zone"
                list="zones"
                value={value.timeZone}
                onChange={(event) => set({ timeZone: event.target.value })}
                error={errorAt(errors, "timeZone")}
              />
            </div>
            <datalist id="zones">
              {ZONES.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </Section>
          <PauseSection settings={settings} />
          <Section title="Caps" about="The most automated messages to one person, over all sequences of the account.">
            {value.caps.map((cap, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cap has nothing but its place
              <div key={index} className={css.caps}>
                <span>At most</span>
                <Small
                  label={`Messages of cap ${index + 1}`}
                  value={cap.messages}
                  set={(messages) => set({ caps: value.caps.with(index, { ...cap, messages }) })}
                />
                <span>in any</span>
                <Small
                  label={`Hours of cap ${index + 1}`}
                  value={cap.hours}
                  set={(hours) => set({ caps: value.caps.with(index, { ...cap, hours }) })}
                />
                <span>hours</span>
                <IconButton
                  label={`Remove cap ${index + 1}`}
                  onClick={() => set({ caps: value.caps.toSpliced(index, 1) })}
                >
                  <X />
                </IconButton>
              </div>
            ))}
            {value.caps.length === 0 && <p className={css.soft}>No cap but those of the lead's state.</p>}
            {can("WRITE") && value.caps.length < MOST_CAPS && (
              <div>
                <Button icon={<Plus />} onClick={() => set({ caps: [...value.caps, USUAL_CAP] })}>
                  Add a cap
                </Button>
              </div>
            )}
          </Section>
          <Section title="First message" about="What is added to the first automated message to a person.">
            <Check
              label="Put the company's name before the text"
              hint="Unless the text has it."
              checked={value.firstMessage.identify}
              onChange={(event) => set({ firstMessage: { ...value.firstMessage, identify: event.target.checked } })}
            />
            <Field
              label="Line that says how to stop"
              placeholder="Reply STOP to opt out."
              hint="It is put after the text, unless the text says how to stop. Empty: no line."
              value={value.firstMessage.optOutLine ?? ""}
              onChange={(event) =>
                set({ firstMessage: { ...value.firstMessage, optOutLine: event.target.value || null } })
              }
              error={errorAt(errors, "optOutLine")}
            />
            <Field
              label="Counts as a first message again after days"
              type="number"
              hint="Without an automated message. Empty: never."
              value={value.firstMessage.repeatAfterDays ?? ""}
              onChange={(event) =>
                set({ firstMessage: { ...value.firstMessage, repeatAfterDays: numberOf(event.target.value) } })
              }
              error={errorAt(errors, "repeatAfterDays")}
            />
          </Section>
          <Section title="Guardrail" about="A sequence pauses itself when too many leads opt out of it.">
            <Check
              label="Pause a sequence with too many opt-outs"
              checked={value.guardrail !== null}
              onChange={(event) => set({ guardrail: event.target.checked ? USUAL_GUARDRAIL : null })}
            />
            {value.guardrail && (
              <div className={css.pair}>
                <Field
                  label="Opt-outs, in %"
                  type="number"
                  step="0.1"
                  value={Number((value.guardrail.optOutShare * 100).toFixed(3))}
                  onChange={(event) =>
                    set({
                      guardrail: {
                        ...USUAL_GUARDRAIL,
                        ...value.guardrail,
                        optOutShare: Number(event.target.value) / 100,
                      },
                    })
                  }
                  error={errorAt(errors, "optOutShare")}
                />
                <Field
                  label="Of its last messages"
                  type="number"
                  value={value.guardrail.sends ?? ""}
                  onChange={(event) =>
                    set({ guardrail: { ...USUAL_GUARDRAIL, ...value.guardrail, sends: numberOf(event.target.value) } })
                  }
                  error={errorAt(errors, "sends")}
                />
              </div>
            )}
          </Section>
          <Section title="People" about="When automation rests for a conversation, and who may be written to.">
            <div className={css.pair}>
              <Field
                label="Hours of rest after a takeover"
                type="number"
                value={value.takeoverHours ?? ""}
                onChange={(event) => set({ takeoverHours: numberOf(event.target.value) })}
                error={errorAt(errors, "takeoverHours")}
              />
              <Field
                label="Hours of rest after an unclear text"
                type="number"
                hint="Empty: until a person ends it."
                value={value.unclearPauseHours ?? ""}
                onChange={(event) => set({ unclearPauseHours: numberOf(event.target.value) })}
                error={errorAt(errors, "unclearPauseHours")}
              />
            </div>
            <Check
              label="Send steps only to leads with a recorded consent"
              checked={value.requireConsent}
              onChange={(event) => set({ requireConsent: event.target.checked })}
            />
          </Section>
        </>
      )}
    </SettingsForm>
  );
}

function Small({ label, value, set }: { label: string; value: number | null; set: (value: number | null) => void }) {
  return (
    <input
      className={css.small}
      type="number"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => set(numberOf(event.target.value))}
    />
  );
}

function PauseSection({ settings: { id, pause } }: { settings: AccountSettingsFragment }) {
  const { can, person } = useSession();
  const [act, busy] = useAct();
  if (!pause && !can("WRITE")) return null;
  return (
    <Section title="Pause" about="The stop for everything automated. What is due waits, and leaves when you resume.">
      {pause ? (
        <>
          <p className={css.notice}>
            Everything automated is paused since <Moment at={pause.since} />
            {pause.by && ` by ${pause.by}`}. Reason: {words(pause.reason)}.
          </p>
          {can("WRITE") && (
            <div>
              <Button disabled={busy} onClick={() => void act(ReleaseAccount, { id })}>
                Resume everything
              </Button>
            </div>
          )}
        </>
      ) : (
        <div>
          <Button kind="danger" disabled={busy} onClick={() => void act(HoldAccount, { id, by: person })}>
            Pause everything
          </Button>
        </div>
      )}
    </Section>
  );
}
