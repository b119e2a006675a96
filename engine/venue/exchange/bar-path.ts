import { exponential, poisson } from "../../core/distributions.ts";
import type { Random } from "../../core/random.ts";

/** One trade of a bar's path. */
export interface PathTrade {
  readonly price: number;
  readonly quantity: number;
}

interface BarShape {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Trades that a bar may have been made of: from its open to the nearer of high and low, to the other, to its close, on
 * straight lines. Beside the four corners there are a Poisson number of trades with mean `tradesMean`, at even chances
 * along the way; their sizes are exponential and add up to the volume. A bar of unknown volume has none.
 */
export function barPath(random: Random, bar: BarShape, tradesMean: number): PathTrade[] {
  const { open, high, low, close, volume } = bar;
  const corners = high - open <= open - low ? [open, high, low, close] : [open, low, high, close];
  const lengths = [0, 1, 2].map((k) => Math.abs(corners[k + 1]! - corners[k]!));
  const whole = lengths[0]! + lengths[1]! + lengths[2]!;
  const places = Array.from({ length: poisson(random, tradesMean) }, () => random() * whole);
  const ends = [0, lengths[0]!, lengths[0]! + lengths[1]!, whole];
  const all = [...places, ...ends].sort((a, b) => a - b);
  const sizes = all.map(() => exponential(random, 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return all.map((place, k) => {
    const leg = place <= ends[1]! ? 0 : place <= ends[2]! ? 1 : 2;
    const length = lengths[leg]!;
    const part = length === 0 ? 1 : (place - ends[leg]!) / length;
    // Both ends exactly: a corner is a price of the bar, not nearly one.
    const price = part >= 1 ? corners[leg + 1]! : corners[leg]! + part * (corners[leg + 1]! - corners[leg]!);
    return { price, quantity: volume > 0 ? (volume * sizes[k]!) / total : 0 };
  });
}
