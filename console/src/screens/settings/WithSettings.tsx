import type { ReactNode } from "react";
import { useQuery } from "urql";
import { useAccount } from "../../frame/routes";
import { Failed, Skeleton } from "../../ui/Empty";
import { type AccountSettingsFragment, ReadAccount } from "./settings.gen";

/** Reads the account's settings and shows them. */
export function WithSettings({ children }: { children: (settings: AccountSettingsFragment) => ReactNode }) {
  const { id } = useAccount();
  const [{ data, error }, again] = useQuery({ query: ReadAccount, variables: { id } });
  if (data?.account) return children(data.account);
  if (error) return <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />;
  return <Skeleton />;
}
