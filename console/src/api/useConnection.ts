// A list that pages by cursor and stays as it is on the server: pages are read as they come into sight, and every event
// of a subscription replaces, adds or takes away one row.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
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
  size?: number;
};

export type List<Node> = {
  rows: Node[];
  loading: boolean;
  failed: string | null;
  /** Reads the next page; undefined when there is none. */
  more: (() => void) | undefined;
  /** Puts a row into its place, or replaces it. Rows behind the last page that was read are left for their page. */
  put: (node: Node) => void;
  drop: (id: string) => void;
  refresh: () => void;
};

type Held<Node> = { rows: Map<string, Node>; cursor: string | null; hasMore: boolean };

export function useConnection<Data, Variables extends object, Node extends { id: string }>({
  document,
  variables,
  page,
  compare,
  size = 50,
}: Options<Data, Variables, Node>): List<Node> {
  const client = useClient();
  const epoch = useEpoch();
  const asked = JSON.stringify(variables);
  const [held, setHeld] = useState<Held<Node> | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const latest = useRef({ variables, page, compare });
  latest.current = { variables, page, compare };
  const reading = useRef<AbortController | null>(null);

  const read = useCallback(
    async (after: string | null) => {
      const current = new AbortController();
      reading.current = current;
      const { data, error } = await client
        .query(document, { ...latest.current.variables, first: size, after } as never, {
          requestPolicy: "network-only",
        })
        .toPromise();
      if (current.signal.aborted) return;
      reading.current = null;
      const found = data && latest.current.page(data);
      if (!found) {
        setFailed(
          error?.graphQLErrors[0]?.message ?? (error ? "The server does not answer." : "There is no such list."),
        );
        return;
      }
      setFailed(null);
      setHeld((before) => ({
        rows: new Map([...(after ? (before?.rows ?? []) : []), ...found.nodes.map((node) => [node.id, node] as const)]),
        cursor: found.pageInfo.endCursor,
        hasMore: found.pageInfo.hasNextPage,
      }));
    },
    [client, document, size],
  );

  // Other variables are another list; after a loss of the connection it is read from its beginning.
  const before = useRef(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked`, `epoch` and `tries` say when to read again
  useEffect(() => {
    if (before.current !== asked) setHeld(null);
    before.current = asked;
    void read(null);
    return () => reading.current?.abort();
  }, [asked, epoch, tries, read]);

  const put = useCallback((node: Node) => {
    setHeld((now) => {
      if (!now) return now;
      const rows = new Map(now.rows);
      const last = [...rows.values()].sort(latest.current.compare).at(-1);
      if (!rows.has(node.id) && now.hasMore && last && latest.current.compare(node, last) > 0) return now;
      return { ...now, rows: rows.set(node.id, node) };
    });
  }, []);
  const drop = useCallback((id: string) => {
    setHeld((now) => {
      if (!now?.rows.has(id)) return now;
      const rows = new Map(now.rows);
      rows.delete(id);
      return { ...now, rows };
    });
  }, []);
  const refresh = useCallback(() => setTries((count) => count + 1), []);
  const more = useCallback(() => {
    if (held?.hasMore && !reading.current) void read(held.cursor);
  }, [held, read]);
  const rows = useMemo(() => [...(held?.rows.values() ?? [])].sort(latest.current.compare), [held]);

  return { rows, loading: !held && !failed, failed, more: held?.hasMore ? more : undefined, put, drop, refresh };
}
