import { refuse } from "../../../engine/core/errors.ts";

/** A bet that may be made at the close of a bar. */
export interface BarrierEvent {
  readonly at: number;
  /** Unit of the barriers: a return, such as the volatility known at the bar. */
  readonly target: number;
  /** 1 long, -1 short where the side is known and the label is whether to take it; else absent. */
  readonly side?: 1 | -1;
}

export interface BarrierOptions {
  /** Profit is taken above this many targets, and loss below; 0 for no barrier. */
  readonly profit: number;
  readonly loss: number;
  /** Bars after which the bet ends. */
  readonly bars: number;
  /** Events whose target is not greater are left out. */
  readonly targetMin?: number;
}

/** How a bet ended. */
export interface BarrierLabel {
  readonly at: number;
  readonly target: number;
  readonly side: 1 | -1;
  /** The bar whose close was first beyond a barrier, or the last one. */
  readonly touch: number;
  readonly barrier: "profit" | "loss" | "time";
  /** Whether the data ended before the bet did: its label is of a shorter bet. */
  readonly truncated: boolean;
  /** (p[touch] / p[at] - 1) side. */
  readonly return: number;
  /** Sign of the return; of a bet whose side is known, 1 where it gained and 0 where not. */
  readonly label: -1 | 0 | 1;
}

/**
 * Labels by the triple-barrier method on closes (Lopez de Prado 2018, 3.4 to 3.6): the first close strictly beyond
 * the barrier of profit or loss, else the close `bars` later. An unknown close touches nothing.
 * Throws a UserError for an event outside the prices, negative barriers, or a horizon below one bar.
 */
export function tripleBarrier(
  prices: Float64Array,
  events: readonly BarrierEvent[],
  { profit, loss, bars, targetMin = 0 }: BarrierOptions,
): BarrierLabel[] {
  if (!(profit >= 0 && loss >= 0)) refuse(`barriers must be at least 0; were ${profit} and ${loss}`);
  if (!(Number.isInteger(bars) && bars >= 1)) refuse(`the horizon must be at least one bar; was ${bars}`);
  return events
    .filter(({ target }) => target > targetMin)
    .map(({ at, target, side }) => {
      if (!(prices[at]! > 0)) refuse(`there is no price at the event ${at} of ${prices.length} prices`);
      const end = firstTouch(prices, { at, side: side ?? 1, last: Math.min(at + bars, prices.length - 1) }, [
        profit > 0 ? profit * target : Number.POSITIVE_INFINITY,
        loss > 0 ? -loss * target : Number.NEGATIVE_INFINITY,
      ]);
      const sign = Math.sign(end.return) as -1 | 0 | 1;
      return {
        at,
        target,
        side: side ?? 1,
        ...end,
        truncated: end.barrier === "time" && at + bars > prices.length - 1,
        label: side === undefined ? sign : sign === 1 ? 1 : 0,
      };
    });
}

interface Bet {
  readonly at: number;
  readonly side: 1 | -1;
  readonly last: number;
}

function firstTouch(prices: Float64Array, { at, side, last }: Bet, [high, low]: readonly [number, number]) {
  let touch = at;
  let change = 0;
  for (let t = at + 1; t <= last; t++) {
    const now = (prices[t]! / prices[at]! - 1) * side;
    if (Number.isNaN(now)) continue;
    touch = t;
    change = now;
    if (now > high) return { touch, barrier: "profit" as const, return: now };
    if (now < low) return { touch, barrier: "loss" as const, return: now };
  }
  return { touch, barrier: "time" as const, return: change };
}
