import { Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useParam } from "../../frame/routes";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { plural } from "../../ui/format";
import { Endpoint } from "./Endpoint";
import { EndpointForm } from "./EndpointForm";
import { SecretDialog } from "./parts";
import css from "./Settings.module.css";
import { type EndpointFieldsFragment, ReadEndpoints } from "./webhooks.gen";

/** Where events are posted to. The endpoint that is looked at is in the address. */
export function Webhooks() {
  const [{ data, error }, again] = useQuery({ query: ReadEndpoints });
  const readAgain = () => again({ requestPolicy: "network-only" });
  const [shown, show] = useParam<string>("endpoint", "");
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  if (!data) return error ? <Failed message={error.message} retry={readAgain} /> : <Skeleton />;
  const endpoints = data.webhookEndpoints;
  const endpoint = endpoints.find((one) => one.id === shown);
  const dialog = secret && (
    <SecretDialog title="The endpoint's secret" secret={secret} onClose={() => setSecret(null)}>
      It signs what is posted, and is shown this once. Your receiver checks the signature with it.
    </SecretDialog>
  );
  if (endpoint) {
    return (
      <>
        <Endpoint
          key={endpoint.id}
          endpoint={endpoint}
          onBack={() => show("")}
          onChanged={readAgain}
          onSecret={setSecret}
        />
        {dialog}
      </>
    );
  }
  const create = (
    <Button icon={<Plus />} onClick={() => setMaking(true)}>
      Add an endpoint
    </Button>
  );
  return (
    <div className={css.wide}>
      {endpoints.length ? (
        <>
          <div className={css.top}>
            <p>Each event is posted, signed, to the endpoints that want it, and again until they answer.</p>
            {create}
          </div>
          <ul className={css.cards} aria-label="Endpoints">
            {endpoints.map((one) => (
              <li key={one.id} className={css.card}>
                <header>
                  <button type="button" className={css.open} onClick={() => show(one.id)}>
                    {one.url}
                  </button>
                  <State of={one} />
                </header>
                {one.disabledReason && <p className={css.notice}>{one.disabledReason}</p>}
                <p className={css.facts}>
                  <span>{one.events.includes("*") ? "All events" : plural(one.events.length, "event")}</span>
                  {one.description && <span>{one.description}</span>}
                </p>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Empty title="No endpoint" action={create}>
          An endpoint is an address of your software. Each reply, sent message and opt-out is posted there at once.
        </Empty>
      )}
      {making && (
        <EndpointForm
          onClose={() => setMaking(false)}
          onDone={(made, given) => {
            setMaking(false);
            setSecret(given);
            readAgain();
            show(made);
          }}
        />
      )}
      {dialog}
    </div>
  );
}

export function State({ of }: { of: EndpointFieldsFragment }) {
  if (of.status === "ENABLED") return <Badge tone="good">Enabled</Badge>;
  return (
    <Badge tone={of.disabledReason ? "bad" : "neutral"}>{of.disabledReason ? "Disabled by Nudge" : "Disabled"}</Badge>
  );
}
