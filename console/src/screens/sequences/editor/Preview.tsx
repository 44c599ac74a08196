import { MessageSquareReply } from "lucide-react";
import { useContext, useEffect, useMemo, useRef, useState } from "react";
import { useQuery } from "urql";
import type { UserError } from "../../../api/act";
import { useAccount } from "../../../frame/routes";
import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { now } from "../../../ui/clock";
import { Failed } from "../../../ui/Empty";
import { Field, SelectField } from "../../../ui/Field";
import { nameOf, plural, phone as shownPhone } from "../../../ui/format";
import { counted } from "../../../ui/segments";
import { Moment, Zone } from "../../../ui/Time";
import type { StepInput } from "./draft";
import css from "./Editor.module.css";
import { PreviewLeads, StepsPreview, type StepsPreviewQuery } from "./editor.gen";

type Found = StepsPreviewQuery["previewSteps"];
type Previewed = Found["steps"][number];

const TYPED_MS = 250;
const REPLY_AFTER_MS = 1;
const NOBODY: readonly UserError[] = [];

/** The value, when it has not changed for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

type Lead = { firstName: string; state: string; timeZone: string };
type Chosen = { phone: string; timeZone: string | null };
const INVENTED: Lead = { firstName: "Ann", state: "", timeZone: "" };
const INVENTED_FIELDS = [
  ["firstName", "First name"],
  ["state", "State"],
  ["timeZone", "Time zone"],
] as const;

/** What the steps would do for a lead, as the lead's phone would show it. Says errors in the steps to `onErrors`. */
export function Preview({
  steps,
  onErrors,
}: {
  steps: readonly StepInput[];
  onErrors: (errors: readonly UserError[]) => void;
}) {
  const account = useAccount();
  const zone = useContext(Zone);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [invented, setInvented] = useState(INVENTED);
  const [replyAfter, setReplyAfter] = useState<number | null>(null);
  const asked = useSettled(JSON.stringify({ steps, invented, chosen }));
  const base = useMemo(() => {
    const given = JSON.parse(asked) as { steps: StepInput[]; invented: Lead; chosen: Chosen | null };
    const lead = Object.fromEntries(Object.entries(given.invented).filter(([, value]) => value.trim()));
    return {
      accountId: account.id,
      steps: given.steps,
      at: new Date(now()).toISOString(),
      replies: [] as string[],
      ...(given.chosen ? { phone: given.chosen.phone, lead: null } : { phone: null, lead }),
    };
  }, [asked, account.id]);
  const [first] = useQuery({ query: StepsPreview, variables: base, requestPolicy: "network-only" });
  const after = replyAfter === null ? undefined : first.data?.previewSteps.steps[replyAfter];
  const repliedAt = after && new Date(Date.parse(after.dueAt) + REPLY_AFTER_MS).toISOString();
  const [second] = useQuery({
    query: StepsPreview,
    variables: { ...base, replies: repliedAt ? [repliedAt] : [] },
    requestPolicy: "network-only",
    pause: !repliedAt,
  });
  const result = repliedAt ? second : first;
  // The last one without an error stays while the next is asked for, with the time zone that it was asked for.
  const last = useRef<{ found: Found; zone: string } | null>(null);
  if (result.data && !result.fetching && !result.data.previewSteps.userErrors.length) {
    last.current = { found: result.data.previewSteps, zone: (chosen ? chosen.timeZone : base.lead?.timeZone) ?? zone };
  }
  const errors = first.data?.previewSteps.userErrors ?? NOBODY;
  useEffect(() => onErrors(errors), [errors, onErrors]);
  const shown = last.current;
  const general = errors.find((one) => one.path[0] !== "steps")?.message;
  return (
    <section className={css.preview} aria-label="Preview" aria-busy={result.fetching}>
      <h2>Preview</h2>
      <Choose chosen={chosen} onChoose={setChosen} />
      {!chosen && (
        <div className={css.invented}>
          {INVENTED_FIELDS.map(([name, label]) => (
            <Field
              key={name}
              label={label}
              autoComplete="off"
              placeholder={name === "timeZone" ? zone : undefined}
              value={invented[name]}
              onChange={(event) => setInvented({ ...invented, [name]: event.target.value })}
            />
          ))}
        </div>
      )}
      {result.error && <Failed message={result.error.graphQLErrors[0]?.message ?? "The server does not answer."} />}
      {general && <Failed message={general} />}
      {errors.length > 0 && !general && (
        <p className={css.note}>The preview waits until each step is right and has its text.</p>
      )}
      {shown && (
        <ol className={css.screen} aria-label="Messages on the phone">
          {shown.found.steps.map((one) => (
            <Message
              key={one.step.order}
              one={one}
              zone={shown.zone}
              warnings={shown.found.warnings.filter(({ path }) => path[1] === String(one.step.order))}
              replied={replyAfter === one.step.order}
              onReply={() => setReplyAfter(replyAfter === one.step.order ? null : one.step.order)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Choose({ chosen, onChoose }: { chosen: Chosen | null; onChoose: (lead: Chosen | null) => void }) {
  const account = useAccount();
  const [search, setSearch] = useState("");
  const [{ data }] = useQuery({
    query: PreviewLeads,
    variables: { accountId: account.id, search: useSettled(search.trim()) || null },
  });
  const leads = data?.leadsConnection.nodes ?? [];
  const options: [string, string][] = [
    ["", "An invented lead"],
    ...leads.map((one): [string, string] => [one.phone, named(one)]),
  ];
  if (chosen && !leads.some((one) => one.phone === chosen.phone))
    options.push([chosen.phone, shownPhone(chosen.phone)]);
  return (
    <div className={css.choose}>
      <SelectField
        label="Lead"
        value={chosen?.phone ?? ""}
        options={options}
        onChange={(phone) => onChoose(leads.find((one) => one.phone === phone) ?? null)}
      />
      <Field
        label="Find another lead"
        type="search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
    </div>
  );
}

const named = (lead: { phone: string; name: string | null; displayName: string }) =>
  lead.displayName === lead.phone ? shownPhone(lead.phone) : `${nameOf(lead)}, ${shownPhone(lead.phone)}`;

function Message({
  one,
  zone,
  warnings,
  replied,
  onReply,
}: {
  one: Previewed;
  zone: string;
  warnings: readonly { message: string }[];
  replied: boolean;
  onReply: () => void;
}) {
  const leaves = one.status === "SENT";
  const unicode = one.text ? counted(one.text).unicode : [];
  return (
    <li className={leaves ? css.message : `${css.message} ${css.stays}`}>
      <span className={css.when}>
        Step {one.step.order + 1}, <Moment at={one.dueAt} zone={zone} />
      </span>
      {one.text !== null ? (
        <p className={css.bubble}>{one.text}</p>
      ) : (
        <p className={`${css.bubble} ${css.unwritten}`}>{leaves ? "The AI writes this text." : "Nothing is sent."}</p>
      )}
      <span className={css.facts}>
        {one.segments !== null && <Badge>{plural(one.segments, "segment")}</Badge>}
        {unicode.length > 0 && <Badge tone="warn">Makes it Unicode: {unicode.slice(0, 5).join(" ")}</Badge>}
        {one.missingVariables.map((name) => (
          <Badge key={name} tone="warn">
            No value: {name}
          </Badge>
        ))}
      </span>
      {!leaves && <p className={css.why}>{one.explanation}</p>}
      {warnings.map(({ message }) => (
        <p key={message} className={css.why}>
          {message}
        </p>
      ))}
      {replied && <p className={css.reply}>The lead replies here.</p>}
      {(leaves || replied) && (
        <Button
          kind="quiet"
          icon={<MessageSquareReply />}
          aria-pressed={replied}
          aria-label={`The lead replies after step ${one.step.order + 1}`}
          onClick={onReply}
        >
          {replied ? "Take the reply back" : "The lead replies"}
        </Button>
      )}
    </li>
  );
}
