import { ArrowLeft, MoreHorizontal } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useAct } from "../../api/act";
import { useSession } from "../../frame/session";
import { Button, IconButton } from "../../ui/Button";
import { now } from "../../ui/clock";
import { Actions, Dialog } from "../../ui/Dialog";
import { SelectField } from "../../ui/Field";
import { plural } from "../../ui/format";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu";
import { useToast } from "../../ui/Toast";
import { Deliveries } from "./Deliveries";
import { EndpointForm } from "./EndpointForm";
import { ConfirmDialog } from "./parts";
import css from "./Settings.module.css";
import { State } from "./Webhooks";
import {
  ChangeEndpoint,
  DeleteEndpoint,
  type EndpointFieldsFragment,
  ReplayEvents,
  RotateSecret,
  TestEndpoint,
} from "./webhooks.gen";

type Props = {
  endpoint: EndpointFieldsFragment;
  onBack: () => void;
  onChanged: () => void;
  onSecret: (secret: string) => void;
};

/** One endpoint: what it wants, and each delivery with what was posted. */
export function Endpoint({ endpoint, onBack, onChanged, onSecret }: Props) {
  const { accounts } = useSession();
  const [act, busy] = useAct();
  const [open, setOpen] = useState<"edit" | "rotate" | "delete" | "replay" | null>(null);
  // Grows when deliveries were added here.
  const [added, setAdded] = useState(0);
  const close = () => setOpen(null);
  const { id } = endpoint;
  const enabled = endpoint.status === "ENABLED";
  const test = async () => {
    const { payload } = await act(TestEndpoint, { id });
    if (payload) setAdded((count) => count + 1);
  };
  const rotate = async () => {
    const { payload } = await act(RotateSecret, { id });
    if (!payload?.secret) return;
    close();
    onSecret(payload.secret);
  };
  const remove = async () => {
    const { payload } = await act(DeleteEndpoint, { id });
    if (!payload) return;
    onChanged();
    onBack();
  };
  const names = endpoint.accountIds.map((one) => accounts.find((account) => account.id === one)?.name ?? one);
  return (
    <div className={css.wide}>
      <section className={css.card} aria-label="Endpoint">
        <header>
          <IconButton label="Back to the endpoints" onClick={onBack}>
            <ArrowLeft />
          </IconButton>
          <strong>{endpoint.url}</strong>
          <State of={endpoint} />
          <span />
          <Button disabled={busy || !enabled} onClick={test}>
            Send a test
          </Button>
          <Button
            disabled={busy}
            onClick={() => void act(ChangeEndpoint, { id, input: { status: enabled ? "DISABLED" : "ENABLED" } })}
          >
            {enabled ? "Disable" : "Enable"}
          </Button>
          <Menu
            trigger={
              <IconButton label="More">
                <MoreHorizontal />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => setOpen("edit")}>Edit</MenuItem>
            <MenuItem onSelect={() => setOpen("replay")}>Replay events</MenuItem>
            <MenuItem onSelect={() => setOpen("rotate")}>Replace the secret</MenuItem>
            <MenuLine />
            <MenuItem danger onSelect={() => setOpen("delete")}>
              Delete
            </MenuItem>
          </Menu>
        </header>
        {endpoint.disabledReason && <p className={css.notice}>{endpoint.disabledReason}</p>}
        <p className={css.facts}>
          <span>{endpoint.events.includes("*") ? "All events" : endpoint.events.join(", ")}</span>
          <span>{names.length ? names.join(", ") : "All accounts"}</span>
          {endpoint.description && <span>{endpoint.description}</span>}
        </p>
      </section>
      <Deliveries endpointId={id} added={added} />
      {open === "edit" && <EndpointForm endpoint={endpoint} onClose={close} onDone={close} />}
      {open === "replay" && <ReplayDialog id={id} onClose={close} onDone={() => setAdded((count) => count + 1)} />}
      {open === "rotate" && (
        <ConfirmDialog title="Replace the secret" action="Replace" busy={busy} onConfirm={rotate} onClose={close}>
          Posts are signed with the new secret, and for 24 hours with the former one too.
        </ConfirmDialog>
      )}
      {open === "delete" && (
        <ConfirmDialog title="Delete the endpoint" action="Delete" busy={busy} onConfirm={remove} onClose={close}>
          Nothing is delivered to it any more, and its secret is erased.
        </ConfirmDialog>
      )}
    </div>
  );
}

const HOUR_MS = 3_600_000;
const SINCE: readonly (readonly [string, string])[] = [
  ["1", "The last hour"],
  ["24", "The last day"],
  ["168", "The last 7 days"],
  ["720", "The last 30 days"],
];

function ReplayDialog({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const [act, busy] = useAct();
  const toast = useToast();
  const [hours, setHours] = useState("1");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const since = new Date(now() - Number(hours) * HOUR_MS).toISOString();
    const { payload } = await act(ReplayEvents, { endpointId: id, since });
    if (!payload) return;
    toast(`${plural(payload.count, "event")} will be delivered again.`);
    onDone();
    onClose();
  };
  return (
    <Dialog title="Replay events" onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <SelectField
          label="Events of"
          value={hours}
          options={SINCE}
          onChange={setHours}
          hint="They are delivered again with the same ids, so your receiver knows those that it has."
        />
        <Actions>
          <Button kind="primary" type="submit" disabled={busy}>
            Replay
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
