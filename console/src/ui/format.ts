// Numbers, times and phones as people read them.

const counts = new Intl.NumberFormat("en-US");
export const count = (value: number) => counts.format(value);

export const share = (value: number | null | undefined) =>
  value == null ? "–" : `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;

export const plural = (amount: number, word: string, many = `${word}s`) =>
  `${count(amount)} ${amount === 1 ? word : many}`;

/** A North American number with its parts apart; any other number as it is. */
export function phone(e164: string) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : e164;
}

/** A lead's whole name, or else the number. */
export function nameOf({ name, displayName }: { name: string | null; displayName: string }) {
  return name || phone(displayName);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "5 min", "3 h", "2 d", then a date: short enough for a column. */
export function relative(iso: string, now: number, zone: string) {
  const away = new Date(iso).getTime() - now;
  const size = Math.abs(away);
  const text =
    size < 45 * SECOND
      ? "now"
      : size < HOUR
        ? `${Math.max(1, Math.round(size / MINUTE))} min`
        : size < DAY
          ? `${Math.round(size / HOUR)} h`
          : size < 7 * DAY
            ? `${Math.round(size / DAY)} d`
            : null;
  if (text === null) return day(iso, zone, now);
  if (text === "now") return text;
  return away > 0 ? `in ${text}` : text;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${zone} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options });
    formats.set(key, made);
  }
  return made;
}

export function day(iso: string, zone: string, now: number) {
  const sameYear = new Date(iso).getUTCFullYear() === new Date(now).getUTCFullYear();
  return format(zone, { month: "short", day: "numeric", ...(sameYear ? {} : { year: "numeric" }) }).format(
    new Date(iso),
  );
}

export const clockTime = (iso: string, zone: string) =>
  format(zone, { hour: "numeric", minute: "2-digit" }).format(new Date(iso));

export const weekday = (iso: string, zone: string) =>
  format(zone, { weekday: "short", month: "short", day: "numeric" }).format(new Date(iso));

/** The whole moment, with its zone: "Tue, Feb 17, 2026, 10:00 AM EST". */
export const moment = (iso: string, zone: string) =>
  format(zone, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(iso));

/** A moment in a sentence: "Tue, Feb 17, 10:00 AM"; with the year if it is another one. */
export function whenIn(iso: string, zone: string, now: number) {
  const at = new Date(iso);
  const year = (time: Date) => format(zone, { year: "numeric" }).format(time);
  const other = year(at) !== year(new Date(now));
  return format(zone, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    ...(other && { year: "numeric" }),
  }).format(at);
}

/** The calendar day in the zone, YYYY-MM-DD, as the API's `Date` is written. */
export const dateIn = (time: number, zone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(time);

/** "AWAITING_REVIEW" as "awaiting review". */
export const words = (name: string) => name.toLowerCase().replaceAll("_", " ");

export const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "3 days", "1 day 4 h", "now": a delay of a step. */
export function delay(step: {
  delayDays: number;
  delayHours: number;
  delayMinutes: number;
  businessDays: boolean;
  sendAt?: string | null;
}) {
  const parts = [
    step.delayDays > 0 && plural(step.delayDays, step.businessDays ? "working day" : "day"),
    step.delayHours > 0 && `${step.delayHours} h`,
    step.delayMinutes > 0 && `${step.delayMinutes} min`,
  ].filter(Boolean);
  const at = step.sendAt ? ` at ${step.sendAt}` : "";
  return parts.length ? `after ${parts.join(" ")}${at}` : at ? at.trim() : "at once";
}
