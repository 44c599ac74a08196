import type { ButtonHTMLAttributes, ReactNode } from "react";
import css from "./Button.module.css";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: "plain" | "primary" | "quiet" | "danger";
  /** The key that does the same; shown beside the label where there is room. */
  shortcut?: string;
  icon?: ReactNode;
};

export function Button({ kind = "plain", shortcut, icon, children, className = "", ...rest }: Props) {
  return (
    <button type="button" className={`${css.button} ${css[kind]} ${className}`} {...rest}>
      {icon}
      {children}
      {shortcut && (
        <span aria-hidden="true" className={css.shortcut}>
          {shortcut}
        </span>
      )}
    </button>
  );
}

/** A button that shows an icon only. `label` is its name for everybody who does not see the icon. */
export function IconButton({
  label,
  children,
  className = "",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  return (
    <button type="button" aria-label={label} title={label} className={`${css.icon} ${className}`} {...rest}>
      {children}
    </button>
  );
}
