import { useParam } from "../../frame/routes";
import { SelectField } from "../../ui/Field";
import { count, delay } from "../../ui/format";
import { Time } from "../../ui/Time";
import css from "./Sequences.module.css";
import type { SequenceDetailQuery } from "./sequences.gen";

type Version = NonNullable<SequenceDetailQuery["sequence"]>["versions"][number];
type Step = Version["steps"][number];

/** Two versions side by side; a step that differs is marked. Running enrollments keep the version that they began with. */
export function Versions({ versions }: { versions: readonly Version[] }) {
  const newest = versions[0]?.version ?? 1;
  const [left, setLeft] = useParam<string>("from", String(versions[1]?.version ?? newest));
  const [right, setRight] = useParam<string>("to", String(newest));
  const options = versions.map((one) => [String(one.version), `Version ${one.version}`] as const);
  const a = versions.find((one) => String(one.version) === left);
  const b = versions.find((one) => String(one.version) === right);
  if (!a || !b) return null;
  const length = Math.max(a.steps.length, b.steps.length);
  return (
    <div className={css.versions}>
      <div className={css.choose}>
        <SelectField label="Before" value={left} options={options} onChange={setLeft} hint={<Made version={a} />} />
        <SelectField label="After" value={right} options={options} onChange={setRight} hint={<Made version={b} />} />
      </div>
      {Array.from({ length }, (_, order) => {
        const [before, after] = [a.steps[order], b.steps[order]];
        const same = JSON.stringify(before) === JSON.stringify(after);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <div key={order} className={css.pair}>
            <Side step={before} tone={same ? undefined : "removed"} />
            <Side step={after} tone={same ? undefined : "added"} />
          </div>
        );
      })}
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
