import { assert } from "../../core/errors.ts";
import { applyFill, applyFunding } from "../../trade/account.ts";
import { notionalOf, priceOfTicks, quantityOfLots } from "../../trade/instrument.ts";
import { isRejected } from "../../trade/rejection.ts";
import { addTurnover, feeRate } from "../limits/fee-tiers.ts";
import { type Core, markOfActor } from "./exchange-state.ts";
import type { Actor, Fee, Held } from "./state.ts";

/** Books a fill on its client's account, with the fee of its tier; returns that fee. */
export function bookFill(
  core: Core,
  { instrument, nowMs }: Actor,
  held: Held,
  lots: number,
  ticks: number,
  liquidity: "maker" | "taker",
): Fee {
  const client = core.clients[held.owner - 1]!;
  const price = priceOfTicks(instrument, ticks);
  const notional = notionalOf(instrument, quantityOfLots(instrument, lots), price);
  const { fees } = core.options;
  const rate = fees ? feeRate(fees, client.turnover, liquidity, nowMs) : instrument.fees[liquidity];
  const fee = { amount: rate * notional + (fees ? 0 : instrument.fees.fixed), currency: instrument.settle };
  if (fees) addTurnover(client.turnover, notional, nowMs);
  if (client.account) {
    const { symbol } = instrument;
    const { side } = held.terms;
    const after = applyFill(client.account, { symbol, side, lots, price, liquidity, ts: nowMs, fee });
    assert(!isRejected(after), "an account refused a fill that its exchange made");
    client.account = after;
  }
  return fee;
}

/** Settles funding of a perpetual on all accounts, at its present price. */
export function settleFunding(core: Core, actor: Actor, rate: number): void {
  const mark = markOfActor(actor);
  if (!(mark > 0)) return;
  for (const client of core.clients) {
    if (client.account) client.account = applyFunding(client.account, actor.instrument.symbol, rate, mark);
  }
}
