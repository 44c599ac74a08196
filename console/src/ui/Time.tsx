import { createContext, useContext } from "react";
import { useNow } from "./clock";
import { clockTime, moment, relative } from "./format";

/** The account's time zone: every time on a screen is shown in it, unless a component is given another. */
export const Zone = createContext("UTC");

type Props = { at: string; zone?: string | null | undefined };

/** A moment as its distance from now. The whole date, with the zone, is its title. `ago`: within a sentence, where
 * the past must be told from the future. */
export function Time({ at, zone, ago = false }: Props & { ago?: boolean }) {
  const account = useContext(Zone);
  const place = zone ?? account;
  const now = useNow();
  const text = relative(at, now, place);
  return (
    <time dateTime={at} title={moment(at, place)}>
      {ago && /^\d/.test(text) ? `${text} ago` : text}
    </time>
  );
}

export function ClockTime({ at, zone }: Props) {
  const account = useContext(Zone);
  const place = zone ?? account;
  return (
    <time dateTime={at} title={moment(at, place)}>
      {clockTime(at, place)}
    </time>
  );
}

export function Moment({ at, zone }: Props) {
  const account = useContext(Zone);
  return <time dateTime={at}>{moment(at, zone ?? account)}</time>;
}
