import { passesUsual, review } from "../risk/review.ts";
import type { Risk } from "../risk/risk.ts";
import { contractFee, valueAt } from "../trade/contract.ts";
import { takerPrice } from "../venue/bar-price.ts";
import { roundingPart } from "./book.ts";
import { differs } from "./decide.ts";
import { closedBy, deal, tell } from "./fused-deal.ts";
import type { Lane, Pass } from "./fused-lane.ts";
import { addStep, type Trace } from "./trace.ts";

/**
 * Runs a pass of a single symbol; false where it gave up. The account stands in local variables, and what is called at
 * each fill is small enough to be inlined: a number handed to any other function is an object.
 */
export function runOne(pass: Pass, lane: Lane, trace: Trace): boolean {
  const { session, start } = pass;
  const { settings, risk, rebalance } = session;
  const { contract } = lane.slot;
  const { count, at, value } = lane.changes;
  const { open } = lane.bars;
  const cost = settings.halfSpread + settings.slippage;
  const least = contract.size * pass.least[0]!;
  const mayHalt = settings.limits.account.maxDrawdown < 1;
  let { cash } = session;
  let quantity = 0;
  let acted = 0;
  trace.count = 0;
  if (start < open.length) addStep(trace, start, cash, 0);
  for (let k = 0, from = start; ; k++) {
    while (k < count && !differs(value[k]!, acted, rebalance)) k++;
    // Decided at a close, filled at the open of the bar after it.
    const bar = k < count ? at[k]! + 1 : open.length;
    if (mayHalt || quantity < 0 || !(cash + quantity * least > 0)) {
      if (!staysQuiet(pass, lane, cash, quantity, from, Math.min(bar, open.length))) return false;
    }
    if (bar >= open.length) break;
    from = bar;
    acted = value[k]!;
    const mark = valueAt(contract, open[bar]!);
    let price = open[bar]!;
    let wanted = wish(pass, lane, acted, cash, quantity, mark, mark);
    if (cost !== 0 && wanted !== 0) {
      const side = wanted > 0 ? 1 : -1;
      price = takerPrice(side, price, cost);
      wanted = wish(pass, lane, acted, cash, quantity, mark, valueAt(contract, price));
      if (wanted * side < 0) wanted = 0;
    }
    if (!(Math.abs(wanted) > roundingPart * Math.abs(quantity))) continue;
    const after = quantity + wanted;
    if (quantity * after < 0 || Math.abs(after) > Math.abs(quantity)) wanted = admit(risk, lane, wanted);
    if (wanted === 0) continue;
    // A second lot, and a short that pays borrow, are beyond this pass.
    if (quantity * wanted > 0) return false;
    const fee = contractFee(contract, "taker", wanted, price);
    cash -= wanted * valueAt(contract, price) + fee;
    const closed = quantity === 0 ? 0 : closedBy(quantity, wanted);
    const left = wanted + closed;
    const opened = Math.abs(left) > roundingPart * Math.abs(quantity) ? left : 0;
    quantity = quantity - closed + opened;
    if (quantity < 0 && settings.borrowRate > 0) return false;
    if (pass.tally.measuresTrades) {
      deal.quantity = wanted;
      deal.price = price;
      deal.fee = fee;
      deal.closed = closed;
      deal.opened = opened;
      tell(pass, lane, bar);
    }
    addStep(trace, bar, cash, quantity);
  }
  lane.slot.quantity = quantity;
  return true;
}

/** The change of quantity that a target asks for at a price: `mark` and `unit` are what a unit is worth at the open, and there. */
function wish(
  { session, sizing }: Pass,
  { context }: Lane,
  target: number,
  cash: number,
  quantity: number,
  mark: number,
  unit: number,
): number {
  context.unit = unit;
  context.quantity = quantity;
  context.equity = quantity === 0 ? cash : cash + quantity * mark + quantity * (unit - mark);
  return sizing(context, target * session.settings.size.amount);
}

/** What risk leaves of a change that adds; the usual rules read no more of a request than stands in it here. */
function admit(risk: Risk, { context }: Lane, wanted: number): number {
  const { request } = risk;
  const { quantity } = context;
  request.wanted = wanted;
  request.unit = context.unit;
  request.quantity = quantity;
  request.equity = context.equity;
  request.others = 0;
  if (passesUsual(risk, request, Math.abs(quantity + wanted))) return wanted;
  request.feeRate = context.feeRate;
  request.lot = context.lot;
  return review(risk, request).quantity;
}

/** Whether no close of some bars sets off an alarm: ruin, or the drawdown at which an account halts. */
function staysQuiet(
  { session }: Pass,
  { slot: { contract }, bars: { close } }: Lane,
  cash: number,
  quantity: number,
  from: number,
  to: number,
): boolean {
  const { state, limits } = session.risk;
  const keep = 1 - limits.account.maxDrawdown;
  // Of cash alone the first bar tells all.
  const end = quantity === 0 ? Math.min(to, from + 1) : to;
  let { peak } = state;
  for (let t = from; t < end; t++) {
    const equity = quantity === 0 ? cash : cash + quantity * valueAt(contract, close[t]!);
    if (equity > peak) peak = equity;
    if (!(equity > 0) || !(equity > peak * keep)) return false;
  }
  state.peak = peak;
  return true;
}
