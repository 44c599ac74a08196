import { useContext } from "react";
import { useSession } from "../frame/session";
import { Button } from "../ui/Button";
import { useNow } from "../ui/clock";
import { Zone } from "../ui/Time";
import { useToast } from "../ui/Toast";
import { told } from "../ui/told";
import { useAct } from "./act";
import { SendTheStepNow, SkipTheStep } from "./steps.gen";

/** Sends the step that waits now, or skips it. `of` names it for everybody who does not see what it stands beside. */
export function StepActs({ enrollmentId, step, of }: { enrollmentId: string; step: number; of: string }) {
  const { can, person } = useSession();
  const [act, busy] = useAct();
  const toast = useToast();
  const [zone, now] = [useContext(Zone), useNow()];
  const about = { enrollmentId, step, by: person };
  const send = async () => {
    const { payload } = await act(SendTheStepNow, about);
    if (payload)
      toast(payload.messageSent ? "The message was sent." : told(payload.stepRun?.explanation ?? "", zone, now));
  };
  const skip = async () => {
    const { payload } = await act(SkipTheStep, about);
    if (payload) toast(`Step ${step + 1} is skipped.`);
  };
  return (
    <>
      {can("SEND") && (
        <Button kind="quiet" disabled={busy} onClick={send} aria-label={`Send now: ${of}`}>
          Send now
        </Button>
      )}
      {can("WRITE") && (
        <Button kind="quiet" disabled={busy} onClick={skip} aria-label={`Skip: ${of}`}>
          Skip
        </Button>
      )}
    </>
  );
}
