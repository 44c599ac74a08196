// Any screen may ask for the story; the phone, which opens for it, plays it.
import { useEffect, useEffectEvent } from "react";

let asked = false;
const listeners = new Set<() => void>();

export function askForStory(): void {
  asked = true;
  for (const listener of [...listeners]) listener();
}

/** Whether the story was asked for and nobody has begun it yet: who asks here begins it. */
export function takeStory(): boolean {
  const was = asked;
  asked = false;
  return was;
}

/** Runs when the story is asked for, also if that was before this component was there. */
export function useStoryAsked(run: () => void): void {
  const hear = useEffectEvent(run);
  useEffect(() => {
    const listener = () => hear();
    listeners.add(listener);
    if (asked) listener();
    return () => {
      listeners.delete(listener);
    };
  }, []);
}
