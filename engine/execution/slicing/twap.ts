import { refuse } from "../../core/errors.ts";
import { type Parent, type Slice, spread } from "./slices.ts";

/**
 * Time-weighted schedule: equal parts at equal distances, the first at the start.
 *
 * @example
 * const parent = { side: "buy", lots: 5, startMs: 0, endMs: 1_000 };
 * twap(parent, 2) // => [{ atMs: 0, lots: 3 }, { atMs: 500, lots: 2 }]
 */
export function twap(parent: Parent, parts: number): Slice[] {
  if (!Number.isSafeInteger(parts) || parts < 1) refuse(`parts must be a whole number above 0; was ${parts}`);
  return spread(parent, new Array<number>(parts).fill(1));
}
