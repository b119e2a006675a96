import { type Account, holdingOf, purseTotal } from "../../trade/account.ts";
import { notionalOf, priceOfTicks, quantityOfLots } from "../../trade/instrument.ts";
import { marginIn } from "../../trade/margin.ts";
import { isConditional, type OrderTerms } from "../../trade/order-terms.ts";
import { type Refusal, refusal } from "../limits/refusal.ts";
import { isSetOff } from "./actor.ts";
import { type Client, type Core, markOfActor, marksOf } from "./exchange-state.ts";
import { type Actor, type Held, leftOf, signOf } from "./state.ts";

/** Whether the exchange takes an order now: its filters, its limits and the client's means. */
export function checkOrder(
  core: Core,
  client: Client,
  actor: Actor,
  terms: OrderTerms,
  sibling?: Held,
): Refusal | undefined {
  const { instrument, halted, delisted } = actor;
  if (delisted) return refusal("delisted", `${instrument.symbol} is not traded any more.`);
  if (halted) return refusal("halted", `Trading of ${instrument.symbol} is halted.`);
  if (terms.leg !== undefined)
    return refusal("terms", "this exchange nets positions; an order must have no leg");
  return (
    checkBand(core, actor, terms) ??
    checkCounts(core, client, actor, terms) ??
    checkReduceOnly(client, actor, terms) ??
    checkTrigger(core, actor, terms) ??
    (client.account && checkMeans(core, client, client.account, actor, terms, sibling))
  );
}

function checkBand({ options }: Core, actor: Actor, { limitTicks }: OrderTerms): Refusal | undefined {
  const mark = markOfActor(actor);
  if (limitTicks === undefined || mark !== mark) return undefined;
  const price = priceOfTicks(actor.instrument, limitTicks);
  const [low, high] = [mark / (1 + options.priceBand), mark * (1 + options.priceBand)];
  if (price >= low && price <= high) return undefined;
  return refusal("price-band", `Filter failure: PERCENT_PRICE; must be in [${low}, ${high}]; was ${price}`);
}

function checkCounts(
  { options }: Core,
  client: Client,
  actor: Actor,
  terms: OrderTerms,
): Refusal | undefined {
  const { ordersMax, conditionalOrdersMax } = options;
  // Nobody has more than all together.
  if (actor.open.size < Math.min(ordersMax, conditionalOrdersMax)) return undefined;
  let [all, conditional] = [0, 0];
  for (const held of actor.open) {
    if (held.owner !== client.number) continue;
    all++;
    if (held.stage === "waiting") conditional++;
  }
  if (all >= ordersMax) return refusal("orders-max", `Filter failure: MAX_NUM_ORDERS ${ordersMax}`);
  if (!isConditional(terms) || conditional < conditionalOrdersMax) return undefined;
  return refusal("conditional-orders-max", `Filter failure: MAX_NUM_ALGO_ORDERS ${conditionalOrdersMax}`);
}

function checkReduceOnly(client: Client, actor: Actor, terms: OrderTerms): Refusal | undefined {
  if (!terms.reduceOnly || isConditional(terms)) return undefined;
  const lots = actor.positions[client.number] ?? 0;
  return -signOf(terms) * lots > 0 ? undefined : refusal("reduce-only", "ReduceOnly Order is rejected.");
}

function checkTrigger({ options }: Core, actor: Actor, terms: OrderTerms): Refusal | undefined {
  if (options.triggerAtOnce === "trade" || !isConditional(terms) || !isSetOff(actor, { terms }))
    return undefined;
  return refusal("trigger-at-once", "Stop price would trigger immediately.");
}

/** Whether a client can pay for an order beside those that it has open. */
function checkMeans(
  core: Core,
  client: Client,
  account: Account,
  actor: Actor,
  terms: OrderTerms,
  sibling: Held | undefined,
): Refusal | undefined {
  const price = priceFor(actor, terms);
  if (price !== price) return undefined;
  return actor.instrument.kind === "spot"
    ? checkSpot(core, client, account, actor, terms, price, sibling)
    : checkMargin(core, account, actor, terms, price);
}

/** The price at which an order is paid for at most: its limit, or the trigger or present price of one without. */
function priceFor(actor: Actor, { limitTicks, triggerTicks }: OrderTerms): number {
  const ticks = limitTicks ?? triggerTicks;
  return ticks === undefined ? markOfActor(actor) : priceOfTicks(actor.instrument, ticks);
}

function checkSpot(
  core: Core,
  client: Client,
  account: Account,
  actor: Actor,
  terms: OrderTerms,
  price: number,
  sibling: Held | undefined,
): Refusal | undefined {
  const { instrument } = actor;
  const quantity = quantityOfLots(instrument, terms.lots);
  const [currency, wanted] =
    terms.side === "buy" ? [instrument.quote, quantity * price] : [instrument.base, quantity];
  // Of a pair only one can trade: what the first holds pays for the second too.
  const held = sibling ? lockedBy(actor, sibling, currency) : 0;
  const free = ownedOf(account, currency) - lockedOf(core, client, currency) + held;
  // Rounding in the sum of many amounts is not a lack of money.
  if (wanted <= free * (1 + 1e-12) + 1e-12) return undefined;
  return refusal("balance", "Account has insufficient balance for requested action.");
}

/** Everything of a currency that an account owns: its cash, and what it bought of it on spot. */
export function ownedOf(account: Account, currency: string): number {
  const bought = Object.values(account.instruments)
    .filter(({ kind, base }) => kind === "spot" && base === currency)
    .reduce((sum, i) => sum + quantityOfLots(i, holdingOf(account, i.symbol).lots), 0);
  return purseTotal(account, currency, "cash") + bought;
}

/** What open spot orders of a client hold of a currency. */
export function lockedOf(core: Core, client: Client, currency: string): number {
  let locked = 0;
  for (const actor of core.actors.values()) {
    const { instrument } = actor;
    if (instrument.kind !== "spot" || (instrument.base !== currency && instrument.quote !== currency))
      continue;
    for (const held of actor.open) {
      if (held.owner === client.number && !isSecond(held)) locked += lockedBy(actor, held, currency);
    }
  }
  return locked;
}

/** Whether an order is the later one of a pair that is open: what the earlier one holds is for both. */
const isSecond = ({ sibling, number }: Held): boolean =>
  sibling !== undefined && sibling.end === undefined && sibling.number < number;

function lockedBy(actor: Actor, held: Held, currency: string): number {
  const { instrument } = actor;
  const quantity = quantityOfLots(instrument, leftOf(held));
  if (held.terms.side === "sell") return currency === instrument.base ? quantity : 0;
  return currency === instrument.quote ? quantity * priceFor(actor, held.terms) : 0;
}

function checkMargin(
  core: Core,
  account: Account,
  { instrument }: Actor,
  terms: OrderTerms,
  price: number,
): Refusal | undefined {
  const { lots } = holdingOf(account, instrument.symbol);
  const after = Math.abs(lots + signOf(terms) * terms.lots);
  const added = Math.max(0, after - Math.abs(lots));
  if (added === 0) return undefined;
  const needed = notionalOf(instrument, quantityOfLots(instrument, added), price) * instrument.margin.initial;
  const { free } = marginIn(account, instrument.settle, { [instrument.symbol]: price, ...marksOf(core) });
  return needed <= free ? undefined : refusal("margin", "Margin is insufficient.");
}
