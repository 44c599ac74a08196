import { type ReactNode, useEffect, useRef } from "react";
import css from "./Tabs.module.css";

/** A choice of views of one list. The chosen view is in the address, so these are buttons with a state. */
export function Tabs<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [Value, ReactNode])[];
  onChange: (value: Value) => void;
}) {
  const chosen = useRef<HTMLButtonElement>(null);
  // Where the screen is narrow, the row of tabs is wider than it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen tab is another one
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [value]);
  return (
    <div className={css.tabs} role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button
          key={key}
          ref={key === value ? chosen : null}
          type="button"
          className={css.tab}
          aria-pressed={key === value}
          onClick={() => onChange(key)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
