// A list that pages by cursor and stays as it is on the server: pages are read as they come into sight, and every event
// of a subscription replaces, adds or takes away one row.
import { useCallback, useEffect, useRef, useState } from "react";
import { type AnyVariables, type TypedDocumentNode, useClient } from "urql";
import { useEpoch } from "./live";

type Page<Node> = { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

type Options<Data, Variables, Node> = {
  document: TypedDocumentNode<Data, Variables & AnyVariables>;
  /** All but `first` and `after`. */
  variables: Omit<Variables, "first" | "after">;
  page: (data: Data) => Page<Node> | null | undefined;
  /** The order of the list, for rows that events bring. */
  compare: (a: Node, b: Node) => number;
  /** The rows of the first page, and of each page that scrolling brings. */
  size?: number;
  later?: number;
};

export type List<Node> = {
  rows: readonly Node[];
  loading: boolean;
  failed: string | null;
  /** Reads the next page; undefined when there is none. */
  more: (() => void) | undefined;
  /** Puts a row into its place, or replaces it. Rows behind the last page that was read are left for their page. */
  put: (node: Node) => void;
  drop: (id: string) => void;
  refresh: () => void;
};

type Held<Node> = { rows: readonly Node[]; cursor: string | null; hasMore: boolean };
const NONE: readonly never[] = [];
/** A list that is read again is read as far as it was, up to so many rows. */
const MOST_AGAIN = 1000;

/** The rows with those of a further page. A row that an event has brought already comes with its page. */
export function joined<Node extends { id: string }>(rows: readonly Node[], page: readonly Node[]): Node[] {
  const fresh = new Set(page.map((node) => node.id));
  return [...rows.filter((node) => !fresh.has(node.id)), ...page];
}

/** The rows with one more, or one replaced, at its place in the order. */
export function placed<Node extends { id: string }>(
  rows: readonly Node[],
  node: Node,
  compare: (a: Node, b: Node) => number,
): Node[] {
  const others = rows.filter((one) => one.id !== node.id);
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(others[middle] as Node, node) <= 0) low = middle + 1;
    else high = middle;
  }
  others.splice(low, 0, node);
  return others;
}

export function useConnection<Data, Variables extends object, Node extends { id: string }>({
  document,
  variables,
  page,
  compare,
  size = 50,
  later = size,
}: Options<Data, Variables, Node>): List<Node> {
  const client = useClient();
  const epoch = useEpoch();
  const asked = JSON.stringify(variables);
  const [held, setHeld] = useState<Held<Node> | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const latest = useRef({ variables, page, compare, held });
  latest.current = { variables, page, compare, held };
  const reading = useRef<AbortController | null>(null);
  // What events changed while a page was read: the page may be older than they are.
  const meanwhile = useRef<((held: Held<Node>) => Held<Node>)[]>([]);

  /** Reads on from these rows until there are `enough`, or no more. */
  const read = useCallback(
    async (from: Held<Node>, enough: number) => {
      const current = new AbortController();
      reading.current = current;
      meanwhile.current = [];
      let found = from;
      do {
        const first = found.cursor ? later : size;
        const { data, error } = await client
          .query(document, { ...latest.current.variables, first, after: found.cursor } as never, {
            requestPolicy: "network-only",
          })
          .toPromise();
        if (current.signal.aborted) return;
        const next = data && latest.current.page(data);
        if (!next) {
          reading.current = null;
          const why = error ? "The server does not answer." : "There is no such list.";
          return setFailed(error?.graphQLErrors[0]?.message ?? why);
        }
        found = {
          rows: joined(found.rows, next.nodes),
          cursor: next.pageInfo.endCursor,
          hasMore: next.pageInfo.hasNextPage,
        };
      } while (found.hasMore && found.rows.length < enough);
      reading.current = null;
      setFailed(null);
      setHeld(meanwhile.current.reduce((now, change) => change(now), found));
    },
    [client, document, size, later],
  );

  // Other variables are another list; after a loss of the connection it is read again.
  const before = useRef(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked`, `epoch` and `tries` say when to read again
  useEffect(() => {
    const known = before.current === asked ? (latest.current.held?.rows.length ?? 0) : 0;
    if (before.current !== asked) setHeld(null);
    before.current = asked;
    void read({ rows: NONE, cursor: null, hasMore: true }, Math.min(known, MOST_AGAIN));
    return () => reading.current?.abort();
  }, [asked, epoch, tries, read]);

  const apply = useCallback((change: (held: Held<Node>) => Held<Node>) => {
    if (reading.current) meanwhile.current.push(change);
    setHeld((now) => now && change(now));
  }, []);
  const put = useCallback(
    (node: Node) =>
      apply((now) => {
        const { compare: order } = latest.current;
        const last = now.rows.at(-1);
        const isBehind = now.hasMore && last !== undefined && order(node, last) > 0;
        if (isBehind && !now.rows.some((one) => one.id === node.id)) return now;
        return { ...now, rows: placed(now.rows, node, order) };
      }),
    [apply],
  );
  const drop = useCallback(
    (id: string) => apply((now) => ({ ...now, rows: now.rows.filter((one) => one.id !== id) })),
    [apply],
  );
  const refresh = useCallback(() => setTries((count) => count + 1), []);
  const more = useCallback(() => {
    if (held?.hasMore && !reading.current) void read(held, 0);
  }, [held, read]);
  return {
    rows: held?.rows ?? NONE,
    loading: !held && !failed,
    failed,
    more: held?.hasMore ? more : undefined,
    put,
    drop,
    refresh,
  };
}
