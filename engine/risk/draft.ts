import { wholeLots } from "../trade/lots.ts";

/** An order that asks for review. Filled in by the caller, who may use one record again and again. */
export interface RiskRequest {
  /** Index of its symbol. */
  symbol: number;
  /** Signed change of quantity. */
  wanted: number;
  /** Fill price, after spread and slippage. */
  price: number;
  /** Notional of one unit at that price, in the account's currency and in the quote currency. */
  unit: number;
  quoted: number;
  /** Last close of its symbol, from which the collar is measured; NaN before the first. */
  mark: number;
  /** Position held, signed. */
  quantity: number;
  /** Equity with this symbol marked at that price. */
  equity: number;
  /** Gross notional of all other symbols. */
  others: number;
  /** Fraction of notional charged as fee for this fill. */
  feeRate: number;
  /** Quantities are whole multiples of this; 0 is any fraction. */
  lot: number;
  /** Time of the order, ms since 1970 UTC. */
  ts: number;
}

/** What may trade. One record, written anew by each review. */
export interface Verdict {
  /** Signed change of quantity that may trade. */
  quantity: number;
  /** The rule that cut most or refused; undefined where none did. */
  rule: string | undefined;
  /** Its limit, and the value that the order as it was would have come to. */
  limit: number;
  wanted: number;
}

/**
 * An order under review: what it adds beyond what it closes, cut by one rule after the other. Numbers go from function
 * to function through it and not as arguments: those would be boxed, and a review would leave garbage behind.
 */
export interface Draft {
  /** 1 where the position after it is long, -1 where it is short. */
  side: number;
  /** Signed quantity that it closes on its way through zero; 0 if it does not cross. */
  closing: number;
  /** Quantity of the present position that stays, without sign. */
  kept: number;
  /** Quantity that it still adds to that, without sign. */
  added: number;
  /** The rule that decided last, with its limit and the value that the order would have come to. */
  rule: string | undefined;
  limit: number;
  wanted: number;
  /** What a rule holds a measure to, what counts towards it without the order, and the quantity that it leaves. */
  cap: number;
  base: number;
  room: number;
  /** Over which moments the terms of the exposure form stand; undefined before any. */
  formed: "correlation" | "covariance" | undefined;
  /** Whether the scenarios of the tail were played, the quantity for which the tail was measured, and its measures. */
  scenarios: boolean;
  tried: number;
  measured: number;
  valueAtRisk: number;
  expectedLoss: number;
}

/** A part in 10^12 is rounding of sums and quotients, not exposure. */
export const rounding = 1e-12;

// NaN makes each field a double from the start, which is then written in place.
const unknown = Number.NaN;

export const createRequest = (): RiskRequest => ({
  symbol: 0,
  wanted: unknown,
  mark: unknown,
  ts: unknown,
  price: unknown,
  unit: unknown,
  quoted: unknown,
  equity: unknown,
  others: unknown,
  quantity: unknown,
  feeRate: unknown,
  lot: unknown,
});

export const createVerdict = (): Verdict => ({
  quantity: unknown,
  rule: undefined,
  limit: unknown,
  wanted: unknown,
});

export const createDraft = (): Draft => ({
  side: 1,
  closing: unknown,
  kept: unknown,
  added: unknown,
  rule: undefined,
  limit: unknown,
  wanted: unknown,
  cap: unknown,
  base: unknown,
  room: unknown,
  formed: undefined,
  scenarios: false,
  tried: unknown,
  measured: unknown,
  valueAtRisk: unknown,
  expectedLoss: unknown,
});

/** Leaves `draft.room` of what is added, in whole lots, by a rule that has noted its limit and the wanted value. */
export function cut(draft: Draft, request: RiskRequest, rule: string): void {
  draft.rule = rule;
  roundRoom(draft, request);
  if (draft.room < draft.added) draft.added = draft.room;
}

/** Rounds `draft.room` down to whole lots, never below nothing. */
export function roundRoom(draft: Draft, { lot }: RiskRequest): void {
  draft.room = draft.room > 0 ? wholeLots(draft.room, lot) : 0;
}

/** Leaves nothing of what is added, by a rule that has noted its limit and the wanted value. */
export function refuseAll(draft: Draft, rule: string): void {
  draft.rule = rule;
  draft.added = 0;
}

/** Holds what an order adds to `draft.base`, in notional, at or below `draft.cap`, whatever the fee. */
export function capMoney(draft: Draft, request: RiskRequest, rule: string): void {
  const { cap, base } = draft;
  const wanted = base + draft.added * request.unit;
  if (!(wanted > cap * (1 + rounding))) return;
  draft.limit = cap;
  draft.wanted = wanted;
  draft.room = (cap - base) / request.unit;
  cut(draft, request, rule);
}

/**
 * The same where the cap is a multiple of equity: the fee of what is added comes out of the room, for it comes out of
 * equity.
 */
export function capEquity(draft: Draft, request: RiskRequest, rule: string): void {
  const { cap, base } = draft;
  const { unit, feeRate } = request;
  const wanted = base + draft.added * unit;
  if (!(wanted > cap * (1 + rounding))) return;
  draft.limit = cap;
  draft.wanted = wanted;
  draft.room = (cap - base) / (unit * (1 + Math.max(0, feeRate)));
  cut(draft, request, rule);
  // What rounding leaves of a full account is no room.
  if (!(draft.added * unit > cap * rounding)) draft.added = 0;
}
