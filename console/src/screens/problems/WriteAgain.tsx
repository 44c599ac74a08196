import { type FormEvent, useState } from "react";
import { useAct } from "../../api/act";
import { useAccount } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { Actions, Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { nameOf, plural } from "../../ui/format";
import { counted } from "../../ui/segments";
import { useToast } from "../../ui/Toast";
import css from "./Problems.module.css";
import { type ProblemMessageFragment, WriteAgain as SendAgain } from "./problems.gen";

/** Sends the text of a message that did not arrive as a new message of the person, once: the step is not repeated, and
 * automation goes on. */
export function WriteAgain({ message, onClose }: { message: ProblemMessageFragment; onClose: () => void }) {
  const account = useAccount();
  const { person } = useSession();
  const [act, busy] = useAct();
  const toast = useToast();
  const [body, setBody] = useState(message.body);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { payload, errors } = await act(
      SendAgain,
      { accountId: account.id, phone: message.lead.phone, body, by: person },
      // Two people may do this at once, for the same message.
      { quiet: true, once: `again-${message.id}` },
    );
    const [first] = errors;
    const elsewhere = "Somebody has sent this message again already, with another text.";
    setError(first?.code === "IDEMPOTENCY_CONFLICT" ? elsewhere : first?.message);
    if (!payload) return;
    toast("The message was sent.");
    onClose();
  };
  return (
    <Dialog title={`Write to ${nameOf(message.lead)} again`} onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <TextField
          label="Message"
          rows={5}
          value={body}
          onChange={(event) => setBody(event.target.value)}
          hint={`${plural(counted(body).segments, "segment")}. It is a message of yours: its step is not repeated.`}
          error={error}
        />
        <Actions>
          <Button kind="primary" type="submit" disabled={busy || !body.trim()}>
            Send
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
