import { CornerDownLeft, Play, X } from "lucide-react";
import { type FormEvent, useEffect, useId, useMemo, useState } from "react";
import { useClient, useQuery, useSubscription } from "urql";
import { useAct } from "../api/act";
import { useConnection } from "../api/useConnection";
import { useAccount } from "../frame/routes";
import { useSession } from "../frame/session";
import { Button, IconButton } from "../ui/Button";
import { setNow, useNow } from "../ui/clock";
import { moment, phone as phoneText } from "../ui/format";
import { told } from "../ui/told";
import { takeStory, useStoryAsked } from "./asked";
import css from "./Phone.module.css";
import { usePlays } from "./PlayStory";
import {
  AdvanceClock,
  PhoneEnroll,
  PhoneLead,
  PhoneReply,
  PhoneStart,
  TextChanged,
  type TextFieldsFragment,
  Texts,
  type TextsQuery,
  type TextsQueryVariables,
} from "./phone.gen";
import { Screen } from "./Screen";
import { playStory } from "./story";

const CHOSEN = "nudge-phone-number";
const FIRST = "+14155551234";
// docs/simulator.md: what the simulator does with these.
const MAGIC: readonly (readonly [string, string])[] = [
  ["+15005550009", "Landline"],
  ["+15005550010", "Undeliverable: switched off"],
  ["+15005550011", "Undeliverable: no such number"],
  ["+15005550004", "Opted out with the provider"],
  ["+15005550012", "Slow provider"],
  ["+15005550013", "Never reported on"],
  ["+15005550014", "Unknown outcome"],
  ["+15005550015", "Busy provider"],
];
const QUICK = ["Yes, I have a question", "Call me please", "👍", "STOP"];
const isWhole = (phone: string) => /^\+\d{8,15}$/.test(phone);
const newestFirst = (a: TextFieldsFragment, b: TextFieldsFragment) =>
  b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);
const SOON_MS = 250;

/** A handset that gets what the account sends to one number, and answers. With the simulator only. */
export default function Phone({ onClose }: { onClose: () => void }) {
  const account = useAccount();
  const [number, setNumber] = useState(() => sessionStorage.getItem(CHOSEN) ?? FIRST);
  const [typed, setTyped] = useState(number);
  const [{ data: start }, readStart] = useQuery({ query: PhoneStart, variables: { accountId: account.id } });
  const choose = (phone: string) => {
    setTyped(phone);
    const whole = phone.replace(/[^\d+]/g, "");
    if (!isWhole(whole)) return;
    setNumber(whole);
    sessionStorage.setItem(CHOSEN, whole);
  };
  const list = useId();
  const id = useId();
  return (
    <aside className={css.phone} aria-label="Phone">
      <header className={css.head}>
        <h2>Phone</h2>
        <IconButton label="Close the phone" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <Clock />
      <Story
        onPhone={(phone) => {
          choose(phone);
          readStart({ requestPolicy: "network-only" });
        }}
      />
      <label className={css.number} htmlFor={id}>
        <span>This is the phone of</span>
        <input
          id={id}
          list={list}
          value={typed}
          inputMode="tel"
          autoComplete="off"
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => choose(event.target.value)}
        />
        <datalist id={list}>
          {start?.leads.items.map((lead) => (
            <option key={lead.id} value={lead.phone}>
              {lead.displayName}
            </option>
          ))}
          {MAGIC.map(([phone, meaning]) => (
            <option key={phone} value={phone}>
              {meaning}
            </option>
          ))}
        </datalist>
      </label>
      <Handset key={number} number={number} sequences={start?.sequences.items ?? []} />
    </aside>
  );
}

function Clock() {
  const account = useAccount();
  const [act, busy] = useAct();
  const time = useNow();
  const advance = async (hours: number) => {
    const { payload } = await act(AdvanceClock, { hours });
    if (payload) setNow(payload.now);
  };
  return (
    <div className={css.clock}>
      <time dateTime={new Date(time).toISOString()}>{moment(new Date(time).toISOString(), account.timeZone)}</time>
      <span className={css.hours}>
        <Button onClick={() => advance(1)} disabled={busy}>
          +1 h
        </Button>
        <Button onClick={() => advance(24)} disabled={busy}>
          +1 day
        </Button>
        <Button onClick={() => advance(168)} disabled={busy}>
          +1 week
        </Button>
      </span>
    </div>
  );
}

function Story({ onPhone }: { onPhone: (phone: string) => void }) {
  const account = useAccount();
  const { viewer } = useSession();
  const client = useClient();
  const now = useNow();
  const plays = usePlays();
  const [stages, setStages] = useState<string[]>([]);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const play = async () => {
    setStages([]);
    setFailed(null);
    setPlaying(true);
    try {
      await playStory({
        client,
        accountId: account.id,
        hourSeconds: viewer.health.hourSeconds,
        onPhone,
        onStage: (text) => setStages((before) => [...before, text]),
        onTime: setNow,
      });
    } catch (reason) {
      setFailed((reason as Error).message);
    }
    setPlaying(false);
  };
  useStoryAsked(() => {
    if (takeStory() && !playing) void play();
  });
  if (!plays) return null;
  return (
    <div className={css.story}>
      <Button icon={<Play />} onClick={play} disabled={playing}>
        {playing ? "Playing …" : "Play the document's story"}
      </Button>
      {(stages.length > 0 || failed) && (
        <ol aria-label="The story" aria-live="polite">
          {stages.map((text) => (
            <li key={text}>{told(text, account.timeZone, now)}</li>
          ))}
          {failed && <li className={css.failed}>{failed}</li>}
        </ol>
      )}
    </div>
  );
}

type Sequences = readonly { id: string; name: string; isDefault: boolean }[];

function Handset({ number, sequences }: { number: string; sequences: Sequences }) {
  const account = useAccount();
  const variables = { accountId: account.id, phone: number };
  const texts = useConnection<TextsQuery, TextsQueryVariables, TextFieldsFragment>({
    document: Texts,
    variables,
    page: (data) => data.messagesConnection,
    compare: newestFirst,
  });
  const [{ data: lead }, readLead] = useQuery({ query: PhoneLead, variables });
  const [{ data: event }] = useSubscription({ query: TextChanged, variables });
  const changed = event?.messageUpdated;
  const { put } = texts;
  useEffect(() => {
    if (!changed) return;
    put(changed);
    const timer = setTimeout(() => readLead({ requestPolicy: "network-only" }), SOON_MS);
    return () => clearTimeout(timer);
  }, [changed, put, readLead]);
  const shown = useMemo(() => [...texts.rows].reverse(), [texts.rows]);
  const running = lead?.lead?.enrollments.find((one) => one.status === "ACTIVE");
  return (
    <div className={css.handset}>
      <p className={css.peer}>
        <strong>{account.companyName}</strong> {phoneText(account.phoneNumber)}
      </p>
      <Screen texts={shown} loading={texts.loading} />
      {!running && (
        <Enroll number={number} sequences={sequences} onDone={() => readLead({ requestPolicy: "network-only" })} />
      )}
      <Reply number={number} known={texts.rows.length > 0} />
    </div>
  );
}

function Enroll({ number, sequences, onDone }: { number: string; sequences: Sequences; onDone: () => void }) {
  const [act, busy] = useAct();
  const [chosen, setChosen] = useState("");
  const sequence = sequences.find((one) => one.id === chosen) ?? sequences.find((one) => one.isDefault) ?? sequences[0];
  if (!sequence) return <p className={css.hint}>There is no active sequence to enroll this number in.</p>;
  const enroll = async () => {
    const { payload } = await act(PhoneEnroll, { sequenceId: sequence.id, phone: number });
    if (payload) onDone();
  };
  return (
    <div className={css.enroll}>
      <select aria-label="Sequence" value={sequence.id} onChange={(event) => setChosen(event.target.value)}>
        {sequences.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <Button onClick={enroll} disabled={busy}>
        Enroll
      </Button>
    </div>
  );
}

function Reply({ number, known }: { number: string; known: boolean }) {
  const account = useAccount();
  const [act, busy] = useAct();
  const [text, setText] = useState("");
  const reply = async (body: string) => {
    const { payload } = await act(PhoneReply, { accountId: account.id, phone: number, body });
    if (payload) setText("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) void reply(text.trim());
  };
  return (
    <form className={css.reply} onSubmit={submit}>
      {known && (
        <div className={css.quick}>
          {QUICK.map((body) => (
            <button key={body} type="button" onClick={() => reply(body)} disabled={busy}>
              {body}
            </button>
          ))}
        </div>
      )}
      <div className={css.line}>
        <input
          aria-label="Text as the lead"
          placeholder="Answer as the lead"
          value={text}
          maxLength={1600}
          onChange={(event) => setText(event.target.value)}
        />
        <IconButton label="Send as the lead" type="submit" disabled={busy || !text.trim()}>
          <CornerDownLeft />
        </IconButton>
      </div>
    </form>
  );
}
