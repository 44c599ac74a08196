import type { ReactNode } from "react";
import css from "./Badge.module.css";

export type Tone = "neutral" | "good" | "warn" | "bad" | "info";

export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  tone?: Tone;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span className={`${css.badge} ${css[tone]}`} title={title}>
      {children}
    </span>
  );
}
