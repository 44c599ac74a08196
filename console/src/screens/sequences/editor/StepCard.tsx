import { ChevronDown, ChevronUp, GripVertical, Trash2 } from "lucide-react";
import { errorAt, type UserError } from "../../../api/act";
import { IconButton } from "../../../ui/Button";
import { Field, SelectField, TextField } from "../../../ui/Field";
import { notWhole, type StepDraft } from "./draft";
import css from "./Editor.module.css";

type Props = {
  step: StepDraft;
  index: number;
  last: boolean;
  alone: boolean;
  errors: readonly UserError[];
  onChange: (change: Partial<StepDraft>) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  drag: React.HTMLAttributes<HTMLButtonElement>;
};

const TYPES = [
  ["FIXED", "Fixed text"],
  ["AI", "Written by the AI"],
] as const;
const AMOUNTS = [
  ["delayDays", "Days"],
  ["delayHours", "Hours"],
  ["delayMinutes", "Minutes"],
] as const;
const DAYS = [
  ["calendar", "Calendar days"],
  ["business", "Business days"],
] as const;

/** The fields of one step. It is moved by its handle, by the arrow keys on the handle, or by the buttons. */
export function StepCard({ step, index, last, alone, errors, onChange, onMove, onRemove, drag }: Props) {
  const name = `step ${index + 1}`;
  const error = (field: string) => errorAt(errors, String(index), field);
  const own = errorAt(errors, "steps", String(index));
  return (
    <>
      <header className={css.head}>
        <button
          type="button"
          className={css.grip}
          aria-label={`Move ${name}`}
          title="Drag, or press the arrow keys"
          onKeyDown={(event) => {
            const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
            if (!by) return;
            event.preventDefault();
            onMove(index + by);
          }}
          {...drag}
        >
          <GripVertical />
        </button>
        <h2>Step {index + 1}</h2>
        <IconButton label={`Move ${name} up`} disabled={index === 0} onClick={() => onMove(index - 1)}>
          <ChevronUp />
        </IconButton>
        <IconButton label={`Move ${name} down`} disabled={last} onClick={() => onMove(index + 1)}>
          <ChevronDown />
        </IconButton>
        <IconButton label={`Remove ${name}`} disabled={alone} onClick={onRemove}>
          <Trash2 />
        </IconButton>
      </header>
      {own && (
        <p role="alert" className={css.bad}>
          {own}
        </p>
      )}
      <div className={css.delay}>
        {AMOUNTS.map(([field, label]) => (
          <Field
            key={field}
            label={label}
            inputMode="numeric"
            autoComplete="off"
            value={step[field]}
            onChange={(event) => onChange({ [field]: event.target.value })}
            error={notWhole(step[field]) ?? error(field)}
          />
        ))}
        <SelectField
          label="Counted in"
          value={step.businessDays ? "business" : "calendar"}
          options={DAYS}
          onChange={(value) => onChange({ businessDays: value === "business" })}
          error={error("businessDays")}
        />
        <Field
          label="At (lead's clock)"
          type="time"
          value={step.sendAt}
          onChange={(event) => onChange({ sendAt: event.target.value })}
          error={error("sendAt")}
        />
      </div>
      <SelectField
        label="Text"
        value={step.type}
        options={TYPES}
        onChange={(value) => onChange({ type: value as StepDraft["type"] })}
        error={error("type")}
      />
      {step.type === "FIXED" ? (
        <TextField
          label="Message"
          rows={4}
          value={step.message}
          onChange={(event) => onChange({ message: event.target.value })}
          error={error("message")}
          hint={'Variables: {{first_name | default: "there"}}, {{company}}, {{custom.NAME}}'}
        />
      ) : (
        <>
          <TextField
            label="Instructions for the AI"
            rows={4}
            value={step.instructions}
            onChange={(event) => onChange({ instructions: event.target.value })}
            error={error("instructions")}
          />
          <TextField
            label="Text if the AI gives none"
            rows={2}
            value={step.fallbackMessage}
            onChange={(event) => onChange({ fallbackMessage: event.target.value })}
            error={error("fallbackMessage")}
            hint="Without it, the account's setting decides."
          />
        </>
      )}
      <label className={css.check}>
        <input
          type="checkbox"
          checked={step.skipIfReplied}
          onChange={(event) => onChange({ skipIfReplied: event.target.checked })}
        />
        Skip when the lead has replied
      </label>
    </>
  );
}
