import { seeded } from "../../../engine/core/random.ts";
import { int, strategy } from "../../../engine/graph/strategy.ts";
import { gt } from "../../../engine/ops/gt.ts";
import { sma } from "../../../engine/ops/sma.ts";
import { barsFrom, type Row } from "../../../engine/run/testing/scenario.ts";
import type { Dataset } from "../../../engine/trade/bars.ts";
import type { WalkForwardRun } from "../model.ts";
import type { WalkForwardRequest } from "../request.ts";
import type { Tried } from "../select.ts";
import { walkForward } from "../walk-forward.ts";

export const dayMs = 86_400_000;

/** Daily bars with a drift that turns every 40 days. */
export function turning(length: number, seed: number): Row[] {
  const random = seeded(seed);
  let price = 100;
  return Array.from({ length }, (_, i) => {
    const open = price;
    price *= 1 + 0.02 * (2 * random() - 1) + (Math.floor(i / 40) % 2 === 0 ? 0.006 : -0.006);
    return [open, Math.max(open, price) * 1.01, Math.min(open, price) * 0.99, price] as Row;
  });
}

/** Rows as the data set of a symbol. */
export function datasetOf(rows: readonly Row[], symbol = "X"): Dataset {
  const bars = barsFrom(symbol, rows, undefined, dayMs);
  return {
    bars,
    identity: {
      name: `file:${symbol}:1d`,
      symbol,
      exchange: "file",
      timeframe: "1d",
      source: "made by hand",
      sha256: "feed",
      rows: rows.length,
      fromMs: bars.ts[0]!,
      toMs: bars.ts[rows.length - 1]! + dayMs,
      synthetic: false,
      allowed: [],
    },
  };
}

/** Long above its average. */
export const above = strategy({
  name: "above",
  params: { n: int(3, { from: 2, to: 50 }) },
  decide: ({ close }, { n }) => ({ target: gt(close, sma(close, n)) }),
});

/** A walk over 400 days, 120 of training and 40 of test. */
export const requestOf = (more: Partial<WalkForwardRequest> = {}): WalkForwardRequest => ({
  strategy: above,
  space: { params: ["n=2:12"] },
  search: { kind: "grid", seed: 1 },
  objective: "sharpe",
  windows: {
    scheme: "walk-forward",
    unit: "ms",
    train: 120 * dayMs,
    test: 40 * dayMs,
    embargo: 0,
    anchored: false,
  },
  datasets: [datasetOf(turning(400, 7))],
  ...more,
});

/** Runs a walk to its end; gives what it tried, too. */
export function walked(request: WalkForwardRequest): {
  readonly run: WalkForwardRun;
  readonly tried: Tried[];
} {
  const steps = walkForward(request);
  const tried: Tried[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { run: value, tried };
    tried.push(value);
  }
}
