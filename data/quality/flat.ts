import type { Columns } from "../columns.ts";
import { type Defect, plural, Tally } from "./defect.ts";

/** Bars in a row that must repeat one price to be called a flat run. */
export const flatBarsMin = 10;

/** Finds runs in which open, high, low and close of every bar equal the close before: a halt, or values carried forward. */
export function findFlatRuns({ ts, open, high, low, close }: Columns): Defect[] {
  const tally = new Tally();
  let run = 0;
  let longest = 0;
  for (let i = 1; i <= ts.length; i++) {
    const price = close[i - 1];
    if (open[i] === price && high[i] === price && low[i] === price && close[i] === price) run++;
    else {
      if (run >= flatBarsMin) tally.add(i - run);
      longest = Math.max(longest, run);
      run = 0;
    }
  }
  return tally.defect(
    "flat",
    ts,
    (count) => `${plural(count, "flat run")}, the longest ${plural(longest, "bar")}; from`,
  );
}
