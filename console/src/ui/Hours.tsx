import { clockTime, count, moment, plural } from "./format";
import css from "./Hours.module.css";

const HOUR_MS = 3_600_000;
/** A label for every so many hours, so that they do not touch. */
const EACH = 3;

type Props = {
  times: readonly string[];
  /** The first full hour, in milliseconds. */
  from: number;
  hours: number;
  zone: string;
  /** There are more than these. */
  more: boolean;
};

/** How many steps are expected in each of the next hours, as columns. */
export function Hours({ times, from, hours, zone, more }: Props) {
  const columns = Array.from({ length: hours }, (_, index) => {
    const begins = from + index * HOUR_MS;
    const inside = times.filter((at) => Date.parse(at) >= begins && Date.parse(at) < begins + HOUR_MS).length;
    return { begins: new Date(begins).toISOString(), inside };
  });
  const most = Math.max(1, ...columns.map((one) => one.inside));
  const all = columns.reduce((sum, one) => sum + one.inside, 0);
  return (
    <figure className={css.figure}>
      <figcaption>
        {all === 0
          ? "Nothing is expected."
          : `${count(all)}${more ? " or more" : ""} ${all === 1 ? "step is" : "steps are"} expected.`}
      </figcaption>
      {all > 0 && (
        <ol className={css.hours} aria-label="Expected steps by hour">
          {columns.map(({ begins, inside }, index) => (
            <li key={begins} title={`${moment(begins, zone)}: ${plural(inside, "step")}`}>
              <span className={css.amount}>{inside > 0 ? count(inside) : ""}</span>
              <span className={css.column} style={{ "--share": inside / most } as React.CSSProperties} />
              <span className={css.label}>{index % EACH === 0 ? clockTime(begins, zone).replace(":00", "") : ""}</span>
            </li>
          ))}
        </ol>
      )}
    </figure>
  );
}
