/** What is known of a book: quantity by price on each side, and the best prices, NaN for none. */
export interface Depth {
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  /** Whether a snapshot has come since the last gap: before it changes say nothing. */
  known: boolean;
  bid: number;
  ask: number;
}

export const createDepth = (): Depth => ({
  bids: new Map(),
  asks: new Map(),
  known: false,
  bid: Number.NaN,
  ask: Number.NaN,
});

/** Forgets a book until the next snapshot. */
export function forgetDepth(depth: Depth): void {
  depth.bids.clear();
  depth.asks.clear();
  depth.known = false;
  depth.bid = Number.NaN;
  depth.ask = Number.NaN;
}

/** Takes in a snapshot or changes, as price and quantity in turn. */
export function takeLevels(depth: Depth, snapshot: boolean, bids: Float64Array, asks: Float64Array): void {
  if (snapshot) forgetDepth(depth);
  else if (!depth.known) return;
  depth.known = true;
  depth.bid = change(depth.bids, bids, 1, depth.bid);
  depth.ask = change(depth.asks, asks, -1, depth.ask);
}

/** Changes one side, of which a higher price (`sign` 1) or a lower one (-1) is better; its best price then. */
function change(side: Map<number, number>, levels: Float64Array, sign: 1 | -1, best: number): number {
  let now = best;
  for (let k = 0; k < levels.length; k += 2) {
    const [price, quantity] = [levels[k]!, levels[k + 1]!];
    if (quantity > 0) {
      side.set(price, quantity);
      if (now !== now || sign * price > sign * now) now = price;
    } else {
      side.delete(price);
      if (price === now) now = bestOf(side, sign);
    }
  }
  return now;
}

function bestOf(side: ReadonlyMap<number, number>, sign: 1 | -1): number {
  let best = Number.NaN;
  for (const price of side.keys()) if (best !== best || sign * price > sign * best) best = price;
  return best;
}
