import type { Outcome } from "../../engine/run/result.ts";
import { modelWarnings } from "../../engine/training/model-warnings.ts";
import { dataWarnings, fewTrades } from "../backtest.ts";
import type { WalkForwardResult } from "./model.ts";
import type { WalkForwardRequest } from "./request.ts";

const dayMs = 86_400_000;
/** A year of data, less the few days that a calendar year begins and ends without trading. */
const yearMs = 360 * dayMs;

/** What a reader must know before believing the numbers of a walk forward. */
export function warningsOfWalk(
  { datasets, finer = [], settings, windows }: WalkForwardRequest,
  outcome: Outcome,
  { folds, scheme, efficiency, untestedMs, variants }: WalkForwardResult,
): string[] {
  const warnings = dataWarnings([...datasets, ...finer]);
  if (settings?.fill === "close") {
    warnings.push(
      "orders fill at the close that decided them (fill: close): for comparison with other tools only",
    );
  }
  // All variants trade on the one model that the search names.
  const chosen = folds.findLast(({ params }) => params !== undefined)?.params ?? {};
  warnings.push(...modelWarnings(chosen, outcome));
  if (folds.length < 5) {
    warnings.push(
      `${folds.length} fold${folds.length === 1 ? " is" : "s are"} too few to judge by (under 5)`,
    );
  }
  const idle = folds.filter(({ params }) => params === undefined).length;
  if (idle > 0) {
    warnings.push(
      `${idle} of ${folds.length} folds had no variant with a known objective, and were tested in cash`,
    );
  }
  if (outcome.trades.length < 30) warnings.push(fewTrades(outcome.trades.length));
  const { ts, timeframeMs } = outcome;
  const tested = ts[ts.length - 1]! + timeframeMs - ts[0]!;
  if (tested < yearMs) {
    warnings.push(
      `the tested period is ${Number((tested / dayMs).toFixed(1))} days, under a year: annualised figures are extrapolations`,
    );
  }
  if (variants > 1 && !(efficiency.annualReturn >= 0.5)) {
    warnings.push(
      Number.isNaN(efficiency.annualReturn)
        ? "the best variants lost in training: there is nothing to be efficient about"
        : `out of sample it made ${Math.round(efficiency.annualReturn * 100)}% of what it made in training (under 50%): the search fits noise`,
    );
  }
  if (scheme !== "walk-forward") {
    warnings.push("folds train on bars that come after their test, too: no trader could have done this");
  }
  if (windows.scheme === "walk-forward" && !windows.anchored && windows.embargo >= windows.train) {
    warnings.push(
      "the embargo between training and test is no shorter than the training: what is tested was learnt long before",
    );
  }
  if (untestedMs >= dayMs) {
    warnings.push(
      `the last ${Math.floor(untestedMs / dayMs)} days are not tested: a full test window no longer fits`,
    );
  }
  if (outcome.ambiguousBars > 0) {
    const bars = `${outcome.ambiguousBars} bar${outcome.ambiguousBars === 1 ? "" : "s"}`;
    warnings.push(`${bars} reached both stop and target`);
  }
  return warnings;
}
