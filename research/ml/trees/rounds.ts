/** Rounds of learning, and how the validation loss went. */
export interface Rounds<T> {
  readonly kept: readonly T[];
  /** Validation loss after each round, rounds that were dropped again included; empty without validation. */
  readonly losses: readonly number[];
}

/** Learns round by round, at most `max` of them; with validation until it has not improved for `patience` rounds. */
export function rounds<T>(
  { max, patience }: { readonly max: number; readonly patience: number },
  next: () => T,
  lossAfter?: (round: T) => number,
): Rounds<T> {
  const made: T[] = [];
  const losses: number[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, count: 0 };
  while (made.length < max && !(lossAfter && made.length - best.count >= patience)) {
    const round = next();
    made.push(round);
    if (!lossAfter) continue;
    const loss = lossAfter(round);
    losses.push(loss);
    if (loss < best.loss) best = { loss, count: made.length };
  }
  return { kept: lossAfter ? made.slice(0, best.count) : made, losses };
}
