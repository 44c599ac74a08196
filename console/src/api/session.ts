// Getting in: the key of a one-time link, or one that a person types, is changed for a key that ends within hours. Only
// that one is kept, in this tab's storage. The explorer reads it from there.
import { API } from "./places";

const KEPT = "nudge-key";
const HOURS = 12;
const HOUR_MS = 3_600_000;
/** The name of the key of each session. */
export const SESSION_NAME = "Console in a browser";

/** What the page was served with: the demo's key, by the one-time link of `nudge dev`, or why there is none. */
export type Setup = { key: string | null; note: string | null };

export function setup(): Setup {
  const text = document.getElementById("setup")?.textContent;
  return text ? JSON.parse(text) : { key: null, note: null };
}

export const keptKey = () => sessionStorage.getItem(KEPT);
export const keep = (key: string) => sessionStorage.setItem(KEPT, key);
export const forget = () => sessionStorage.removeItem(KEPT);

export class Refused extends Error {}

type Answer = { data?: Record<string, unknown> | null; errors?: { message: string }[] };

/** What a header may hold: the browser refuses to send anything else. */
const SENDABLE = /^[\x21-\x7e]+$/;

/** A request outside of the client, which there is none of before somebody is in. Throws `Refused` with a sentence. */
export async function ask<Data>(key: string, query: string, variables: object = {}): Promise<Data> {
  if (!SENDABLE.test(key))
    throw new Refused("This is not a key: a key has Latin letters, digits and “_”, and no spaces.");
  let answer: Answer;
  try {
    const response = await fetch(API, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Partner-Key": key },
      body: JSON.stringify({ query, variables }),
    });
    answer = await response.json();
  } catch {
    throw new Refused("The server does not answer. Try again in a moment.");
  }
  if (answer.errors?.[0]) throw new Refused(answer.errors[0].message);
  return answer.data as Data;
}

type Created = { createKey: { secret: string | null; userErrors: { message: string }[] } };

/** Changes a key for one that ends within hours, with the same scopes. Throws `Refused`. */
export async function exchanged(key: string): Promise<string> {
  const { viewer } = await ask<{ viewer: { scopes: string[]; key: { expiresAt: string | null } } }>(
    key,
    "{ viewer { scopes key { expiresAt } } }",
  );
  const ends = Math.min(
    Date.now() + HOURS * HOUR_MS,
    viewer.key.expiresAt ? Date.parse(viewer.key.expiresAt) : Infinity,
  );
  return createKey(key, { name: SESSION_NAME, scopes: viewer.scopes, expiresAt: new Date(ends).toISOString() });
}

type NewKey = { name: string; scopes: string[]; accountIds?: string[]; expiresAt: string | null };

/** Makes a key with another, which it ends with. Returns its secret. Throws `Refused`. */
export async function createKey(key: string, input: NewKey): Promise<string> {
  const { createKey: made } = await ask<Created>(
    key,
    "mutation ($input: KeyInput!) { createKey(input: $input) { secret userErrors { message } } }",
    { input },
  );
  if (!made.secret) throw new Refused(made.userErrors[0]?.message ?? "No key was made.");
  return made.secret;
}

/** Ends the session's key, for every place that has it. */
export async function revoke(key: string): Promise<void> {
  const { viewer } = await ask<{ viewer: { key: { id: string } } }>(key, "{ viewer { key { id } } }");
  await ask(key, "mutation ($id: ID!) { revokeKey(id: $id) { success } }", { id: viewer.key.id });
}

const PERSON = "nudge-person";
/** How this person is named beside what they write and take over. */
export const personName = () => localStorage.getItem(PERSON) || "Operator";
export const namePerson = (name: string) => localStorage.setItem(PERSON, name.trim());
