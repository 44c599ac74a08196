import { useVirtualizer } from "@tanstack/react-virtual";
import { PauseCircle } from "lucide-react";
import { useDeferredValue, useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { useConnection } from "../../api/useConnection";
import { ConversationChanged } from "../../frame/frame.gen";
import { useKeys } from "../../frame/keys";
import { useAccount, useGo, useParam } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { PlayStory } from "../../phone/PlayStory";
import { Badge } from "../../ui/Badge";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { Search, SelectField } from "../../ui/Field";
import { nameOf } from "../../ui/format";
import { Tabs } from "../../ui/Tabs";
import { Time } from "../../ui/Time";
import css from "./Inbox.module.css";
import { Conversations, type ConversationsQuery, type ConversationsQueryVariables } from "./inbox.gen";
import { Thread } from "./Thread";
import { filterOf, isIn, NOTHING, URGENCY, VIEWS, type View, type Why } from "./views";
import { ATTENTION, type Conversation, preview } from "./words";

const ROW_HEIGHT = 76;
const WHY = [["any", "For any reason"], ...URGENCY.map((one) => [one, ATTENTION[one].name])] as [Why, string][];
const newestFirst = (a: Conversation, b: Conversation) =>
  b.lastMessageAt.localeCompare(a.lastMessageAt) || b.id.localeCompare(a.id);

/** All conversations of the account, and one of them. */
export default function Inbox({ id }: { id: string | undefined }) {
  const account = useAccount();
  const { person } = useSession();
  const go = useGo();
  const [view, setView] = useParam<View>("view", "needs", VIEWS);
  const [search, setSearch] = useParam<string>("q", "");
  const [why, setWhy] = useParam<Why>("why", "any", WHY);
  const text = useDeferredValue(search).trim();
  const list = useConnection<ConversationsQuery, ConversationsQueryVariables, Conversation>({
    document: Conversations,
    variables: { accountId: account.id, filter: filterOf(view, person, text, why) },
    page: (data) => data.conversationsConnection,
    compare: newestFirst,
    later: 200,
  });
  const [{ data: event }] = useSubscription({ query: ConversationChanged, variables: { accountId: account.id } });
  const changed = event?.conversationUpdated;
  const { put, drop } = list;
  // A search is answered by the server alone: an event changes only what it has found.
  const known = useRef(list.rows);
  known.current = list.rows;
  useEffect(() => {
    if (!changed) return;
    if (!isIn(view, person, changed, why)) drop(changed.id);
    else if (!text || known.current.some((one) => one.id === changed.id)) put(changed);
  }, [changed, view, person, text, why, put, drop]);

  const at = list.rows.findIndex((one) => one.id === id);
  const place = useRef(0);
  if (at >= 0) place.current = at;
  const step = (by: number) => {
    // A conversation that has left the list leaves its place to the next.
    const target = at >= 0 ? at + by : by > 0 ? place.current : place.current - 1;
    const next = list.rows[Math.min(Math.max(target, 0), list.rows.length - 1)];
    if (next) go("inbox", next.id, { keep: true });
  };
  useKeys("Inbox", [
    { press: "j", does: "Next conversation", repeats: true, run: () => step(1) },
    { press: "k", does: "Previous conversation", repeats: true, run: () => step(-1) },
    { press: "Escape", does: "Back to the list", run: () => go("inbox", undefined, { keep: true }) },
  ]);

  return (
    <div className={`${css.inbox} ${id ? css.reading : ""}`}>
      <section className={css.list} aria-label="Conversations">
        <header className={css.head}>
          <h1>Inbox</h1>
          <Search label="Search by name or phone" value={search} onChange={setSearch} />
          <Tabs label="View" value={view} options={VIEWS} onChange={setView} />
          {view === "needs" && (
            <SelectField
              label="Why"
              isLabeled={false}
              value={why}
              options={WHY}
              onChange={(value) => setWhy(value as Why)}
            />
          )}
        </header>
        <Rows list={list} chosen={id} view={view} text={text} onOpen={(one) => go("inbox", one, { keep: true })} />
      </section>
      {id ? (
        <Thread key={id} id={id} onBack={() => go("inbox", undefined, { keep: true })} />
      ) : (
        <div className={css.none}>
          <Empty title="No conversation is open" action={<PlayStory />}>
            Choose one from the list, or press <kbd>j</kbd>. The key <kbd>?</kbd> shows all keys.
          </Empty>
        </div>
      )}
    </div>
  );
}

type RowsProps = {
  list: ReturnType<typeof useConnection<ConversationsQuery, ConversationsQueryVariables, Conversation>>;
  chosen: string | undefined;
  view: View;
  text: string;
  onOpen: (id: string) => void;
};

function Rows({ list, chosen, view, text, onOpen }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, more } = list;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - 10) more();
  }, [more, last, rows.length]);
  const at = rows.findIndex((one) => one.id === chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the choice, and not a list that moves under it
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [chosen]);
  const [title, why] = text ? ["Nobody is found", `No conversation in this view is with “${text}”.`] : NOTHING[view];
  return (
    <div ref={scroller} className={css.rows}>
      {list.failed && <Failed message={list.failed} retry={list.refresh} />}
      {list.loading && <Skeleton />}
      {!list.loading && !list.failed && rows.length === 0 && <Empty title={title}>{why}</Empty>}
      <ul style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const one = rows[item.index];
          return (
            one && (
              <li key={one.id} className={css.item} style={{ transform: `translateY(${item.start}px)` }}>
                <Row one={one} chosen={one.id === chosen} onOpen={onOpen} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function Row({ one, chosen, onOpen }: { one: Conversation; chosen: boolean; onOpen: (id: string) => void }) {
  const reason = one.attention && ATTENTION[one.attention];
  return (
    <button type="button" className={css.row} aria-current={chosen || undefined} onClick={() => onOpen(one.id)}>
      <span className={css.top}>
        {one.unreadCount > 0 && <i className={css.unread} title={`${one.unreadCount} unread`} />}
        <span className={css.name}>{nameOf(one.lead)}</span>
        {one.automation && (
          <span className={css.paused} title="Automated steps are paused">
            <PauseCircle aria-label="Automation is paused" />
          </span>
        )}
        <span className={css.time}>
          <Time at={one.lastMessageAt} />
        </span>
      </span>
      <span className={css.preview}>{preview(one.lastMessage)}</span>
      <span className={css.badges}>
        {reason && (
          <Badge tone={reason.tone} title={reason.why}>
            {reason.name}
          </Badge>
        )}
        {one.lead.optedOutAt && <Badge tone="bad">Opted out</Badge>}
        {one.assignee && <Badge>{one.assignee}</Badge>}
      </span>
    </button>
  );
}
