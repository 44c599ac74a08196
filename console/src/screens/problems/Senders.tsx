import { Play } from "lucide-react";
import { useAct } from "../../api/act";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { phone, plural } from "../../ui/format";
import css from "./Problems.module.css";
import { type ProblemSenderFragment, ResumeTheSender } from "./problems.gen";

/** The senders from which nothing leaves, with the reason and the way to go on. */
export function Senders({ senders }: { senders: readonly ProblemSenderFragment[] }) {
  const { can } = useSession();
  const [act, busy] = useAct();
  return (
    <section className={css.block} aria-label="Senders">
      <h2>Senders from which nothing leaves</h2>
      <ul className={css.lines}>
        {senders.map((one) => {
          const name = one.phoneNumber ? phone(one.phoneNumber) : one.messagingServiceSid;
          return (
            <li key={one.id}>
              <div className={css.about}>
                <span className={css.title}>
                  <strong>{name}</strong>
                  <Badge tone={one.status === "BLOCKED" ? "bad" : "warn"}>
                    {one.status === "BLOCKED" ? "Blocked" : "Paused"}
                  </Badge>
                  {one.statusCode !== null && <span className={css.soft}>{one.statusCode}</span>}
                </span>
                <p>{one.statusReason ?? "A person paused it. Its steps wait until it is resumed."}</p>
                {one.queuedSegments > 0 && <p className={css.soft}>{plural(one.queuedSegments, "segment")} in line.</p>}
              </div>
              {can("WRITE") && (
                <Button
                  icon={<Play />}
                  disabled={busy}
                  aria-label={`Resume ${name}`}
                  onClick={() => act(ResumeTheSender, { id: one.id })}
                >
                  Resume
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
