import { normal, seeded } from "../../../engine/core/random.ts";
import type { Bars } from "../../../engine/trade/bars.ts";

/** How {@link walkBars} makes bars. */
export interface WalkOptions {
  readonly symbol?: string;
  readonly length?: number;
  readonly seed?: number;
  readonly timeframeMs?: number;
  /** Share of the bars that are missing. */
  readonly gaps?: number;
  readonly fromMs?: number;
}

/** Bars of a random walk whose volatility clusters, with volume that follows it; nothing in them can be foretold but volatility. */
export function walkBars({
  symbol = "A",
  length = 600,
  seed = 1,
  timeframeMs = 3_600_000,
  gaps = 0,
  fromMs = 1_600_000_000_000 - (1_600_000_000_000 % 3_600_000),
}: WalkOptions = {}): Bars {
  const random = seeded(seed);
  const rows: number[][] = [];
  let [level, heat] = [100, 0];
  for (let i = 0; i < length; i++) {
    heat = 0.95 * heat + 0.3 * normal(random);
    const size = 0.01 * Math.exp(heat);
    const open = level * Math.exp(0.1 * size * normal(random));
    level = open * Math.exp(size * normal(random));
    const high = Math.max(open, level) * Math.exp(0.5 * size * random());
    const low = Math.min(open, level) * Math.exp(-0.5 * size * random());
    const volume = 1000 * Math.exp(0.5 * heat + 0.3 * normal(random));
    const missing = random() < gaps && i > 0;
    if (!missing) rows.push([fromMs + i * timeframeMs, open, high, low, level, volume]);
  }
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return {
    symbol,
    timeframeMs,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}
