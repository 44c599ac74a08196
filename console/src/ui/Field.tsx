import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from "react";
import css from "./Field.module.css";

type About = { label: string; hint?: ReactNode; error?: string | undefined };

/** An input with its label above it and the API's complaint about it below. */
export function Field({ label, hint, error, ...rest }: About & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-invalid={error ? true : undefined} aria-describedby={`${id}-about`} {...rest} />
      <About id={`${id}-about`} hint={hint} error={error} />
    </div>
  );
}

export function TextField({ label, hint, error, ...rest }: About & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <textarea id={id} aria-invalid={error ? true : undefined} aria-describedby={`${id}-about`} {...rest} />
      <About id={`${id}-about`} hint={hint} error={error} />
    </div>
  );
}

export function SelectField({
  label,
  hint,
  error,
  value,
  options,
  onChange,
  isLabeled = true,
}: About & {
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
  /** Whether the label is shown; it is the field's name in any case. */
  isLabeled?: boolean;
}) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id} className={isLabeled ? undefined : "hidden"}>
        {label}
      </label>
      <select id={id} value={value} aria-describedby={`${id}-about`} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <About id={`${id}-about`} hint={hint} error={error} />
    </div>
  );
}

function About({ id, hint, error }: { id: string; hint?: ReactNode; error?: string | undefined }) {
  return (
    <div id={id} className={error ? css.error : css.hint} role={error ? "alert" : undefined}>
      {error ?? hint}
    </div>
  );
}

/** A search box that is also reached by `/`. */
export function Search({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <input
      type="search"
      className={css.search}
      aria-label={label}
      placeholder={label}
      data-search
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
