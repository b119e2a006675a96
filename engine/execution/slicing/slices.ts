import { refuse } from "../../core/errors.ts";

/** An order to be worked in parts: whole lots, from a start to an end, ms since 1970 UTC. */
export interface Parent {
  readonly side: "buy" | "sell";
  readonly lots: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** A part of a parent that is due at a time. */
export interface Slice {
  readonly atMs: number;
  readonly lots: number;
}

/** Refuses a parent that cannot be worked. */
export function checkParent({ lots, startMs, endMs }: Parent): void {
  if (!Number.isSafeInteger(lots) || lots <= 0) refuse(`lots must be a whole number above 0; was ${lots}`);
  if (!(endMs > startMs)) refuse(`endMs must be after startMs ${startMs}; was ${endMs}`);
}

/**
 * Splits whole lots in proportion to weights. What the parts add up to is rounded, not the parts, so that no part is
 * more than one lot from its share and all together are exact. Throws a UserError for weights that are not finite,
 * negative, or all 0.
 *
 * @example
 * splitLots(10, [1, 1, 1]) // => [3, 4, 3]
 */
export function splitLots(lots: number, weights: readonly number[]): number[] {
  const bad = weights.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== undefined) refuse(`a weight must be a finite number of at least 0; was ${bad}`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) refuse(`weights must add up to more than 0; they add up to ${total}`);
  let reached = 0;
  let before = 0;
  return weights.map((weight, i) => {
    reached += weight;
    // The same additions in the same order give the total again at the end, so that the last part completes the lots.
    const now = i === weights.length - 1 ? lots : Math.round(lots * (reached / total));
    const part = now - before;
    before = now;
    return part;
  });
}

/** Slices at equal distances over the time of a parent, in proportion to weights; empty ones are left out. */
export function spread(parent: Parent, weights: readonly number[]): Slice[] {
  checkParent(parent);
  const step = (parent.endMs - parent.startMs) / weights.length;
  return splitLots(parent.lots, weights)
    .map((lots, i) => ({ atMs: parent.startMs + i * step, lots }))
    .filter(({ lots }) => lots > 0);
}

/** Lots that a schedule wants out by a time. */
export const dueLots = (slices: readonly Slice[], nowMs: number): number =>
  slices.reduce((sum, { atMs, lots }) => (atMs <= nowMs ? sum + lots : sum), 0);
