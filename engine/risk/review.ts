import { wholeLots } from "../trade/lots.ts";
import type { SizingContext } from "../trade/order.ts";

/** Limits of a backtest's orders. */
export interface Limits {
  /** Greatest gross exposure as a multiple of equity. */
  readonly leverage: number;
  readonly short: boolean;
  /** Least notional of an order that adds to a position. */
  readonly notionalMin: number;
  readonly lot: number;
}

/** The quantity that may trade, and the rule that cut or refused it, if one did. */
export interface Verdict {
  readonly quantity: number;
  readonly rule: string | undefined;
  readonly limit: number;
  readonly wanted: number;
}

const pass = (quantity: number): Verdict => ({ quantity, rule: undefined, limit: 0, wanted: 0 });

/**
 * Reviews a wanted change of quantity at a price. Whatever only reduces a position always passes; what adds is cut
 * to the limits, or refused (quantity 0, or the part that reduces) where a limit leaves nothing.
 */
export function review(wanted: number, context: SizingContext, halted: boolean, limits: Limits): Verdict {
  const { quantity, equity, others, price, feeRate } = context;
  const after = quantity + wanted;
  const crosses = quantity * after < 0;
  if (wanted === 0 || (!crosses && Math.abs(after) <= Math.abs(quantity))) return pass(wanted);
  const reducing = crosses ? -quantity : 0;
  const refuse = (rule: string, limit: number, value: number): Verdict => ({
    quantity: reducing,
    rule,
    limit,
    wanted: value,
  });
  if (halted) return refuse("halted", 0, wanted);
  if (!(equity > 0)) return refuse("no-equity", 0, equity);
  if (after < 0 && !limits.short) return refuse("short", 0, after);
  const side = Math.sign(after);
  const cap = limits.leverage * equity;
  const gross = others + Math.abs(after) * price;
  const kept = Math.abs(quantity + reducing);
  // A part in 10^12 is rounding of the sizing, not exposure.
  const cut = gross > cap * (1 + 1e-12);
  const room = (cap - others - kept * price) / (price * (1 + Math.max(0, feeRate)));
  const added = cut ? wholeLots(Math.max(0, room), limits.lot) : Math.abs(after) - kept;
  if (cut && !(added * price > cap * 1e-12)) return refuse("leverage", cap, gross);
  if (added * price < limits.notionalMin) return refuse("notional-min", limits.notionalMin, added * price);
  return cut
    ? { quantity: reducing + side * added, rule: "leverage", limit: cap, wanted: gross }
    : pass(wanted);
}
