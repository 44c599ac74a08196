// Mutations: one way to run them, and one way to show why one was refused.
import { useCallback, useContext, useState } from "react";
import { type AnyVariables, type TypedDocumentNode, useClient } from "urql";
import { now } from "../ui/clock";
import { Zone } from "../ui/Time";
import { useToast } from "../ui/Toast";
import { told } from "../ui/told";
import { headersOf } from "./client";
import { keptKey } from "./session";

export type UserError = { code: string; message: string; path: string[] };
type Payload = { userErrors: UserError[] };

export type Outcome<Data> =
  | { payload: NonNullable<Data[keyof Data]>; errors: [] }
  | { payload: null; errors: UserError[] };

type Options = {
  /** Shows the refusals itself, at the fields; otherwise the first is said in a corner. */
  quiet?: boolean;
  /** The Idempotency-Key: a call that is sent again with it is done once. */
  once?: string;
};

/** Runs mutations with one field. `busy` while one is under way. Nothing was changed if there are `errors`. */
export function useAct() {
  const client = useClient();
  const toast = useToast();
  const zone = useContext(Zone);
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async <Data extends object, Variables extends AnyVariables>(
      document: TypedDocumentNode<Data, Variables>,
      variables: Variables,
      { quiet = false, once }: Options = {},
    ): Promise<Outcome<Data>> => {
      setBusy(true);
      const context = once
        ? { fetchOptions: { headers: { ...headersOf(keptKey() ?? ""), "Idempotency-Key": once } } }
        : {};
      const { data, error } = await client.mutation(document, variables, context).toPromise();
      setBusy(false);
      const payload = data && (Object.values(data)[0] as (Payload & NonNullable<Data[keyof Data]>) | null);
      const errors = payload
        ? payload.userErrors.map((one) => ({ ...one, message: told(one.message, zone, now()) }))
        : [
            {
              code: "FAILED",
              message:
                error?.graphQLErrors[0]?.message ?? "The server does not answer. Nothing is known to have changed.",
              path: [],
            },
          ];
      if (errors[0]) {
        if (!quiet) toast(errors[0].message, { bad: true });
        return { payload: null, errors };
      }
      return { payload: payload as Payload & NonNullable<Data[keyof Data]>, errors: [] };
    },
    [client, toast, zone],
  );
  return [act, busy] as const;
}

/** The complaint about one field of the input, by the end of its path. */
export const errorAt = (errors: readonly UserError[], ...path: string[]) =>
  errors.find((error) => path.every((part, index) => error.path.at(index - path.length) === part))?.message;

/** The complaints that are about no field on the screen. */
export const otherErrors = (errors: readonly UserError[], fields: readonly string[]) =>
  errors.filter((error) => !fields.includes(error.path.at(-1) ?? "")).map((error) => error.message);
