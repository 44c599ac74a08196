import { Power } from "lucide-react";
import { useAct } from "../../api/act";
import { Button } from "../../ui/Button";
import css from "./Problems.module.css";
import { EnableEndpoint, type ProblemEndpointFragment } from "./problems.gen";

/** The webhook endpoints that get no events. Only a key that may enable them sees them. */
export function Endpoints({ endpoints }: { endpoints: readonly ProblemEndpointFragment[] }) {
  const [act, busy] = useAct();
  return (
    <section className={css.block} aria-label="Webhook endpoints">
      <h2>Webhook endpoints that get no events</h2>
      <ul className={css.lines}>
        {endpoints.map((one) => (
          <li key={one.id}>
            <div className={css.about}>
              <strong className={css.url}>{one.url}</strong>
              {one.description && <p className={css.soft}>{one.description}</p>}
              <p>{one.disabledReason ?? "A person disabled it. Events of that time are not kept for it."}</p>
            </div>
            <Button
              icon={<Power />}
              disabled={busy}
              aria-label={`Enable ${one.url}`}
              onClick={() => act(EnableEndpoint, { id: one.id })}
            >
              Enable
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
