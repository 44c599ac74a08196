// The API's sentences name moments in UTC, because a caller of the API may be in any zone. A person reads them in the zone
// of the screen.
import { whenIn } from "./format";

/** "2026-02-17 15:00:00 UTC", or ISO 8601 as the API writes it. */
const MOMENT = /\b(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?: UTC|Z|\+00:00)/g;

/** The sentence with each moment by the clock of the zone: "Sent on Tue, Feb 17, 10:00 AM, 2.9 hours after it was due". */
export function told(sentence: string, zone: string, now: number): string {
  return sentence
    .replace(/\bat (?=\d{4}-\d{2}-\d{2}[ T]\d{2}:)/g, "on ")
    .replace(MOMENT, (_, date: string, time: string) => whenIn(`${date}T${time}Z`, zone, now));
}
