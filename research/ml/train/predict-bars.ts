import { createColumns } from "../../../engine/compile/columns.ts";
import { createTable } from "../../../engine/graph/node.ts";
import { traceMarket } from "../../../engine/graph/strategy.ts";
import type { Schedule } from "../../../engine/model/schedule.ts";
import { alignBars, columnOf } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { predictionOf, type TrainingSpec } from "../../../engine/training/training.ts";

/** The columns of {@link predictBars}, `symbols` the texts of the second. */
export const predictionColumns = (symbols: readonly string[]) =>
  [
    { name: "ts", type: "time" },
    { name: "symbol", type: { texts: symbols } },
    { name: "model", type: "integer" },
    { name: "prediction", type: "number" },
  ] as const;

/**
 * What a schedule tells of every bar from its first stage on, as a strategy that lives on it reads it: rows of the bar's
 * open, the place of its symbol, the number of the model from 1, and the prediction, NaN where it is not known. In order
 * of time, in parts.
 */
export function* predictBars(
  spec: Pick<TrainingSpec, "features">,
  schedule: Schedule,
  bars: readonly Bars[],
): Generator<Float64Array, void> {
  const market = alignBars(bars);
  const { symbols, timeframeMs, ts } = market;
  const table = createTable();
  const columns = createColumns(ts.length, (source) => columnOf(market, source));
  const told = symbols.map((symbol) =>
    columns.of(predictionOf(spec, traceMarket(table, symbols, timeframeMs, symbol), schedule)),
  );
  let stage = 0;
  for (let i = 0; i < ts.length; i++) {
    while (stage < schedule.length && schedule[stage]!.fromMs <= ts[i]!) stage++;
    if (stage === 0) continue;
    const present = symbols.flatMap((_, s) => (Number.isNaN(market.bars[s]!.close[i]!) ? [] : [s]));
    yield Float64Array.from(present.flatMap((s) => [ts[i]!, s, stage, told[s]![i]!]));
  }
}
