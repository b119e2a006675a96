import type { SweepOutcome } from "./perform.ts";
import type { SweepNotes } from "./text.ts";

/**
 * A sweep as `--json` prints it. `bars` are those of one variant (their mean over symbols and periods), so that
 * `variants * bars / seconds` is `barVariantsPerSecond`, unless part of the sweep was there from before.
 */
export function sweepJson(outcome: SweepOutcome, { warnings, chance, places }: SweepNotes): string {
  const { prepared, best, metrics, variants, resumed, seconds, barVariants, hash } = outcome;
  const { job, runs, space } = prepared;
  const several = job.scenarios.length > 1;
  const value = {
    variants,
    bars: runs.reduce((sum, { bars }) => sum + bars, 0) / runs.length,
    seconds,
    barVariantsPerSecond: seconds > 0 ? barVariants / seconds : 0,
    best: best.map(({ scenario, index, point, metrics: values }) => ({
      params: space.paramsAt(point),
      metrics: Object.fromEntries(metrics.map((key, k) => [key, values[k]])),
      variant: index,
      ...(several && { scenario: job.scenarios[scenario] }),
    })),
    resumed,
    objective: job.objective,
    search: job.search,
    strategy: job.strategy,
    sourceHash: job.sourceHash,
    hash,
    scenarios: job.scenarios,
    chance,
    warnings,
    ...Object.fromEntries(places),
  };
  // JSON has neither NaN nor infinities: both become null.
  return `${JSON.stringify(value)}\n`;
}
