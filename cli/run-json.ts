import type { Driver } from "../engine/run/drive.ts";
import type { Run } from "../engine/run/result.ts";
import { isTrainedRun } from "../research/ml/train/model.ts";
import { orderCounts, ruleCounts } from "../research/order-counts.ts";
import { isWalkForward } from "../research/walkforward/model.ts";

/** Where a run is. */
export interface RunPlaces {
  readonly folder: string;
  readonly report: string | undefined;
}

/**
 * A run as `--json` prints it: a record of `run`, `metrics`, `trades`, `orders` and `warnings`, and with `full` an `equity`
 * and a `ts` for every bar, all fills, and all orders as `orderRecords`. What is not known is null. `driversAgree` says that both
 * drivers ran and gave equal numbers; `tape` how orders met trades, and `exchange` how they fared at a simulated exchange, where they did.
 */
export function runJson(run: Run, asked: Driver, places: RunPlaces, full: boolean): string {
  const { identity, outcome, metrics, bounds, warnings } = run;
  const { costs, verdicts, ambiguousBars, trades, ts, equity, driver, timeframeMs, start, barsPerYear } =
    outcome;
  const value = {
    run: {
      ...identity,
      driver,
      // Had they differed, there would be no run.
      ...(asked === "both" && { driversAgree: true }),
      timeframeMs,
      start,
      bars: ts.length,
      barsPerYear,
      ...places,
    },
    metrics,
    trades,
    warnings,
    costs,
    verdicts,
    orders: { byKind: orderCounts(outcome.orders), byRule: ruleCounts(outcome.orders) },
    ambiguousBars,
    ...(run.tape && { tape: run.tape }),
    ...(run.exchange && { exchange: run.exchange }),
    ...(isTrainedRun(run) && { training: run.training }),
    ...(isWalkForward(run) && { walkForward: run.walkForward }),
    ...(bounds && { bounds: { pessimistic: bounds.pessimistic, optimistic: bounds.optimistic } }),
    ...(full && {
      fills: outcome.fills,
      orderRecords: outcome.orders,
      ts: Array.from(ts),
      equity: Array.from(equity),
      benchmark: Array.from(outcome.benchmark),
      exposure: Array.from(outcome.exposure),
    }),
  };
  // JSON has neither NaN nor infinities: both become null.
  return `${JSON.stringify(value)}\n`;
}
