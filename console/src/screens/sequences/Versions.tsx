import { useParam } from "../../frame/routes";
import { SelectField } from "../../ui/Field";
import { count, delay } from "../../ui/format";
import { Time } from "../../ui/Time";
import { paired } from "./diff";
import css from "./Sequences.module.css";
import type { SequenceDetailQuery } from "./sequences.gen";

type Version = NonNullable<SequenceDetailQuery["sequence"]>["versions"][number];
type Step = Version["steps"][number];

/** A step that only moved to another place is the same. */
const content = ({ order: _, ...step }: Step) => JSON.stringify(step);

/** Two versions side by side; a step that differs is marked. Running enrollments keep the version that they began with. */
export function Versions({ versions }: { versions: readonly Version[] }) {
  const newest = versions[0]?.version ?? 1;
  const options = versions.map((one) => [String(one.version), `Version ${one.version}`] as const);
  const [left, setLeft] = useParam<string>("from", String(versions[1]?.version ?? newest), options);
  const [right, setRight] = useParam<string>("to", String(newest), options);
  const a = versions.find((one) => String(one.version) === left);
  const b = versions.find((one) => String(one.version) === right);
  if (!a || !b) return null;
  return (
    <div className={css.versions}>
      <div className={css.choose}>
        <SelectField label="Before" value={left} options={options} onChange={setLeft} hint={<Made version={a} />} />
        <SelectField label="After" value={right} options={options} onChange={setRight} hint={<Made version={b} />} />
      </div>
      {paired(a.steps, b.steps, content).map(({ before, after, same }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place
        <div key={index} className={css.pair}>
          <Side step={before} tone={same ? undefined : "removed"} />
          <Side step={after} tone={same ? undefined : "added"} />
        </div>
      ))}
    </div>
  );
}

function Made({ version }: { version: Version }) {
  return (
    <>
      Made <Time at={version.createdAt} ago />, {count(version.activeCount)} running
    </>
  );
}

type SideProps = { step: Omit<Step, "__typename"> | undefined; tone: "removed" | "added" | undefined };

/** A step as text, on a side of a comparison. */
export function Side({ step, tone }: SideProps) {
  if (!step) return <div className={`${css.side} ${css.none}`}>No such step</div>;
  return (
    <div className={`${css.side} ${tone ? css[tone] : ""}`}>
      <header>
        <strong>Step {step.order + 1}</strong>
        <span>{step.type === "AI" ? "AI" : "Fixed text"}</span>
        <span>{delay(step)}</span>
        {!step.skipIfReplied && <span>sent after a reply too</span>}
      </header>
      <p>{step.message ?? step.instructions}</p>
      {step.fallbackMessage && <p>Else: {step.fallbackMessage}</p>}
    </div>
  );
}
