import { expectedBestOf } from "../../research/sweep/chance.ts";
import { formatMetric } from "../format.ts";
import type { SweepOutcome } from "./perform.ts";

interface Spread {
  readonly n: number;
  readonly deviation: number;
}

/** What a reader of a sweep must know before believing its best, after what is true of that variant by itself. */
export function sweepWarnings(
  { best, metrics, variants }: SweepOutcome,
  sharpes: Spread,
  own: readonly string[],
): string[] {
  if (variants < 2) return [...own];
  const figure = (value: number): string => formatMetric(value, "ratio");
  const count = variants.toLocaleString("en-US");
  const chance = expectedBestOf(sharpes.n, sharpes.deviation);
  const at = metrics.indexOf("sharpe");
  const top = best.reduce(
    (most, { metrics: values }) => Math.max(most, values[at]!),
    Number.NEGATIVE_INFINITY,
  );
  const verdict = top > chance ? "above" : "not above";
  return [
    ...own.map((text) => `of the best: ${text}`),
    ...(Number.isFinite(chance)
      ? [
          `these are the best of ${count} variants. Had none any skill, the best Sharpe ratio of as many independent ones ` +
            `would be expected at ${figure(chance)} by chance alone (their deviation is ${figure(sharpes.deviation)}; Bailey ` +
            `and López de Prado 2014); the best here, ${figure(top)}, is ${verdict} that`,
        ]
      : []),
    "a sweep is a search, not evidence: the best of many fits the past by luck, too. Try what it chose on data that it has not seen",
  ];
}
