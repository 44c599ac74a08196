import { expect, test } from "vitest";
import { delay, nameOf, phone, plural, relative, share, whenIn } from "../src/ui/format";
import { told } from "../src/ui/told";

const NOW = Date.parse("2026-02-17T15:00:00Z");
const EAST = "America/New_York";
const later = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

test.each([
  [10, "now"],
  [50, "in 1 min"],
  [-90, "2 min"],
  [-7200, "2 h"],
  [6 * 86_400, "in 6 d"],
  [-9 * 86_400, "Feb 8"],
  [-400 * 86_400, "Jan 13, 2025"],
])("a moment %i s away is %s", (seconds, text) => {
  expect(relative(later(seconds), NOW, EAST)).toBe(text);
});

test("the moments of a sentence are shown by the clock of the zone", () => {
  expect(told("Sent at 2026-02-17 15:00:00 UTC, 2.9 hours after it was due.", EAST, NOW)).toBe(
    "Sent on Tue, Feb 17, 10:00 AM, 2.9 hours after it was due.",
  );
  expect(told("Held until 2027-07-01T12:30:00.000Z: nobody knows.", EAST, NOW)).toBe(
    "Held until Thu, Jul 1, 2027, 8:30 AM: nobody knows.",
  );
  expect(told("Due at 2026-02-17 04:59:59 UTC and at 2026-02-17T05:00:00+00:00.", EAST, NOW)).toBe(
    "Due on Mon, Feb 16, 11:59 PM and on Tue, Feb 17, 12:00 AM.",
  );
});

test("a sentence without a moment stays as it is", () => {
  const sentence = "Skipped: the step needs 2026-02-17 as its {{custom.date}}, at 10:00 by the lead's clock.";
  expect(told(sentence, EAST, NOW)).toBe(sentence);
});

test("the year is told where it is another one, in the zone", () => {
  expect(whenIn("2027-01-01T04:00:00Z", EAST, NOW)).toBe("Thu, Dec 31, 11:00 PM");
  expect(whenIn("2027-01-01T05:00:00Z", EAST, NOW)).toBe("Fri, Jan 1, 2027, 12:00 AM");
});

test("numbers and names read as people write them", () => {
  expect([phone("+14155550100"), phone("+442071838750")]).toEqual(["(415) 555-0100", "+442071838750"]);
  expect([share(null), share(0), share(0.041), share(0.182)]).toEqual(["–", "0 %", "4.1 %", "18 %"]);
  expect([plural(1, "lead"), plural(1200, "lead")]).toEqual(["1 lead", "1,200 leads"]);
  expect(nameOf({ name: "Ann Ito", displayName: "Ann" })).toBe("Ann Ito");
  expect(nameOf({ name: null, displayName: "+14155550100" })).toBe("(415) 555-0100");
});

test("a delay of a step is told by its parts", () => {
  const none = { delayDays: 0, delayHours: 0, delayMinutes: 0, businessDays: false, sendAt: null };
  expect(delay(none)).toBe("at once");
  expect(delay({ ...none, delayDays: 2, businessDays: true, sendAt: "10:00" })).toBe("after 2 working days at 10:00");
  expect(delay({ ...none, delayHours: 20, delayMinutes: 5 })).toBe("after 20 h 5 min");
});
