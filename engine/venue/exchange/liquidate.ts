import { type Account, deposit, equityIn, holdingOf } from "../../trade/account.ts";
import { notionalOf, quantityOfLots } from "../../trade/instrument.ts";
import { marginIn } from "../../trade/margin.ts";
import { newHeld, placeHeld } from "./actor.ts";
import { type Client, type Core, marksOf } from "./exchange-state.ts";
import type { Actor, Held } from "./state.ts";
import { endRest } from "./work.ts";

/**
 * Liquidates accounts whose equity no longer covers the maintenance margin in the currency of a symbol that has moved:
 * their orders there end, their positions are closed at the market, for a fee that the insurance gets, and what they owe
 * then the insurance pays as far as it reaches. What the book could not take is tried again at the next price.
 */
export function liquidate(core: Core, moved: Actor): void {
  const { kind, settle, symbol } = moved.instrument;
  if (kind === "spot") return;
  for (const client of core.clients) {
    const { account } = client;
    if (!account || holdingOf(account, symbol).lots === 0) continue;
    const { equity, maintenance } = marginIn(account, settle, marksOf(core));
    if (equity > maintenance) continue;
    closeOut(core, client, settle);
    cover(core, client, settle);
  }
}

function closeOut(core: Core, client: Client, currency: string): void {
  const actors = [...core.actors.values()].filter(
    ({ instrument }) => instrument.settle === currency && instrument.kind !== "spot",
  );
  for (const actor of actors) {
    for (const held of [...actor.open]) if (held.owner === client.number) endRest(actor, held);
  }
  for (const actor of actors) {
    const { symbol } = actor.instrument;
    const { lots } = holdingOf(client.account!, symbol);
    if (lots === 0) continue;
    const number = ++core.lastNumber;
    const side = lots > 0 ? "sell" : "buy";
    const terms = { symbol, side, kind: "market", tif: "ioc", lots: Math.abs(lots) } as const;
    const held = newHeld(client.number, `liquidation-${number}`, number, terms, actor.nowMs);
    client.orders.set(held.id, held);
    client.byNumber.set(number, held);
    placeHeld(actor, held);
    chargeLiquidation(core, client, actor, held);
  }
}

function chargeLiquidation(core: Core, client: Client, { instrument }: Actor, held: Held): void {
  if (held.filled === 0) return;
  const price = (held.turnover / held.filled) * instrument.tick.step;
  const notional = notionalOf(instrument, quantityOfLots(instrument, held.filled), price);
  pay(core, client, instrument.settle, notional * core.options.liquidationFee);
}

/** Takes money from an account for the insurance, or gives it some where the amount is negative. */
function pay(core: Core, client: Client, currency: string, amount: number): void {
  client.account = deposit(client.account!, currency, -amount);
  core.insurance[currency] = (core.insurance[currency] ?? 0) + amount;
}

/** The insurance pays what an account without positions owes. */
function cover(core: Core, client: Client, currency: string): void {
  const account = client.account as Account;
  if (Object.values(account.holdings).some(({ symbol }) => account.instruments[symbol]!.settle === currency))
    return;
  const owed = -equityIn(account, currency, {});
  if (!(owed > 0)) return;
  const paid = Math.min(owed, Math.max(0, core.insurance[currency] ?? 0));
  pay(core, client, currency, -paid);
  core.uncovered[currency] = (core.uncovered[currency] ?? 0) + owed - paid;
  client.account = deposit(client.account!, currency, owed - paid);
}
