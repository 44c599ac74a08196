import { Button } from "../../../ui/Button";
import { Actions, Dialog } from "../../../ui/Dialog";
import { paired } from "../diff";
import { Side } from "../Versions";
import { type Draft, type StepDraft, stepInput } from "./draft";
import css from "./Editor.module.css";

type Props = {
  mine: Draft;
  theirs: Draft;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
  onClose: () => void;
};

type Numbered = { step: StepDraft; order: number };
const numbered = (steps: readonly StepDraft[]): Numbered[] => steps.map((step, order) => ({ step, order }));

const shown = (one: Numbered | undefined) => one && sideOf(one);
const sideOf = ({ step, order }: Numbered) => ({
  ...step,
  order,
  delayDays: Number(step.delayDays),
  delayHours: Number(step.delayHours),
  delayMinutes: Number(step.delayMinutes),
  message: step.type === "FIXED" ? step.message : null,
});

/** The steps that somebody else saved meanwhile beside those of this person, who decides which are kept. */
export function Conflict({ mine, theirs, busy, onMine, onTheirs, onClose }: Props) {
  const pairs = paired(numbered(theirs.steps), numbered(mine.steps), ({ step }) => JSON.stringify(stepInput(step)));
  return (
    <Dialog title="Somebody else has changed the steps" onClose={onClose}>
      <div className={css.conflict}>
        <p>Left: the steps as they are saved now. Right: yours, which are not saved.</p>
        <div className={css.pairs}>
          {pairs.map(({ before, after, same }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place
            <div key={index} className={css.pair}>
              <Side step={shown(before)} tone={same ? undefined : "removed"} />
              <Side step={shown(after)} tone={same ? undefined : "added"} />
            </div>
          ))}
        </div>
        <Actions>
          <Button disabled={busy} onClick={onTheirs}>
            Take the saved steps
          </Button>
          <Button kind="primary" disabled={busy} onClick={onMine}>
            Save my steps
          </Button>
        </Actions>
      </div>
    </Dialog>
  );
}
