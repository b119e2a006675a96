import type { Numeric, Series } from "../graph/node.ts";
import { choice, type ValueOf } from "../graph/params.ts";
import { ema } from "./ema.ts";
import { rma } from "./rma.ts";
import { sma } from "./sma.ts";
import type { Seed } from "./smoothing.ts";

const kinds = ["wilder", "ema", "simple"] as const;

/** Which average an indicator is made with. */
export type AverageKind = (typeof kinds)[number];

/** The parameter of an indicator that chooses its average. */
export const averageParam = (fallback: AverageKind) => choice<AverageKind>(fallback, kinds);

/** The average of the chosen kind; a simple one has no seed. */
export function average(
  x: Numeric,
  { n, smooth, seed }: { n: number; smooth: ValueOf<ReturnType<typeof averageParam>>; seed: Seed },
): Series {
  if (smooth === "simple") return sma(x, n);
  return smooth === "ema" ? ema(x, { n, seed }) : rma(x, { n, seed });
}
