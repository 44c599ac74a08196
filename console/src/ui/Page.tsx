import type { ReactNode } from "react";
import css from "./Page.module.css";

/** The head of a screen: its name, its filters and its actions. */
export function Head({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <header className={`${css.head} ${lead ? css.detail : ""}`}>
      {lead}
      <h1>{title}</h1>
      {children}
    </header>
  );
}

export function Spacer() {
  return <span className={css.spacer} />;
}

/** The part of a screen that scrolls. */
export function Body({ children, padded = true }: { children: ReactNode; padded?: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className={padded ? css.padded : css.body} tabIndex={0}>
      {children}
    </div>
  );
}
