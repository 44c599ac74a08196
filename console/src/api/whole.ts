const MOST = 2 ** 31;

/** A number for a field of the type Int. Any other number becomes -1, which the API refuses at its field in words. */
export const whole = <Typed extends number | null>(typed: Typed): Typed | -1 =>
  typed === null || (Number.isInteger(typed) && Math.abs(typed) < MOST) ? typed : -1;
