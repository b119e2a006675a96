import type { Outcome } from "../../engine/run/result.ts";
import { type MetricsContext, metricsOf } from "../metrics/index.ts";
import type { WindowFigures } from "./model.ts";

/** Objectives that follow from bar returns alone, so that stretches of them can be joined. */
export const returnObjectives = ["sharpe", "sortino", "totalReturn", "annualReturn", "maxDrawdown"] as const;

/** What is kept of the metrics of a window. */
export function figuresOf(metrics: Readonly<Record<string, number>>, objective: string): WindowFigures {
  const figure = (name: string): number => metrics[name] ?? Number.NaN;
  return {
    objective: figure(objective),
    totalReturn: figure("totalReturn"),
    annualReturn: figure("annualReturn"),
    sharpe: figure("sharpe"),
    maxDrawdown: figure("maxDrawdown"),
    trades: figure("trades"),
  };
}

/** Figures of nothing. */
export const unknownFigures: WindowFigures = figuresOf({}, "");

/** Bar returns of the bars that count; `cash` is the equity before the first. */
export function windowReturns({ equity, start }: Outcome, cash: number): Float64Array {
  const out = new Float64Array(equity.length - start);
  for (let i = 0, before = cash; i < out.length; i++) {
    const now = equity[start + i]!;
    out[i] = now / before - 1;
    before = now;
  }
  return out;
}

/** Metrics of joined stretches of bar returns: those that need trades, or the time that passed, are not known. */
export function metricsOfReturns(
  stretches: readonly Float64Array[],
  { symbols, timeframeMs, barsPerYear }: Pick<Outcome, "symbols" | "timeframeMs" | "barsPerYear">,
): Readonly<Record<string, number>> {
  const rows = stretches.reduce((sum, { length }) => sum + length, 0);
  const equity = new Float64Array(rows);
  let [at, value] = [0, 1];
  for (const returns of stretches) {
    for (let i = 0; i < returns.length; i++) {
      value *= 1 + returns[i]!;
      equity[at++] = value;
    }
  }
  const zeros = new Float64Array(rows);
  const metrics = metricsOf(
    {
      driver: "vector",
      symbols,
      timeframeMs,
      ts: Float64Array.from(equity, (_, i) => i * timeframeMs),
      start: 0,
      equity,
      exposure: zeros,
      net: zeros,
      benchmark: new Float64Array(rows).fill(1),
      trades: [],
      orders: [],
      fills: [],
      costs: { fees: 0, spread: 0, slippage: 0, funding: 0, borrow: 0 },
      ambiguousBars: 0,
      verdicts: {},
      barsPerYear,
    },
    { cash: 1 },
  );
  const { sharpe, sortino, totalReturn, annualReturn, maxDrawdown } = metrics;
  return { sharpe, sortino, totalReturn, annualReturn, maxDrawdown };
}

/** A window as it was run, with the cash with which it began. */
export interface WindowRun {
  readonly outcome: Outcome;
  readonly cash: number;
}

/** Figures of the windows of one fold: of a single one everything, of several what follows from returns. */
export function figuresOfWindows(
  runs: readonly WindowRun[],
  objective: string,
  context: Pick<MetricsContext, "bars">,
): WindowFigures {
  const [first] = runs;
  if (!first) return unknownFigures;
  if (runs.length === 1) {
    return figuresOf(metricsOf(first.outcome, { ...context, cash: first.cash }), objective);
  }
  const returns = runs.map(({ outcome, cash }) => windowReturns(outcome, cash));
  return figuresOf(metricsOfReturns(returns, first.outcome), objective);
}
