import { normal, seeded } from "../engine/core/random.ts";
import { int, type Strategy, strategy } from "../engine/graph/strategy.ts";
import { gt } from "../engine/ops/gt.ts";
import { sma } from "../engine/ops/sma.ts";
import { where } from "../engine/ops/where.ts";
import type { Dataset } from "../engine/trade/bars.ts";

const dayMs = 86_400_000;

/** What a market of the battery is like. */
export interface GateMarket {
  readonly seed: number;
  /** Daily bars. */
  readonly bars: number;
  /** Deviation of a day's log return. */
  readonly sigma: number;
  /** Drift of a day in deviations, up or down; 0 is a random walk. */
  readonly edge: number;
  /** Mean days from one turn of the drift to the next. */
  readonly days: number;
}

/** A random walk with Gaussian steps whose drift, where there is one, changes its sign at random times. */
export function gateDataset({ seed, bars, sigma, edge, days }: GateMarket): Dataset {
  const random = seeded(seed);
  const column = () => new Float64Array(bars);
  const [ts, open, high, low, close, volume] = [column(), column(), column(), column(), column(), column()];
  let last = 100;
  let side = random() < 0.5 ? 1 : -1;
  for (let i = 0; i < bars; i++) {
    if (random() < 1 / days) side = -side;
    // The expected price of a random walk does not move: a half of the variance is taken off.
    const step = sigma * (side * edge + normal(random)) - sigma ** 2 / 2;
    ts[i] = Date.UTC(2016, 0, 1) + i * dayMs;
    open[i] = last;
    close[i] = last * Math.exp(step);
    high[i] = Math.max(last, close[i]!) * (1 + 0.3 * sigma * random());
    low[i] = Math.min(last, close[i]!) * (1 - 0.3 * sigma * random());
    volume[i] = 1e6 * (0.5 + random());
    last = close[i]!;
  }
  return {
    bars: { symbol: "GATE", timeframeMs: dayMs, ts, open, high, low, close, volume },
    identity: {
      name: `bench:GATE-${seed}:1d`,
      symbol: "GATE",
      exchange: "bench",
      timeframe: "1d",
      source: "bench/gate-market.ts",
      sha256: "0".repeat(64),
      rows: bars,
      fromMs: ts[0]!,
      toMs: ts[bars - 1]! + dayMs,
      synthetic: true,
      allowed: [],
    },
  };
}

/**
 * Long above a slow average and short below it, by a quick one: what follows a drift that lasts. It holds half of its
 * equity: with all of it, at 57% volatility a year, drawdowns of more than half would be no surprise even with an edge,
 * and the gate refuses them for their size alone.
 */
export const follower = strategy({
  name: "gate-follower",
  params: { quick: int(10, { from: 1, to: 200 }), calm: int(40, { from: 2, to: 400 }) },
  where: ({ quick, calm }) => quick < calm,
  decide: ({ close }, { quick, calm }) => ({
    target: where(gt(sma(close, quick), sma(close, calm)), 0.5, -0.5),
  }),
}) as unknown as Strategy;

/** Five hundred variants of it. */
export const followerSpace = { params: ["quick=1:20", "calm=24:120:4"] } as const;
