/** How strongly a value is coloured, 0 to 10, and on which side. */
export interface Tone {
  readonly side: "gain" | "loss";
  readonly strength: number;
}

/** What turns the values of a drawing into colours, and what to print beside them. */
export interface Tones {
  readonly of: (value: number) => Tone;
  /** Values of a key, from the worst to the best. */
  readonly key: readonly number[];
  /** Whether values lie beyond the worst or the best of the key, and share its colours. */
  readonly clamped: { readonly worst: boolean; readonly best: boolean };
}

const keySteps = 10;

/**
 * Colours of an objective. Where it lies on both sides of zero and more is better, gains and losses have a side each and
 * equal sizes equal strength; else the worst is pale and the best strong. One value in forty at either end saturates,
 * so that a wild one does not bleach the others; the key says where.
 */
export function tonesOf(values: Iterable<number>, direction: 1 | -1): Tones {
  const sorted = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.025), at(0.975)];
  if (direction > 0 && low < 0 && high > 0) {
    const full = Math.max(-low, high);
    const of = (value: number): Tone => ({
      side: value < 0 ? "loss" : "gain",
      strength: Math.min(10, Math.round((Math.abs(value) / full) * 10)),
    });
    return { of, key: steps(low, high), clamped: { worst: sorted[0]! < low, best: sorted.at(-1)! > high } };
  }
  const [worst, best] = direction > 0 ? [low, high] : [high, low];
  const span = best - worst || 1;
  const of = (value: number): Tone => ({
    side: "gain",
    strength: Math.max(0, Math.min(10, Math.round(((value - worst) / span) * 10))),
  });
  const [below, above] = [sorted[0]! < low, sorted.at(-1)! > high];
  const clamped = direction > 0 ? { worst: below, best: above } : { worst: above, best: below };
  return { of, key: steps(worst, best), clamped };
}

const steps = (from: number, to: number): number[] =>
  Array.from({ length: keySteps + 1 }, (_, k) => from + ((to - from) * k) / keySteps);
