import { type FormEvent, useEffect, useMemo, useState } from "react";
import { useClient, useQuery } from "urql";
import { errorAt, type UserError, useAct } from "../../../api/act";
import { useAccount } from "../../../frame/routes";
import { Button } from "../../../ui/Button";
import { Empty, Failed, Skeleton } from "../../../ui/Empty";
import { Field, SelectField } from "../../../ui/Field";
import { Body } from "../../../ui/Page";
import { useToast } from "../../../ui/Toast";
import { Conflict } from "./Conflict";
import {
  changes,
  type Draft,
  type Edit,
  editOf,
  isChanged,
  keep,
  kept,
  type Misfire,
  newSequence,
  notWhole,
  overTheirSteps,
  sequenceInput,
  stepInput,
  withTheirSteps,
} from "./draft";
import css from "./Editor.module.css";
import { CreateTheSequence, SaveSequence, SequenceToEdit } from "./editor.gen";
import { Preview } from "./Preview";
import { Steps } from "./Steps";

type Props = { id?: string; onSaved: (id: string) => void };

/** Creates a sequence, or edits one. */
export default function Editor({ id, onSaved }: Props) {
  const account = useAccount();
  const [{ data, error }] = useQuery({
    query: SequenceToEdit,
    variables: { id: id ?? "" },
    pause: !id,
    requestPolicy: "network-only",
  });
  const [first, setFirst] = useState(() => kept(account.id, id) ?? (id ? null : newSequence()));
  const restored = useMemo(() => kept(account.id, id) !== null, [account.id, id]);
  const found = data?.sequence;
  useEffect(() => {
    if (found) setFirst((before) => before ?? editOf(found));
  }, [found]);
  if (error) return <Failed message={error.graphQLErrors[0]?.message ?? "The server does not answer."} />;
  if (data && !found) return <Empty title="There is no such sequence" />;
  if (!first) return <Skeleton />;
  return <Form id={id} first={first} restored={restored} onSaved={onSaved} />;
}

const MISFIRES: readonly (readonly [Misfire, string])[] = [
  ["SEND", "Send it as soon as possible"],
  ["SKIP", "Skip it"],
  ["SHIFT", "Move all later steps by the same time"],
];
const NONE: readonly UserError[] = [];
const FIELDS = ["name", "description", "misfire", "expireAfterHours", "exitOn", "goal"];

type FormProps = { id: string | undefined; first: Edit; restored: boolean; onSaved: Props["onSaved"] };

function Form({ id, first, restored, onSaved }: FormProps) {
  const account = useAccount();
  const client = useClient();
  const toast = useToast();
  const [act, busy] = useAct();
  const [edit, setEdit] = useState(first);
  const [refused, setRefused] = useState<readonly UserError[]>(NONE);
  const [previewed, setPreviewed] = useState<readonly UserError[]>(NONE);
  const [theirs, setTheirs] = useState<Edit | null>(null);
  const { draft } = edit;
  const dirty = isChanged(edit);
  useEffect(() => keep(account.id, id, edit), [account.id, id, edit]);
  const change = (next: Partial<Draft>) => {
    setRefused(NONE);
    setEdit({ ...edit, draft: { ...draft, ...next } });
  };
  const steps = useMemo(() => draft.steps.map(stepInput), [draft.steps]);
  const errors = refused.length ? refused : previewed.filter((one) => isFilled(draft, one.path));

  const saved = (which: string) => {
    keep(account.id, id, null);
    toast("The sequence is saved.");
    onSaved(which);
  };
  const create = async () => {
    const input = sequenceInput(draft);
    const outcome = await act(CreateTheSequence, { accountId: account.id, input }, { quiet: true });
    setRefused(outcome.errors);
    if (outcome.payload?.sequence) saved(outcome.payload.sequence.id);
  };
  const update = async (from: Edit, sequenceId: string) => {
    const outcome = await act(SaveSequence, { id: sequenceId, input: changes(from) }, { quiet: true });
    const conflict = outcome.errors.some((one) => one.code === "VERSION_CONFLICT");
    setRefused(conflict ? NONE : outcome.errors);
    setTheirs(null);
    if (outcome.payload) saved(sequenceId);
    if (!conflict) return;
    const request = client.query(SequenceToEdit, { id: sequenceId }, { requestPolicy: "network-only" });
    const { data } = await request.toPromise();
    if (data?.sequence) setTheirs(editOf(data.sequence));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    return id ? update(edit, id) : create();
  };
  const discard = () => {
    setRefused(NONE);
    setEdit({ ...edit, draft: edit.before });
  };
  const others = refused.filter((one) => !FIELDS.includes(one.path.at(-1) ?? "") && !one.path.includes("steps"));
  return (
    <Body>
      <div className={css.editor}>
        <form className={css.form} onSubmit={submit} noValidate aria-label="Sequence">
          {others[0] && <Failed message={others[0].message} />}
          <div className={css.bar}>
            <Button kind="primary" type="submit" disabled={busy || !dirty}>
              {id ? "Save" : "Create"}
            </Button>
            <Button disabled={busy || !dirty} onClick={discard}>
              Discard changes
            </Button>
            <span className={css.note}>
              {dirty ? (restored ? "Unsaved changes are still here." : "Not saved yet.") : ""}
            </span>
          </div>
          <Field
            label="Name"
            autoComplete="off"
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
            error={errorAt(refused, "name")}
          />
          <Field
            label="Purpose"
            autoComplete="off"
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
            error={errorAt(refused, "description")}
          />
          <Steps steps={draft.steps} errors={errors} onChange={(next) => change({ steps: next })} />
          <More draft={draft} errors={refused} onChange={change} />
          {id && <p className={css.note}>New steps are for new enrollments. Running enrollments keep their steps.</p>}
        </form>
        <Preview steps={steps} onErrors={setPreviewed} />
      </div>
      {theirs && id && (
        <Conflict
          mine={draft}
          theirs={theirs.draft}
          busy={busy}
          onMine={() => update(overTheirSteps(edit, theirs), id)}
          onTheirs={() => {
            setEdit(withTheirSteps(edit, theirs));
            setTheirs(null);
          }}
          onClose={() => setTheirs(null)}
        />
      )}
    </Body>
  );
}

/** Whether there is something in the field that a complaint about the steps is about: nobody is told before a save that
 * a text is missing which they are about to write. */
function isFilled(draft: Draft, path: readonly string[]) {
  const step = draft.steps[Number(path[1])];
  return step?.[path[2] as keyof typeof step] !== "";
}

type MoreProps = { draft: Draft; errors: readonly UserError[]; onChange: (change: Partial<Draft>) => void };

function More({ draft, errors, onChange }: MoreProps) {
  const refused = ["misfire", "expireAfterHours", "exitOn", "goal"].some((name) => errorAt(errors, name));
  const [open, setOpen] = useState(false);
  // A refusal opens it; that the refusal is gone with the first letter of the correction closes nothing.
  useEffect(() => {
    if (refused) setOpen(true);
  }, [refused]);
  return (
    <details className={css.more} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>More</summary>
      <div className={css.options}>
        <SelectField
          label="A step that is late because nothing could be sent"
          value={draft.misfire}
          options={MISFIRES}
          onChange={(value) => onChange({ misfire: value as Misfire })}
          error={errorAt(errors, "misfire")}
        />
        <Field
          label="Skip a step that is late by (hours)"
          inputMode="numeric"
          placeholder="Never"
          value={draft.expireAfterHours}
          onChange={(event) => onChange({ expireAfterHours: event.target.value })}
          error={notWhole(draft.expireAfterHours) ?? errorAt(errors, "expireAfterHours")}
        />
        <Field
          label="Events that end it"
          value={draft.exitOn}
          onChange={(event) => onChange({ exitOn: event.target.value })}
          error={errorAt(errors, "exitOn")}
          hint="Names with commas between them."
        />
        <Field
          label="Event that is the goal"
          value={draft.goal}
          onChange={(event) => onChange({ goal: event.target.value })}
          error={errorAt(errors, "goal")}
        />
      </div>
    </details>
  );
}
