import { Button } from "../../../ui/Button";
import { Actions, Dialog } from "../../../ui/Dialog";
import { Side } from "../Versions";
import { type Draft, type StepDraft, sameStep } from "./draft";
import css from "./Editor.module.css";

type Props = {
  mine: Draft;
  theirs: Draft;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
  onClose: () => void;
};

const shown = (step: StepDraft | undefined, order: number) =>
  step && {
    ...step,
    order,
    delayDays: Number(step.delayDays),
    delayHours: Number(step.delayHours),
    delayMinutes: Number(step.delayMinutes),
    message: step.type === "FIXED" ? step.message : null,
  };

/** The steps that somebody else saved meanwhile beside those of this person, who decides which are kept. */
export function Conflict({ mine, theirs, busy, onMine, onTheirs, onClose }: Props) {
  const length = Math.max(mine.steps.length, theirs.steps.length);
  return (
    <Dialog title="Somebody else has changed the steps" onClose={onClose}>
      <div className={css.conflict}>
        <p>Left: the steps as they are saved now. Right: yours, which are not saved.</p>
        <div className={css.pairs}>
          {Array.from({ length }, (_, order) => {
            const [theirStep, myStep] = [theirs.steps[order], mine.steps[order]];
            const differs = !sameStep(theirStep, myStep);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              <div key={order} className={css.pair}>
                <Side step={shown(theirStep, order)} tone={differs ? "removed" : undefined} />
                <Side step={shown(myStep, order)} tone={differs ? "added" : undefined} />
              </div>
            );
          })}
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
