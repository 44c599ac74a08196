// A list that pages by cursor, above a server of the test's own: its pages are answered when the test says so.
import { act } from "react";
import { type Client, Provider, type TypedDocumentNode } from "urql";
import { afterEach, expect, test } from "vitest";
import { joined, type List, placed, useConnection } from "../src/api/useConnection";
import { rendered, unmountAll } from "./rendered";

type Row = { id: string; at: number; text?: string };
type Page = { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
type Asked = {
  variables: { first: number; after: string | null; of: string };
  answer: (page: Page | null) => Promise<void>;
};

const newestFirst = (a: Row, b: Row) => b.at - a.at;
const rows = (...times: number[]): Row[] => times.map((at) => ({ id: `r${at}`, at }));
const page = (nodes: Row[], endCursor: string | null = null): Page => ({
  nodes,
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
});

function server() {
  const asked: Asked[] = [];
  const query = (_: unknown, variables: Asked["variables"]) => ({
    toPromise: () =>
      new Promise((resolve) =>
        asked.push({
          variables,
          answer: (found) => act(async () => resolve(found ? { data: found } : { error: { graphQLErrors: [] } })),
        }),
      ),
  });
  return { client: { query } as unknown as Client, asked };
}

const DOCUMENT = {} as TypedDocumentNode<Page, { of: string }>;
let list: List<Row>;
function Shown({ of }: { of: string }) {
  list = useConnection<Page, { of: string }, Row>({
    document: DOCUMENT,
    variables: { of },
    page: (data) => data,
    compare: newestFirst,
    size: 2,
    later: 3,
  });
  return null;
}
const ids = () => list.rows.map((row) => row.id);
function open() {
  const { client, asked } = server();
  const shown = (of: string) => (
    <Provider value={client}>
      <Shown of={of} />
    </Provider>
  );
  const { again } = rendered(shown("a"));
  return { asked, turnTo: (of: string) => again(shown(of)) };
}
/** The one request that is under way. */
const newest = (asked: Asked[]) => asked.at(-1) as Asked;

afterEach(unmountAll);

test("pages are read one after the other, as they come into sight", async () => {
  const { asked } = open();
  expect([list.loading, newest(asked).variables]).toEqual([true, { of: "a", first: 2, after: null }]);
  await newest(asked).answer(page(rows(9, 8), "c8"));
  expect(ids()).toEqual(["r9", "r8"]);
  act(() => list.more?.());
  act(() => list.more?.());
  expect(asked).toHaveLength(2);
  expect(newest(asked).variables).toEqual({ of: "a", first: 3, after: "c8" });
  await newest(asked).answer(page(rows(7, 6)));
  expect([ids(), list.more]).toEqual([["r9", "r8", "r7", "r6"], undefined]);
});

test("an event puts a row at its place, replaces it, or takes it away", async () => {
  const { asked } = open();
  await newest(asked).answer(page(rows(9, 5)));
  act(() => list.put({ id: "r7", at: 7 }));
  expect(ids()).toEqual(["r9", "r7", "r5"]);
  act(() => list.put({ id: "r5", at: 10, text: "changed" }));
  expect([ids(), list.rows[0]?.text]).toEqual([["r5", "r9", "r7"], "changed"]);
  act(() => list.drop("r9"));
  expect(ids()).toEqual(["r5", "r7"]);
});

test("a row behind the last page that was read is left for its page", async () => {
  const { asked } = open();
  await newest(asked).answer(page(rows(9, 5), "c5"));
  act(() => list.put({ id: "r3", at: 3 }));
  expect(ids()).toEqual(["r9", "r5"]);
  act(() => list.more?.());
  await newest(asked).answer(page(rows(4, 3)));
  act(() => list.put({ id: "r2", at: 2 }));
  expect(ids()).toEqual(["r9", "r5", "r4", "r3", "r2"]);
});

test("an event while a page is read is not undone by the page", async () => {
  const { asked } = open();
  await newest(asked).answer(page(rows(9, 5)));
  act(() => list.refresh());
  act(() => list.put({ id: "r10", at: 10 }));
  act(() => list.drop("r5"));
  await newest(asked).answer(page(rows(9, 5)));
  expect(ids()).toEqual(["r10", "r9"]);
});

test("a list that is read again is read as far as it was", async () => {
  const { asked } = open();
  await newest(asked).answer(page(rows(9, 8), "c8"));
  act(() => list.more?.());
  await newest(asked).answer(page(rows(7, 6, 5), "c5"));
  act(() => list.refresh());
  await newest(asked).answer(page(rows(10, 9), "c9"));
  expect(ids()).toEqual(["r9", "r8", "r7", "r6", "r5"]);
  await newest(asked).answer(page(rows(8, 7, 6), "c6"));
  expect(ids()).toEqual(["r10", "r9", "r8", "r7", "r6"]);
  expect(asked).toHaveLength(4);
});

test("other variables are another list, and a late page of the former is nobody's", async () => {
  const { asked, turnTo } = open();
  const late = newest(asked);
  turnTo("b");
  expect(newest(asked).variables.of).toBe("b");
  await late.answer(page(rows(1)));
  expect([list.loading, ids()]).toEqual([true, []]);
  await newest(asked).answer(page(rows(2)));
  expect(ids()).toEqual(["r2"]);
});

test("a failure is told and tried again, and the rows stay", async () => {
  const { asked } = open();
  await newest(asked).answer(page(rows(9), "c9"));
  act(() => list.more?.());
  await newest(asked).answer(null);
  expect([list.failed, ids()]).toEqual(["The server does not answer.", ["r9"]]);
  act(() => list.refresh());
  await newest(asked).answer(page(rows(9)));
  expect([list.failed, ids()]).toEqual([null, ["r9"]]);
});

test("a row that has moved to a further page is there once", () => {
  expect(joined(rows(9, 8, 7), rows(8, 6)).map((row) => row.at)).toEqual([9, 7, 8, 6]);
});

test("a row comes after its equals, and before what is later", () => {
  const placedAt = (at: number) =>
    placed(rows(9, 7, 5), { id: "new", at }, newestFirst).findIndex((row) => row.id === "new");
  expect([10, 9, 8, 7, 6, 5, 4].map(placedAt)).toEqual([0, 1, 1, 2, 2, 3, 3]);
});
