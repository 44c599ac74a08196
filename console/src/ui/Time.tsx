import { createContext, useContext } from "react";
import { useNow } from "./clock";
import { clockTime, moment, relative } from "./format";

/** The account's time zone: every time on a screen is shown in it, unless a component is given another. */
export const Zone = createContext("UTC");

/** A moment as its distance from now. The whole date, with the zone, is its title. */
export function Time({ at, zone }: { at: string; zone?: string | null | undefined }) {
  const account = useContext(Zone);
  const place = zone ?? account;
  return (
    <time dateTime={at} title={moment(at, place)}>
      {relative(at, useNow(), place)}
    </time>
  );
}

export function ClockTime({ at, zone }: { at: string; zone?: string | null | undefined }) {
  const account = useContext(Zone);
  const place = zone ?? account;
  return (
    <time dateTime={at} title={moment(at, place)}>
      {clockTime(at, place)}
    </time>
  );
}

export function Moment({ at, zone }: { at: string; zone?: string | null | undefined }) {
  const account = useContext(Zone);
  return <time dateTime={at}>{moment(at, zone ?? account)}</time>;
}
