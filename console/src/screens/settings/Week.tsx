import { Plus, X } from "lucide-react";
import { type PointerEvent, useState } from "react";
import { IconButton } from "../../ui/Button";
import { capitalized, words } from "../../ui/format";
import css from "./Settings.module.css";
import type { AccountSettingsFragment } from "./settings.gen";

export type Times = Omit<AccountSettingsFragment["hours"]["weekly"][number], "__typename">;
export const DAYS: readonly Times["day"][] = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
];
const DAY = 24 * 60;
const GRID = 30;
const USUAL = { start: "09:00", end: "17:00" };

const minutes = (clock: string) => {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
};
/** Midnight at the end of a day is written 00:00. */
const clockOf = (minute: number) =>
  `${String(Math.floor((minute % DAY) / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const share = (minute: number) => `${(minute / DAY) * 100}%`;

/** The times of a week, drawn with the pointer or typed. Times over midnight go on at the next day's beginning. */
export function Week({ value, onChange }: { value: Times[]; onChange: (value: Times[]) => void }) {
  return (
    <div>
      <div className={css.scale} aria-hidden="true">
        {["12 AM", "6 AM", "Noon", "6 PM", "12 AM"].map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the marks stand where they stand
          <span key={index}>{text}</span>
        ))}
      </div>
      <div className={`${css.week} ${value.length === 0 ? css.anyHour : ""}`}>
        {DAYS.map((day) => (
          <Day
            key={day}
            day={day}
            times={value.filter((one) => one.day === day)}
            onChange={(times) =>
              onChange(DAYS.flatMap((one) => (one === day ? times : value.filter((other) => other.day === one))))
            }
          />
        ))}
      </div>
    </div>
  );
}

function Day({ day, times, onChange }: { day: Times["day"]; times: Times[]; onChange: (times: Times[]) => void }) {
  const [drawn, setDrawn] = useState<{ from: number; to: number } | null>(null);
  const name = capitalized(words(day));
  const at = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const minute = Math.round((((event.clientX - box.left) / box.width) * DAY) / GRID) * GRID;
    return Math.max(0, Math.min(DAY, minute));
  };
  const end = () => {
    if (drawn && drawn.from !== drawn.to) {
      const [start, stop] = [Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to)];
      onChange([...times, { day, start: clockOf(start), end: clockOf(stop) }]);
    }
    setDrawn(null);
  };
  return (
    <div className={css.day}>
      <span>{name}</span>
      <div
        className={css.track}
        aria-hidden="true"
        onPointerDown={(event) => {
          if (event.currentTarget.closest("fieldset:disabled")) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrawn({ from: at(event), to: at(event) });
        }}
        onPointerMove={(event) => drawn && setDrawn({ ...drawn, to: at(event) })}
        onPointerUp={end}
        onPointerCancel={() => setDrawn(null)}
      >
        {times.map(({ start, end: stop }, index) => {
          const [from, to] = [minutes(start), minutes(stop)];
          const until = to <= from ? DAY : to;
          // biome-ignore lint/suspicious/noArrayIndexKey: times have nothing but their place
          return <span key={index} className={css.open24} style={{ left: share(from), width: share(until - from) }} />;
        })}
        {drawn && (
          <span
            className={`${css.open24} ${css.drawn}`}
            style={{ left: share(Math.min(drawn.from, drawn.to)), width: share(Math.abs(drawn.to - drawn.from)) }}
          />
        )}
      </div>
      <IconButton label={`Add times on ${name}`} onClick={() => onChange([...times, { day, ...USUAL }])}>
        <Plus />
      </IconButton>
      <div className={css.times}>
        {times.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: times have nothing but their place
          <span key={index} className={css.time}>
            {(["start", "end"] as const).map((edge) => (
              <input
                key={edge}
                type="time"
                aria-label={`${name}: ${edge === "start" ? "from" : "until"}`}
                value={one[edge]}
                onChange={(event) => onChange(times.with(index, { ...one, [edge]: event.target.value }))}
              />
            ))}
            <IconButton label={`Remove times of ${name}`} onClick={() => onChange(times.toSpliced(index, 1))}>
              <X />
            </IconButton>
          </span>
        ))}
      </div>
    </div>
  );
}
