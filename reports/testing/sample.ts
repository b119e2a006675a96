import { readFileSync } from "node:fs";
import { samplePath } from "../../data/sample.ts";
import { normal, seeded } from "../../engine/core/random.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Settings } from "../../engine/run/settings.ts";
import type { DataIdentity, Dataset } from "../../engine/trade/bars.ts";
import { backtest } from "../../research/backtest.ts";
import { reportModelOf } from "../../research/report-model.ts";
import { strategies } from "../../strategies/index.ts";
import type { ReportModel } from "../model.ts";

const dayMs = 86_400_000;

const identityOf = (symbol: string, given: Partial<DataIdentity>): DataIdentity => ({
  name: `test:${symbol}`,
  symbol,
  exchange: "test",
  timeframe: "1d",
  source: "test",
  sha256: "5a".repeat(32),
  rows: 0,
  fromMs: 0,
  toMs: 0,
  synthetic: false,
  allowed: [],
  ...given,
});

/** The bundled S&P 500 prices, read plainly. */
export function sp500(): Dataset {
  const rows = readFileSync(samplePath(), "utf8").trim().split("\n").slice(1);
  const column = (k: number) => Float64Array.from(rows, (row) => Number(row.split(",")[k]));
  const ts = Float64Array.from(rows, (row) => Date.parse(row.slice(0, 10)));
  const [open, high, low, close, volume] = [column(1), column(2), column(3), column(4), column(6)];
  return {
    bars: { symbol: "SP500", timeframeMs: dayMs, ts, open, high, low, close, volume },
    identity: identityOf("SP500", { rows: rows.length, fromMs: ts[0]!, toMs: ts[ts.length - 1]! + dayMs }),
  };
}

/** Prices that walk at random from a seed, marked synthetic. */
export function walk(symbol: string, rows: number, timeframeMs: number, seed: number, first = 100): Dataset {
  const random = seeded(seed);
  const column = () => new Float64Array(rows);
  const [ts, open, high, low, close, volume] = [column(), column(), column(), column(), column(), column()];
  let last = first;
  for (let i = 0; i < rows; i++) {
    ts[i] = Date.UTC(2021, 0, 1) + i * timeframeMs;
    open[i] = last;
    close[i] = last * Math.exp(0.004 * normal(random));
    high[i] = Math.max(last, close[i]!) * (1 + 0.002 * random());
    low[i] = Math.min(last, close[i]!) * (1 - 0.002 * random());
    volume[i] = 1000 * random();
    last = close[i]!;
  }
  return {
    bars: { symbol, timeframeMs, ts, open, high, low, close, volume },
    identity: identityOf(symbol, { synthetic: true, rows, source: `seed ${seed}` }),
  };
}

export interface Sample {
  readonly strategy?: Strategy;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly datasets?: readonly Dataset[];
  readonly settings?: Partial<Settings>;
  readonly bounds?: boolean;
}

/** What a report draws of a backtest; of the average cross on the S&P 500 unless told. */
export function sampleModel(sample: Sample = {}): ReportModel {
  const { strategy = strategies["sma-cross"]!, datasets = [sp500()], ...rest } = sample;
  const run = backtest({
    strategy,
    target: strategy.name,
    sourceHash: "0b".repeat(32),
    codeVersion: "0.0.0",
    datasets,
    ...rest,
  });
  return reportModelOf(
    run,
    datasets.map((dataset) => dataset.bars),
  );
}
