import type { Columns } from "../columns.ts";
import { type Defect, plural, Tally } from "./defect.ts";

/** A leap of a close away and back is a bad tick from this many times the usual move on, and at least this large. */
const leap = { moves: 20, size: 0.08 };
/** A wick beyond the body that the neighbours do not share, likewise; real flash crashes make large ones. */
const wick = { moves: 60, size: 0.5 };
/** Share of the leap that must be undone by the next bar. */
const undone = 0.8;
const firstMoves = 200;

/** Finds closes that leap away and back within one bar, and highs or lows far outside what the market did around them. */
export function findBadTicks({ ts, open, high, low, close }: Columns): Defect[] {
  const tally = new Tally();
  let usual = usualMove(close);
  // The first bar has nothing before it, and that of a listing is wild in truth.
  for (let i = 1; i < ts.length; i++) {
    const size = Math.abs(close[i]! / close[i - 1]! - 1);
    const leaps = size > leap.size && size > leap.moves * usual && comesBack(close, i);
    const top = high[i]! / Math.max(open[i]!, close[i]!);
    const bottom = Math.min(open[i]!, close[i]!) / low[i]!;
    const reach = Math.max(top, bottom) - 1;
    if (leaps || (reach > wick.size && reach > wick.moves * usual)) tally.add(i);
    if (size < Number.POSITIVE_INFINITY) usual += (Math.min(size, 5 * usual) - usual) / 100;
  }
  return tally.defect(
    "ticks",
    ts,
    (count) => `${plural(count, "bar")} with a price that leaps away and back`,
  );
}

/** Whether the close after bar i is back where the close before it was, but for a fifth of the leap. */
function comesBack(close: Float64Array, i: number): boolean {
  const away = Math.log(close[i]! / close[i - 1]!);
  const back = Math.log(close[i + 1]! / close[i]!);
  return away * back < 0 && Math.abs(away + back) < (1 - undone) * Math.abs(away);
}

/** Median size of the first moves of the close; never 0, so that a market that stood still may begin to move. */
function usualMove(close: Float64Array): number {
  const moves: number[] = [];
  for (let i = 1; i < close.length && moves.length < firstMoves; i++) {
    const move = Math.abs(Math.log(close[i]! / close[i - 1]!));
    if (move > 0 && move < Number.POSITIVE_INFINITY) moves.push(move);
  }
  moves.sort((a, b) => a - b);
  return moves[moves.length >> 1] ?? 0.001;
}
