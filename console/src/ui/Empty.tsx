import type { ReactNode } from "react";
import css from "./Empty.module.css";

/** What a screen shows where there is nothing yet: why, and how to get something there. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Grey bars in the place of rows that are being read. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className={css.skeleton} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all the same
        <span key={index} className={css.bar} />
      ))}
    </div>
  );
}

/** A request that failed, with the way to try it again. */
export function Failed({ message, retry }: { message: string; retry?: () => void }) {
  return (
    <div className={css.failed} role="alert">
      <p>{message}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
