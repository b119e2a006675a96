import { assert } from "../core/errors.ts";
import type { Liquidity } from "./fees.ts";
import {
  emptyHolding,
  type Holding,
  type Leg,
  refuseFill,
  signedLots,
  tradeHolding,
  unrealisedOf,
} from "./holding.ts";
import { fillFee, type Instrument, notionalOf, quantityOfLots, unitValue } from "./instrument.ts";
import { type Rejection, rejected } from "./rejection.ts";
import { addTo, noSum, type Sum, totalOf } from "./sum.ts";

/** The books of one currency. Cash is all others together, less what open positions cost. */
export interface Purse {
  readonly cash: Sum;
  /** Paid in less paid out. */
  readonly deposited: Sum;
  /** Profit of closed positions, before fees. */
  readonly realised: Sum;
  /** Fees paid; negative for rebates. */
  readonly fees: Sum;
  /** Funding received; negative for paid. */
  readonly funding: Sum;
}

/** Money and positions at one venue. Immutable: each change gives a new account. */
export interface Account {
  readonly mode: "net" | "hedged";
  readonly instruments: Readonly<Record<string, Instrument>>;
  readonly purses: Readonly<Record<string, Purse>>;
  /** Open positions by {@link holdingKey}; a flat one is left out. */
  readonly holdings: Readonly<Record<string, Holding>>;
}

/** A trade of one order as the account books it. */
export interface AccountFill {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly lots: number;
  readonly price: number;
  readonly liquidity: Liquidity;
  readonly ts: number;
  /** Leg that it works on; a hedged account needs it. */
  readonly leg?: "long" | "short";
  readonly reduceOnly?: boolean;
  /** What the venue charged; else it follows from the instrument's fee schedule. */
  readonly fee?: { readonly amount: number; readonly currency: string };
}

/** Price of each symbol by which positions are valued. */
export type Marks = Readonly<Record<string, number>>;

const emptyPurse: Purse = { cash: noSum, deposited: noSum, realised: noSum, fees: noSum, funding: noSum };

/** Place of a position among the holdings of an account. */
export const holdingKey = (symbol: string, leg: Leg): string => (leg === "net" ? symbol : `${symbol}:${leg}`);

/** An account with nothing in it. */
export const openAccount = (mode: Account["mode"], instruments: readonly Instrument[]): Account => ({
  mode,
  instruments: Object.fromEntries(instruments.map((instrument) => [instrument.symbol, instrument])),
  purses: {},
  holdings: {},
});

type Change = { readonly [K in keyof Purse]?: number };

function post(account: Account, currency: string, change: Change): Account {
  const purse = { ...(account.purses[currency] ?? emptyPurse) };
  for (const [book, amount] of Object.entries(change) as [keyof Purse, number][]) {
    assert(Number.isFinite(amount), `${book} of ${currency} changes by ${amount}`);
    purse[book] = addTo(purse[book], amount);
  }
  return { ...account, purses: { ...account.purses, [currency]: purse } };
}

/** Pays money in; a negative amount pays it out. */
export const deposit = (account: Account, currency: string, amount: number): Account =>
  post(account, currency, { cash: amount, deposited: amount });

function hold(account: Account, holding: Holding): Account {
  const key = holdingKey(holding.symbol, holding.leg);
  const { [key]: _, ...others } = account.holdings;
  return { ...account, holdings: holding.lots === 0 ? others : { ...account.holdings, [key]: holding } };
}

/** The position of a symbol, flat if there is none. */
export const holdingOf = (account: Account, symbol: string, leg: Leg = "net"): Holding =>
  account.holdings[holdingKey(symbol, leg)] ?? emptyHolding(symbol, leg);

/** Open positions of a symbol: one of a net account, up to two of a hedged one. */
export const holdingsOf = (account: Account, symbol: string): Holding[] =>
  Object.values(account.holdings).filter((holding) => holding.symbol === symbol);

/**
 * Books a fill: cash changes by -q v(price) and the fee, the position by q. Refused, as data, by rule `instrument`
 * (it is not traded here), `price`, `expired`, `leg` (it does not fit the account's mode), `whole-lots`, `reduce-only`
 * (it would open or turn a position) or `hedge-leg` (it would take a leg through zero).
 */
export function applyFill(account: Account, fill: AccountFill): Account | Rejection {
  const instrument = Object.hasOwn(account.instruments, fill.symbol)
    ? account.instruments[fill.symbol]
    : undefined;
  if (!instrument) return rejected("instrument", Object.keys(account.instruments).join(", "), fill.symbol);
  if (!(fill.price > 0 && fill.price < Number.POSITIVE_INFINITY)) {
    return rejected("price", "a finite price above 0", fill.price);
  }
  const { expiryMs } = instrument;
  if (expiryMs !== undefined && fill.ts >= expiryMs) return rejected("expired", expiryMs, fill.ts);
  if ((account.mode === "hedged") !== (fill.leg !== undefined)) {
    return rejected("leg", account.mode === "hedged" ? "long or short" : "none", fill.leg ?? "none");
  }
  const holding = holdingOf(account, fill.symbol, fill.leg);
  return refuseFill(holding, fill) ?? book(account, instrument, holding, fill);
}

function book(account: Account, instrument: Instrument, holding: Holding, fill: AccountFill): Account {
  const quantity = quantityOfLots(instrument, fill.lots);
  const fee = fill.fee ?? {
    amount: fillFee(instrument, fill.liquidity, quantity, fill.price),
    currency: instrument.settle,
  };
  const change = tradeHolding(instrument, holding, signedLots(fill), fill.price);
  const { cash, realised } = change;
  const traded = post(hold(account, change.holding), instrument.settle, { cash, realised });
  return post(traded, fee.currency, { cash: -fee.amount, fees: fee.amount });
}

function instrumentOf(account: Account, symbol: string): Instrument {
  const instrument = account.instruments[symbol];
  assert(instrument, `no instrument ${symbol} in the account`);
  return instrument;
}

/**
 * Settles funding of a perpetual at a mark: a long pays `rate` of its notional, a short receives it; a negative rate
 * turns that round. Nothing happens without a position.
 */
export function applyFunding(account: Account, symbol: string, rate: number, mark: number): Account {
  const instrument = instrumentOf(account, symbol);
  return holdingsOf(account, symbol).reduce((sum, { lots }) => {
    const paid = rate * Math.sign(lots) * notionalOf(instrument, quantityOfLots(instrument, lots), mark);
    return post(sum, instrument.settle, { cash: -paid, funding: -paid });
  }, account);
}

/** Settles a future: its positions close at the settlement price, without a fee. */
export function settleExpiry(account: Account, symbol: string, price: number): Account {
  const instrument = instrumentOf(account, symbol);
  return holdingsOf(account, symbol).reduce((sum, holding) => {
    const change = tradeHolding(instrument, holding, -holding.lots, price);
    const { cash, realised } = change;
    return post(hold(sum, change.holding), instrument.settle, { cash, realised });
  }, account);
}

/** One book of a currency, as a number; 0 where there is none. */
export const purseTotal = (account: Account, currency: string, name: keyof Purse): number =>
  totalOf(account.purses[currency]?.[name] ?? noSum);

/** Positions that settle in a currency, with their instruments. */
export const holdingsIn = (account: Account, currency: string): (readonly [Instrument, Holding])[] =>
  Object.values(account.holdings)
    .map((holding) => [instrumentOf(account, holding.symbol), holding] as const)
    .filter(([{ settle }]) => settle === currency);

export function markOf(marks: Marks, symbol: string): number {
  const mark = marks[symbol];
  assert(mark !== undefined && mark > 0, `no mark of ${symbol}, which is held`);
  return mark;
}

/** Cash and positions at their marks, in one currency: cash + sum of q v(mark). */
export const equityIn = (account: Account, currency: string, marks: Marks): number =>
  totalOf(
    holdingsIn(account, currency).reduce(
      (sum, [instrument, { symbol, lots }]) =>
        addTo(sum, quantityOfLots(instrument, lots) * unitValue(instrument, markOf(marks, symbol))),
      account.purses[currency]?.cash ?? noSum,
    ),
  );

/** Profit of open positions at their marks, in one currency, before fees. */
export const unrealisedIn = (account: Account, currency: string, marks: Marks): number =>
  totalOf(
    holdingsIn(account, currency).reduce(
      (sum, [instrument, holding]) =>
        addTo(sum, unrealisedOf(instrument, holding, markOf(marks, holding.symbol))),
      noSum,
    ),
  );

/** Equity of all currencies in one: `rates` holds what one unit of each other currency is worth in it. */
export const equityTotal = (
  account: Account,
  marks: Marks,
  rates: Readonly<Record<string, number>>,
): number =>
  totalOf(
    Object.keys(account.purses).reduce((sum, currency) => {
      const rate = rates[currency];
      assert(rate !== undefined && Number.isFinite(rate), `no rate of ${currency}, which is held`);
      return addTo(sum, rate * equityIn(account, currency, marks));
    }, noSum),
  );
