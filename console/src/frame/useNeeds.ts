import { useEffect, useRef } from "react";
import { useQuery } from "urql";
import { useEpoch } from "../api/live";
import { NeedsAPerson } from "./frame.gen";

const PAUSE_MS = 400;

/** How many conversations need a person. Counted again a moment after conversations have changed. */
export function useNeeds(accountId: string, changed: unknown): number {
  const [{ data }, again] = useQuery({ query: NeedsAPerson, variables: { accountId } });
  const epoch = useEpoch();
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these two say when to count again
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => again({ requestPolicy: "network-only" }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [changed, epoch, again]);
  return data?.conversationsConnection.totalCount ?? 0;
}
