import { passesUsual, review } from "../risk/review.ts";
import { contractFee, notionalAt, valueAt } from "../trade/contract.ts";
import { takerPrice } from "../venue/bar-price.ts";
import { roundingPart } from "./book.ts";
import { isChange } from "./decide.ts";
import { closedBy, deal, tell } from "./fused-deal.ts";
import type { Lane, Pass } from "./fused-lane.ts";
import type { Session } from "./session.ts";
import { markTrace, type Trace } from "./trace.ts";

/** Runs a pass of several symbols that share their cash; false where it gave up. */
export function runMany(pass: Pass, trace: Trace): boolean {
  const { session, lanes, start, market } = pass;
  const { length } = market.ts;
  for (let s = 0; s < lanes.length; s++) lanes[s]!.next = 0;
  trace.count = 0;
  if (start < length) markTrace(trace, session, start);
  for (let from = start; ; ) {
    // Decided at a close, filled at the open of the bar after it.
    const bar = decideNext(session, lanes, length) + 1;
    if (!staysQuiet(pass, from, Math.min(bar, length))) return false;
    if (bar >= length) break;
    if (!fillAll(pass, bar, true)) return false;
    if (!fillAll(pass, bar, false)) return false;
    markTrace(trace, session, bar);
    from = bar;
  }
  return true;
}

/** Goes to the next bar on which a target is acted upon, and notes what its orders aim at; the length if there is none. */
function decideNext(session: Session, lanes: readonly Lane[], length: number): number {
  const { amount } = session.settings.size;
  let bar = length;
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    const { count, at, value } = lane.changes;
    let k = lane.next;
    while (k < count && !isChange(session, lane.slot, value[k]!)) k++;
    lane.next = k;
    if (k < count && at[k]! < bar) bar = at[k]!;
  }
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    const { count, at, value } = lane.changes;
    const k = lane.next;
    lane.aim = Number.NaN;
    if (k === count || at[k] !== bar) continue;
    lane.next = k + 1;
    lane.slot.acted = value[k]!;
    lane.aim = value[k]! * amount;
  }
  return bar;
}

/** Whether no close of some bars sets off an alarm: ruin, or the drawdown at which an account halts. */
function staysQuiet({ session, lanes, least }: Pass, from: number, to: number): boolean {
  const { risk, cash, settings } = session;
  const keep = 1 - settings.limits.account.maxDrawdown;
  let held = false;
  let safe = keep === 0;
  let worst = cash;
  for (let s = 0; s < lanes.length; s++) {
    const { quantity, contract } = lanes[s]!.slot;
    if (quantity !== 0) held = true;
    if (quantity < 0) safe = false;
    if (quantity > 0) worst += quantity * contract.size * least[s]!;
  }
  if (safe && worst > 0) return true;
  let { peak } = risk.state;
  // Of cash alone the first bar tells all.
  const end = held ? to : Math.min(to, from + 1);
  for (let t = from; t < end; t++) {
    let equity = cash;
    for (let s = 0; s < lanes.length; s++) {
      const { slot, bars } = lanes[s]!;
      if (slot.quantity !== 0) equity += slot.quantity * valueAt(slot.contract, bars.close[t]!);
    }
    if (equity > peak) peak = equity;
    if (!(equity > 0) || !(equity > peak * keep)) return false;
  }
  risk.state.peak = peak;
  return true;
}

/** Fills what waits for the open of bar t: orders that only reduce a position, or all that are left. */
function fillAll(pass: Pass, t: number, reducing: boolean): boolean {
  const { lanes } = pass;
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    if (lane.aim !== lane.aim) continue;
    quote(pass, lane, t);
    const { quantity } = lane.slot;
    if (reducing && Math.abs(quantity + deal.quantity) >= Math.abs(quantity)) continue;
    lane.aim = Number.NaN;
    if (deal.quantity !== 0) admit(pass, lane);
    if (deal.quantity !== 0 && !trade(pass, lane, t)) return false;
  }
  return true;
}

/** The change of quantity that an order asks for at the open of bar t, and its price: see `wantedOf`. */
function quote(pass: Pass, lane: Lane, t: number): void {
  const { halfSpread, slippage } = pass.session.settings;
  const { context, aim } = lane;
  const { quantity } = lane.slot;
  const cost = halfSpread + slippage;
  context.price = lane.bars.open[t]!;
  look(pass, lane, t);
  let wanted = pass.sizing(context, aim);
  if (cost !== 0 && wanted !== 0) {
    const side = wanted > 0 ? 1 : -1;
    context.price = takerPrice(side, context.price, cost);
    look(pass, lane, t);
    wanted = pass.sizing(context, aim);
    if (wanted * side < 0) wanted = 0;
  }
  deal.quantity = Math.abs(wanted) > roundingPart * Math.abs(quantity) ? wanted : 0;
  deal.price = context.price;
}

/** Writes down what a policy may look at, at the price in the context and the opens of bar t elsewhere. */
function look({ session, lanes }: Pass, lane: Lane, t: number): void {
  const { context } = lane;
  const { contract, quantity } = lane.slot;
  context.unit = notionalAt(contract, context.price);
  context.quantity = quantity;
  let equity = session.cash;
  let others = 0;
  for (let s = 0; s < lanes.length; s++) {
    const other = lanes[s]!;
    if (other.slot.quantity === 0) continue;
    const worth = other.slot.quantity * valueAt(other.slot.contract, other.bars.open[t]!);
    equity += worth;
    if (other !== lane) others += Math.abs(worth);
  }
  if (quantity !== 0) {
    equity += quantity * (valueAt(contract, context.price) - valueAt(contract, lane.bars.open[t]!));
  }
  context.equity = equity;
  context.others = others;
}

/** Leaves of the deal what risk lets through; the usual rules read no more of a request than stands in it here. */
function admit({ session: { risk } }: Pass, { slot, context }: Lane): void {
  const { quantity } = slot;
  const after = quantity + deal.quantity;
  if (!(quantity * after < 0) && Math.abs(after) <= Math.abs(quantity)) return;
  const { request } = risk;
  request.wanted = deal.quantity;
  request.unit = context.unit;
  request.quantity = quantity;
  request.equity = context.equity;
  request.others = context.others;
  if (passesUsual(risk, request, Math.abs(after))) return;
  request.feeRate = context.feeRate;
  request.lot = context.lot;
  deal.quantity = review(risk, request).quantity;
}

/** Applies the deal at the open of bar t. A second lot, and a short that pays borrow, are beyond this pass. */
function trade(pass: Pass, lane: Lane, t: number): boolean {
  const { session } = pass;
  const { slot } = lane;
  const { quantity, price } = deal;
  const held = slot.quantity;
  if (held * quantity > 0) return false;
  deal.fee = contractFee(slot.contract, "taker", quantity, price);
  session.cash -= quantity * valueAt(slot.contract, price) + deal.fee;
  deal.closed = held === 0 ? 0 : closedBy(held, quantity);
  const left = quantity + deal.closed;
  deal.opened = Math.abs(left) > roundingPart * Math.abs(held) ? left : 0;
  slot.quantity = held - deal.closed + deal.opened;
  if (pass.tally.measuresTrades) tell(pass, lane, t);
  return slot.quantity >= 0 || session.settings.borrowRate === 0;
}
