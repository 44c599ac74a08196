import { useGo } from "../../frame/routes";
import { type Scope, useSession } from "../../frame/session";
import { Body, Head } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";
import { Account } from "./Account";
import { Ai } from "./Ai";
import { Hours } from "./Hours";
import { Keys } from "./Keys";
import { Senders } from "./Senders";
import { Webhooks } from "./Webhooks";

type Tab = { path: string; name: string; needs: Scope; show: () => React.ReactNode };
const TABS: readonly Tab[] = [
  { path: "account", name: "Account", needs: "READ", show: () => <Account /> },
  { path: "hours", name: "Hours", needs: "READ", show: () => <Hours /> },
  { path: "senders", name: "Senders", needs: "READ", show: () => <Senders /> },
  { path: "ai", name: "AI", needs: "READ", show: () => <Ai /> },
  { path: "webhooks", name: "Webhooks", needs: "ADMIN", show: () => <Webhooks /> },
  { path: "keys", name: "Keys", needs: "READ", show: () => <Keys /> },
];

/** How the account sends, and what is connected to it. Each tab has an address. */
export default function Settings({ id }: { id: string | undefined }) {
  const { can } = useSession();
  const go = useGo();
  const tabs = TABS.filter((one) => can(one.needs));
  const tab = tabs.find((one) => one.path === id) ?? tabs[0];
  return (
    <>
      <Head title="Settings">
        <Tabs
          label="Part of the settings"
          value={tab?.path ?? ""}
          options={tabs.map((one) => [one.path, one.name] as const)}
          onChange={(path) => go("settings", path)}
        />
      </Head>
      <Body key={tab?.path}>{tab?.show()}</Body>
    </>
  );
}
