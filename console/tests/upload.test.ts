import { afterEach, expect, test, vi } from "vitest";
import { Refused } from "../src/api/session";
import { beginning, upload } from "../src/screens/import/upload";

const file = (...bytes: number[]) => new File([new Uint8Array(bytes)], "leads.csv");
const choices = { accountId: "acc_1", mapping: {}, sequenceId: "", perHour: "", dryRun: true };

afterEach(() => vi.unstubAllGlobals());

/** Answers every request with this, and returns the addresses that were asked. */
function answering(answer: object): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal("fetch", async (address: URL) => {
    asked.push(address);
    return Response.json(answer);
  });
  return asked;
}

test.each([
  ["UTF-8", file(0xc3, 0xa9), "é"],
  ["Windows-1252", file(0xe9, 0x2c), "é,"],
  ["UTF-16, little end first", file(0xff, 0xfe, 0xe9, 0x00), "é"],
  ["UTF-16, big end first", file(0xfe, 0xff, 0x00, 0xe9), "é"],
])("a file in %s is read", async (_, from, text) => {
  expect(await beginning(from)).toBe(text);
});

test("the columns that are mapped by hand go with the file, a column that is left out too", async () => {
  const asked = answering({ id: "imp_1" });
  const mapping = { Ruf: "phone", Notiz: null };
  expect(await upload(file(1), { ...choices, mapping, sequenceId: "seq_1", perHour: "20" })).toBe("imp_1");
  const sent = Object.fromEntries(asked[0]?.searchParams ?? []);
  expect(sent).toEqual({
    accountId: "acc_1",
    dryRun: "true",
    mapping: JSON.stringify(mapping),
    sequenceId: "seq_1",
    perHour: "20",
  });
});

test("without columns of one's own and without a sequence the API guesses, and no pace is asked for", async () => {
  const asked = answering({ id: "imp_1" });
  await upload(file(1), { ...choices, perHour: "20" });
  expect([...(asked[0]?.searchParams.keys() ?? [])]).toEqual(["accountId", "dryRun"]);
});

test("a refusal is the API's sentence", async () => {
  answering({ error: { message: "No column is the phone." } });
  await expect(upload(file(1), choices)).rejects.toEqual(new Refused("No column is the phone."));
});
