import { lowerBound } from "../../engine/core/calendar.ts";
import { normalCdf } from "../stats/normal.ts";
import { type BiasRecord, type Detector, signOf, tooLittle } from "./record.ts";

const exitsMin = 10;

/** Positions of one age: how many are held in gain and in loss, and how many of each are left. */
interface Age {
  gains: number;
  losses: number;
  gainsLeft: number;
  lossesLeft: number;
}

/**
 * Gains are taken, losses are kept. At each price while a position is held it is in gain or in loss, and is left or kept:
 * Odean's realised and paper gains and losses. His proportions are stated; tested is whether those in gain are left more
 * often than those in loss that have been held for as long, which holds for any law of holding times.
 */
export const disposition: Detector = {
  name: "loss aversion",
  mark: "positions in gain are left more readily than those in loss (disposition effect)",
  test: "PGR - PLR (Odean 1998), by the log-rank test over the time held (Mantel 1966)",
  measure(record) {
    const ages = agesOf(record);
    const all = ages.reduce(
      (sum, age) => ({
        gains: sum.gains + age.gains,
        losses: sum.losses + age.losses,
        gainsLeft: sum.gainsLeft + age.gainsLeft,
        lossesLeft: sum.lossesLeft + age.lossesLeft,
      }),
      { gains: 0, losses: 0, gainsLeft: 0, lossesLeft: 0 },
    );
    const n = all.gainsLeft + all.lossesLeft;
    if (n < exitsMin) return tooLittle(n, `fewer than ${exitsMin} decided exits with prices between`);
    const z = logRank(ages);
    if (Number.isNaN(z)) return tooLittle(n, "positions were never in gain and in loss at the same age");
    const [pgr, plr] = [all.gainsLeft / all.gains, all.lossesLeft / all.losses];
    return {
      value: pgr - plr,
      p: normalCdf(-z),
      n,
      reason: `of gains ${share(pgr)} are realised at a price, of losses ${share(plr)}`,
    };
  },
};

const share = (x: number): string => `${(x * 100).toFixed(2)}%`;

/** Gains left beyond what the law of the age gives, in deviations. */
function logRank(ages: readonly Age[]): number {
  let [excess, variance] = [0, 0];
  for (const { gains, losses, gainsLeft, lossesLeft } of ages) {
    const held = gains + losses;
    const left = gainsLeft + lossesLeft;
    if (held < 2) continue;
    const inGain = gains / held;
    excess += gainsLeft - left * inGain;
    variance += (left * inGain * (1 - inGain) * (held - left)) / (held - 1);
  }
  return variance > 0 ? excess / Math.sqrt(variance) : Number.NaN;
}

function agesOf({ trades, series }: BiasRecord): Age[] {
  const ages: Age[] = [];
  for (const trade of trades) {
    const prices = series.get(trade.symbol);
    if (!prices) continue;
    const from = lowerBound(prices.ts, trade.entryMs);
    const to = lowerBound(prices.ts, trade.exitMs);
    for (let i = from; i < to; i++) {
      const gain = signOf(trade) * (prices.close[i]! - trade.entryPrice);
      // Neither gain nor loss, as in Odean; or a price that is not known.
      if (gain === 0 || Number.isNaN(gain)) continue;
      ages[i - from] ??= { gains: 0, losses: 0, gainsLeft: 0, lossesLeft: 0 };
      const age = ages[i - from]!;
      const left = i === to - 1 && trade.chosen && !trade.open ? 1 : 0;
      age[gain > 0 ? "gains" : "losses"]++;
      age[gain > 0 ? "gainsLeft" : "lossesLeft"] += left;
    }
  }
  // Ages at which no position was in gain or in loss are holes.
  return ages.filter((age) => age !== undefined);
}
