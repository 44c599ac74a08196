import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import type { UserError } from "../../../api/act";
import { Button } from "../../../ui/Button";
import { newStep, type StepDraft } from "./draft";
import css from "./Editor.module.css";
import { StepCard } from "./StepCard";

const MOST_STEPS = 50;

type Props = { steps: StepDraft[]; errors: readonly UserError[]; onChange: (steps: StepDraft[]) => void };

/** The steps in their order. A drag shows where the step would stand, and moves it when it ends there. */
export function Steps({ steps, errors, onChange }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [moved, setMoved] = useState("");
  const move = (from: number, to: number) => {
    const step = steps[from];
    if (!step || to < 0 || to >= steps.length || from === to) return;
    const rest = steps.filter((one) => one !== step);
    onChange([...rest.slice(0, to), step, ...rest.slice(to)]);
    setMoved(`Step ${from + 1} is step ${to + 1} now.`);
  };
  /** The place of the card that the pointer is over; the nearest one outside of the list. */
  const placeAt = (y: number) => {
    const cards = [...(list.current?.children ?? [])].map((card) => card.getBoundingClientRect());
    const found = cards.findIndex((card) => y < card.bottom);
    return found < 0 ? cards.length - 1 : found;
  };
  const handle = (from: number): React.HTMLAttributes<HTMLButtonElement> => ({
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from, to: from });
    },
    onPointerMove: (event) => {
      if (!drag) return;
      const to = placeAt(event.clientY);
      if (to === drag.to) return;
      setDrag({ from, to });
      list.current?.children[to]?.scrollIntoView({ block: "nearest" });
    },
    onPointerUp: () => {
      if (drag) move(drag.from, drag.to);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  });
  return (
    <>
      <ol ref={list} className={css.steps} aria-label="Steps">
        {steps.map((step, index) => (
          <li
            key={step.key}
            className={[
              css.card,
              drag?.from === index && css.dragged,
              drag && drag.to === index && drag.from !== index && (drag.to < drag.from ? css.above : css.below),
            ]
              .filter(Boolean)
              .join(" ")}
          >
            <StepCard
              step={step}
              index={index}
              last={index === steps.length - 1}
              alone={steps.length === 1}
              errors={errors}
              drag={handle(index)}
              onMove={(to) => move(index, to)}
              onRemove={() => onChange(steps.filter((one) => one !== step))}
              onChange={(change) => onChange(steps.map((one) => (one === step ? { ...one, ...change } : one)))}
            />
          </li>
        ))}
      </ol>
      <p className="hidden" role="status">
        {moved}
      </p>
      <div>
        <Button
          icon={<Plus />}
          disabled={steps.length >= MOST_STEPS}
          onClick={() => onChange([...steps, newStep("1")])}
        >
          Add a step
        </Button>
      </div>
    </>
  );
}
