import { Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useAct } from "../../api/act";
import { SESSION_NAME } from "../../api/session";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Failed, Skeleton } from "../../ui/Empty";
import { Search } from "../../ui/Field";
import { capitalized, plural, words } from "../../ui/format";
import { Tabs } from "../../ui/Tabs";
import { Time } from "../../ui/Time";
import { KeyForm } from "./KeyForm";
import { ReadKeys, type ReadKeysQuery, RevokeTheKey } from "./keys.gen";
import { ConfirmDialog, SecretDialog } from "./parts";
import css from "./Settings.module.css";

type View = "all" | "keys" | "sessions";
const VIEWS: readonly (readonly [View, string])[] = [
  ["all", "All"],
  ["keys", "People and programs"],
  ["sessions", "Console sessions"],
];
/** So many keys are seen at a glance. */
const FEW = 2;

type Key = ReadKeysQuery["viewer"]["partner"]["keys"][number];

/** The partner's keys. A key without ADMIN sees itself only, and makes keys that end within a day. */
export function Keys() {
  const { can, viewer } = useSession();
  const [{ data, error }, again] = useQuery({ query: ReadKeys });
  const readAgain = () => again({ requestPolicy: "network-only" });
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [view, setView] = useState<View>("all");
  const [ending, setEnding] = useState<Key | null>(null);
  if (!data) return error ? <Failed message={error.message} retry={readAgain} /> : <Skeleton />;
  const text = search.trim().toLowerCase();
  const all = data.viewer.partner.keys.toReversed();
  const keys = all.filter(
    (key) =>
      (view === "all" || (key.name === SESSION_NAME) === (view === "sessions")) &&
      `${key.name} ${key.prefix}`.toLowerCase().includes(text),
  );
  return (
    <div className={css.wide}>
      <div className={css.top}>
        <p>A key says who calls, what they may do, and for which accounts. Give each person and program one.</p>
        <Button icon={<Plus />} onClick={() => setMaking(true)}>
          Create a key
        </Button>
      </div>
      {all.length > FEW && (
        <div className={css.top}>
          <Tabs label="Which keys" value={view} options={VIEWS} onChange={setView} />
          <Search label="Search by name or beginning" value={search} onChange={setSearch} />
        </div>
      )}
      {keys.length === 0 && <p className={css.soft}>No key is found.</p>}
      <ul className={css.cards} aria-label="Keys">
        {keys.map((key) => {
          const mine = key.id === viewer.key.id;
          return (
            <li key={key.id} className={css.card}>
              <header>
                <strong>{key.name}</strong>
                {key.prefix && <span className={css.mono}>{key.prefix}…</span>}
                {mine && <Badge tone="info">This session</Badge>}
                <span />
                {can("ADMIN") && !mine && <Button onClick={() => setEnding(key)}>Revoke</Button>}
              </header>
              <KeyFacts of={key} />
            </li>
          );
        })}
      </ul>
      {making && (
        <KeyForm
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
            readAgain();
          }}
        />
      )}
      {secret && (
        <SecretDialog title="The key" secret={secret} onClose={() => setSecret(null)}>
          It is shown this once and not stored. Keep it where only those who need it can read it.
        </SecretDialog>
      )}
      {ending && <RevokeDialog of={ending} onClose={() => setEnding(null)} onDone={readAgain} />}
    </div>
  );
}

function KeyFacts({ of }: { of: Key }) {
  const { accounts } = useSession();
  const names = of.accountIds.map((id) => accounts.find((one) => one.id === id)?.name ?? id);
  return (
    <p className={css.facts}>
      <span>{of.scopes.map((one) => capitalized(words(one))).join(", ")}</span>
      <span title={names.join(", ")}>
        {names.length === 0 ? "All accounts" : names.length === 1 ? names[0] : plural(names.length, "account")}
      </span>
      <span>
        {of.lastUsedAt ? (
          <>
            Last used: <Time at={of.lastUsedAt} />
          </>
        ) : (
          "Never used"
        )}
      </span>
      <span>
        {of.expiresAt ? (
          <>
            Ends: <Time at={of.expiresAt} />
          </>
        ) : (
          "Does not end"
        )}
      </span>
    </p>
  );
}

function RevokeDialog({ of, onClose, onDone }: { of: Key; onClose: () => void; onDone: () => void }) {
  const [act, busy] = useAct();
  const revoke = async () => {
    const { payload } = await act(RevokeTheKey, { id: of.id });
    if (!payload) return;
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog title={`Revoke “${of.name}”`} action="Revoke" busy={busy} onConfirm={revoke} onClose={onClose}>
      Whoever uses it is refused at once. Every key that was created with it ends too, also the sessions of the console.
    </ConfirmDialog>
  );
}
