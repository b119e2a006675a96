import { normal, seeded } from "../engine/core/random.ts";
import type { Bars, Dataset } from "../engine/trade/bars.ts";

const hourMs = 3_600_000;

/**
 * A seeded market of `length` hourly bars whose volatility wanders, without gaps, for benchmarks. It opens a little
 * off the last close, so that a fill at the next open is told from a fill at the close.
 */
export function benchBars(length: number, seed = 1): Bars {
  const random = seeded(seed);
  const column = () => new Float64Array(length);
  const bars = {
    ts: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let last = 100;
  let logVolatility = 0;
  for (let i = 0; i < length; i++) {
    logVolatility = 0.98 * logVolatility + 0.1 * normal(random);
    const sigma = 0.004 * Math.exp(logVolatility);
    const open = last * (1 + 0.05 * sigma * normal(random));
    const close = open * Math.exp(sigma * normal(random));
    bars.ts[i] = 1_500_000_000_000 - (1_500_000_000_000 % hourMs) + i * hourMs;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close) * (1 + 0.3 * sigma * random());
    bars.low[i] = Math.min(open, close) * (1 - 0.3 * sigma * random());
    bars.volume[i] = 1_000 * (0.5 + random());
    last = close;
  }
  return { symbol: "BENCH", timeframeMs: hourMs, ...bars };
}

/** The same with an identity, as a backtest wants it. */
export function benchDataset(bars: Bars): Dataset {
  const { ts, symbol, timeframeMs } = bars;
  return {
    bars,
    identity: {
      name: `bench:${symbol}:1h`,
      symbol,
      exchange: "bench",
      timeframe: "1h",
      source: "bench/market.ts",
      sha256: "0".repeat(64),
      rows: ts.length,
      fromMs: ts[0]!,
      toMs: ts[ts.length - 1]! + timeframeMs,
      synthetic: true,
      allowed: [],
    },
  };
}
