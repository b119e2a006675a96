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
 * along the way, and one wherever the way comes past one of `levels`: a stop is set off by the price that reaches it, not
 * by whichever comes next. Their sizes are exponential and add up to the volume. A bar of unknown volume has none.
 */
export function barPath(
  random: Random,
  bar: BarShape,
  tradesMean: number,
  levels: readonly number[] = [],
): PathTrade[] {
  const { open, high, low, close, volume } = bar;
  const corners = high - open <= open - low ? [open, high, low, close] : [open, low, high, close];
  const lengths = [0, 1, 2].map((k) => Math.abs(corners[k + 1]! - corners[k]!));
  const whole = lengths[0]! + lengths[1]! + lengths[2]!;
  // A corner is a price of the bar, not nearly one: legs and parts of them, not lengths of the way.
  const places: [leg: number, part: number][] = [
    [0, 0],
    [0, 1],
    [1, 1],
    [2, 1],
  ];
  for (let k = poisson(random, tradesMean); k > 0; k--) places.push(placeAt(lengths, random() * whole));
  for (let leg = 0; leg < 3; leg++) {
    const [from, to] = [corners[leg]!, corners[leg + 1]!];
    for (const level of levels) {
      const part = (level - from) / (to - from);
      if (part > 0 && part < 1) places.push([leg, part]);
    }
  }
  places.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const sizes = places.map(() => exponential(random, 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return places.map(([leg, part], k) => {
    const [from, to] = [corners[leg]!, corners[leg + 1]!];
    const price = part === 1 ? to : Math.min(high, Math.max(low, from + part * (to - from)));
    return { price, quantity: volume > 0 ? (volume * sizes[k]!) / total : 0 };
  });
}

/** The leg that a way along all three comes to, and which part of it. */
function placeAt(lengths: readonly number[], way: number): [leg: number, part: number] {
  let left = way;
  for (let leg = 0; leg < 2; leg++) {
    if (left < lengths[leg]!) return [leg, left / lengths[leg]!];
    left -= lengths[leg]!;
  }
  return [2, lengths[2] === 0 ? 1 : Math.min(1, left / lengths[2]!)];
}
