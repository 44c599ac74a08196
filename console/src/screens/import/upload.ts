// Files of leads. They are larger than a GraphQL request may be, so the API takes and gives them as files.
import { headersOf } from "../../api/client";
import { CONSOLE } from "../../api/places";
import { keptKey, Refused } from "../../api/session";

const imports = (rest = "") => new URL(`../imports${rest}`, CONSOLE);
const SHOWN_BYTES = 100_000;

type Choices = { accountId: string; mapping: Mapping; sequenceId: string; perHour: string; dryRun: boolean };
/** The field of each header that is mapped by hand; null leaves the column out. */
export type Mapping = Record<string, string | null>;

/** Starts the import of a file, and returns its id. Throws `Refused` with a sentence. */
export async function upload(
  file: File,
  { accountId, mapping, sequenceId, perHour, dryRun }: Choices,
): Promise<string> {
  const address = imports();
  address.searchParams.set("accountId", accountId);
  address.searchParams.set("dryRun", String(dryRun));
  if (Object.keys(mapping).length) address.searchParams.set("mapping", JSON.stringify(mapping));
  if (sequenceId) address.searchParams.set("sequenceId", sequenceId);
  if (sequenceId && perHour) address.searchParams.set("perHour", perHour);
  const headers = { ...headersOf(keptKey() ?? ""), "Content-Type": "text/csv" };
  let answer: { id?: string; error?: { message: string } };
  try {
    answer = await (await fetch(address, { method: "POST", headers, body: file })).json();
  } catch {
    throw new Refused("The server does not answer, or the file cannot be read. Try again in a moment.");
  }
  if (!answer.id) throw new Refused(answer.error?.message ?? "The file was not taken.");
  return answer.id;
}

/** The first lines of a file as text, in the encodings that spreadsheets write. */
export async function beginning(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, SHOWN_BYTES).arrayBuffer());
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  try {
    return new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Saves the refused rows of an import as a file. Throws `Refused`. */
export async function saveReport(id: string): Promise<void> {
  const response = await fetch(imports(`/${id}/report.csv`), { headers: headersOf(keptKey() ?? "") });
  if (!response.ok) throw new Refused("The report is not kept any more.");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${id}.refused.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
