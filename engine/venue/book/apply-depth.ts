import type { Instrument } from "../../trade/instrument.ts";
import type { Book } from "./book.ts";
import { type QueueRule, setMarket } from "./market-depth.ts";

/** Sets what the market shows at prices of one side, given as price and quantity in turn, in units of the instrument. */
export function applyDepth(
  book: Book,
  { tick, lot }: Instrument,
  sign: 1 | -1,
  pairs: Float64Array,
  rule: QueueRule,
  stamp: number,
): void {
  for (let k = 0; k < pairs.length; k += 2) {
    const ticks = Math.round(pairs[k]! / tick.step);
    setMarket(book, sign, ticks, Math.round(pairs[k + 1]! / lot.step), rule, stamp);
  }
}
