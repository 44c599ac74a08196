import { expect, test } from "vitest";
import { errorAt, otherErrors } from "../src/api/act";

const errors = [
  { code: "INVALID", message: "Too long.", path: ["input", "steps", "1", "message"] },
  { code: "INVALID", message: "Not a number.", path: ["input", "phone"] },
  { code: "CONFLICT", message: "Somebody else was faster.", path: [] },
];

test("a complaint is shown at its field, by the end of its path", () => {
  expect(errorAt(errors, "phone")).toBe("Not a number.");
  expect(errorAt(errors, "1", "message")).toBe("Too long.");
  expect(errorAt(errors, "0", "message")).toBeUndefined();
});

test("what is about no field on the screen is told beside them", () => {
  expect(otherErrors(errors, ["phone", "message"])).toEqual(["Somebody else was faster."]);
});
