import { useParam } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Empty } from "../../ui/Empty";
import { Body, Head } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";
import css from "./Import.module.css";
import { Job } from "./Job";
import { NewImport } from "./NewImport";
import { Suppressions } from "./Suppressions";

type View = "leads" | "suppressions";
const VIEWS: readonly (readonly [View, string])[] = [
  ["leads", "Leads"],
  ["suppressions", "Do not contact"],
];

/** Files of leads, and lists of phones that nobody may text. An import that runs has an address. */
export default function Import({ id }: { id: string | undefined }) {
  const { can } = useSession();
  const [view, setView] = useParam<View>("list", "leads", VIEWS);
  if (!id && !can("WRITE")) {
    return (
      <>
        <Head title="Import" />
        <Empty title="Your key may not import">Importing needs a key with the scope Write.</Empty>
      </>
    );
  }
  return (
    <>
      <Head title="Import">{!id && <Tabs label="List" value={view} options={VIEWS} onChange={setView} />}</Head>
      <Body>
        <div className={css.page}>
          {id ? <Job key={id} id={id} /> : view === "leads" ? <NewImport /> : <Suppressions />}
        </div>
      </Body>
    </>
  );
}
