import { type FormEvent, useState } from "react";
import { errorAt, otherErrors, type UserError, useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { Failed } from "../../ui/Empty";
import { Field } from "../../ui/Field";
import { Time } from "../../ui/Time";
import { ConfirmDialog } from "./parts";
import css from "./Settings.module.css";
import { ConnectTheTwilio, DisconnectTheTwilio, type SenderAccountFragment } from "./senders.gen";

type Connection = SenderAccountFragment["twilio"];

/** The account's own Twilio account, with its problem. */
export function Twilio({ twilio, readAgain }: { twilio: Connection; readAgain: () => void }) {
  const { can, simulated } = useSession();
  const [open, setOpen] = useState<"connect" | "disconnect" | null>(null);
  return (
    <section className={css.card} aria-label="Twilio">
      <header>
        <h2>Twilio</h2>
        {twilio && <Badge tone={twilio.problem ? "bad" : "good"}>{twilio.problem ? "Problem" : "Connected"}</Badge>}
        <span />
        {can("ADMIN") && (
          <>
            <Button onClick={() => setOpen("connect")}>{twilio ? "Change credentials" : "Connect"}</Button>
            {twilio && <Button onClick={() => setOpen("disconnect")}>Disconnect</Button>}
          </>
        )}
      </header>
      {twilio ? (
        <p className={css.facts}>
          <span className={css.mono}>{twilio.accountSid}</span>
          {twilio.verifiedAt && (
            <span>
              Confirmed by Twilio: <Time at={twilio.verifiedAt} />
            </span>
          )}
        </p>
      ) : (
        <p className={css.soft}>
          {simulated
            ? "Messages of this account go to the simulator. With a Twilio account of its own they are real."
            : "This account sends by the server's Twilio account."}
        </p>
      )}
      {twilio?.problem && <p className={css.notice}>{twilio.problem}</p>}
      {open === "connect" && <ConnectDialog onClose={() => setOpen(null)} onDone={readAgain} />}
      {open === "disconnect" && <DisconnectDialog onClose={() => setOpen(null)} onDone={readAgain} />}
    </section>
  );
}

type Done = { onClose: () => void; onDone: () => void };

function ConnectDialog({ onClose, onDone }: Done) {
  const { id: accountId } = useAccount();
  const [act, busy] = useAct();
  const [errors, setErrors] = useState<UserError[]>([]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = { accountSid: String(form.get("sid")).trim(), authToken: String(form.get("token")).trim() };
    const { payload, errors: refused } = await act(ConnectTheTwilio, { accountId, input }, { quiet: true });
    setErrors(refused);
    if (!payload) return;
    onDone();
    onClose();
  };
  const others = otherErrors(errors, ["accountSid", "authToken"]);
  return (
    <Dialog title="Connect Twilio" onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        <p className={css.soft}>
          Twilio is asked first, whether the account is active and has the numbers. From then on messages are real.
        </p>
        {others[0] && <Failed message={others[0]} />}
        <Field
          label="Account SID"
          name="sid"
          placeholder="AC…"
          autoComplete="off"
          error={errorAt(errors, "accountSid")}
        />
        <Field
          label="Auth token"
          name="token"
          type="password"
          autoComplete="off"
          error={errorAt(errors, "authToken")}
        />
        <Actions>
          <Button kind="primary" type="submit" disabled={busy}>
            Connect
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

function DisconnectDialog({ onClose, onDone }: Done) {
  const { id: accountId } = useAccount();
  const [act, busy] = useAct();
  const disconnect = async () => {
    const { payload } = await act(DisconnectTheTwilio, { accountId });
    if (!payload) return;
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog title="Disconnect Twilio" action="Disconnect" busy={busy} onConfirm={disconnect} onClose={onClose}>
      The account sends by the server's own credentials again, and its token is erased at once.
    </ConfirmDialog>
  );
}
