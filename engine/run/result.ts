import type { DataIdentity } from "../trade/bars.ts";
import type { Order } from "../trade/order.ts";
import type { OrderStatus } from "../trade/order-transitions.ts";
import type { Settings } from "./settings.ts";

export type ExitReason =
  | "signal"
  | "stop"
  | "take-profit"
  | "trail"
  | "time"
  | "risk"
  | "liquidation"
  | "expiry"
  | "end";

/** A round trip: one entry fill (or part of it) and the fill that closed it. The last may still be open. */
export interface Trade {
  readonly symbol: string;
  readonly side: "long" | "short";
  /** Index of the entry bar on the run's time line. */
  readonly entryIndex: number;
  /** Index of the exit bar; of the last bar for a trade that is still open. */
  readonly exitIndex: number;
  /** Opens of those bars, ms since 1970 UTC. */
  readonly entryTs: number;
  readonly exitTs: number;
  readonly entryPrice: number;
  /** Exit fill price; last close for a trade that is still open. */
  readonly exitPrice: number;
  /** Always positive. */
  readonly quantity: number;
  /** Entry and exit fees, in money. */
  readonly fees: number;
  /** Profit after fees (funding and borrow are booked on the account, not here). */
  readonly pnl: number;
  /** pnl over the entry notional. */
  readonly return: number;
  /** Greatest loss and gain seen during the trade before costs, as fractions of entry price (mae <= 0 <= mfe). */
  readonly mae: number;
  readonly mfe: number;
  readonly exitReason: ExitReason;
  readonly open: boolean;
}

export interface Fill {
  readonly symbol: string;
  readonly index: number;
  readonly ts: number;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  /** After spread and slippage. */
  readonly price: number;
  /** Before them. */
  readonly reference: number;
  /** Value at the price, without sign, in the account's currency. */
  readonly notional: number;
  readonly fee: number;
  readonly liquidity: "maker" | "taker";
  readonly reason: "entry" | ExitReason;
}

/** An order of a run and what became of it. Null is "none", or "not known yet". */
export interface OrderRecord {
  readonly symbol: string;
  readonly kind: Order["kind"];
  /** Of an order that goes to a target, known once it has filled. */
  readonly side: "buy" | "sell" | null;
  readonly tif: Order["tif"];
  readonly limit: number | null;
  readonly trigger: number | null;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Index of the bar at whose close it was placed, and the time of that close, ms since 1970 UTC. */
  readonly placedIndex: number;
  readonly placedMs: number;
  /** Index of the bar in which it ended; -1 while open. */
  readonly endedIndex: number;
  readonly status: OrderStatus;
  /** What has filled, without sign, and at which price. */
  readonly quantity: number;
  readonly price: number | null;
  /** What placed it: a decision, or a limit of risk. */
  readonly reason: "decision" | "risk";
  /** The rule that cut or refused it; `nothing-to-trade` where it asked for nothing, so that none was sent. */
  readonly rule: string | null;
}

/** Costs in money, all as positive losses (a rebate or received funding is negative). */
export interface Costs {
  readonly fees: number;
  readonly spread: number;
  readonly slippage: number;
  readonly funding: number;
  readonly borrow: number;
}

/** What the risk stage refused or cut, counted by rule. */
export interface Verdicts {
  readonly [rule: string]: number;
}

/** What a driver gives: every number of it was produced by the pipeline, none by a report. */
export interface Outcome {
  /** Which driver ran. */
  readonly driver: "vector" | "event";
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** Union time line of all symbols: opens of bars, ms since 1970 UTC. */
  readonly ts: Float64Array;
  /** Index of the first bar that counts (after warm-up history before `fromMs`); earlier equity is the starting cash. */
  readonly start: number;
  /** Equity marked at each close. */
  readonly equity: Float64Array;
  /** Gross exposure (sum of absolute notionals) over equity at each close. */
  readonly exposure: Float64Array;
  /** Net exposure over equity at each close. */
  readonly net: Float64Array;
  /** Buy and hold beside it: the starting cash spread equally over the symbols at the first open that counts, no costs. */
  readonly benchmark: Float64Array;
  readonly trades: readonly Trade[];
  /** Every order that decisions placed, in that order; protective levels follow lots and fill without one. */
  readonly orders: readonly OrderRecord[];
  readonly fills: readonly Fill[];
  readonly costs: Costs;
  /** Bars in which both stop and target lay within the range and the rule of `intrabar` decided. */
  readonly ambiguousBars: number;
  readonly verdicts: Verdicts;
  readonly barsPerYear: number;
}

/** Who and what a run is; equal identities give equal results, byte for byte. */
export interface RunIdentity {
  /** Short name: strategy and the start of the hash. */
  readonly id: string;
  /** sha256 over code version, strategy source, graph, parameters, data and settings. */
  readonly hash: string;
  readonly strategy: string;
  readonly about: string;
  /** Name of a shipped strategy or path of its file, as given. */
  readonly target: string;
  readonly sourceHash: string;
  readonly graphHash: string;
  readonly plan: string;
  readonly warmup: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: readonly DataIdentity[];
  readonly settings: Settings;
  readonly codeVersion: string;
}

/** A finished backtest, as stored and reported. */
export interface Run {
  readonly schema: "bot4/run@1";
  readonly identity: RunIdentity;
  readonly outcome: Outcome;
  /** Scalar metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The same with the other intrabar rule, where the bounds were asked for. */
  readonly bounds?: {
    readonly pessimistic: Readonly<Record<string, number>>;
    readonly optimistic: Readonly<Record<string, number>>;
    readonly optimisticEquity: Float64Array;
  };
  readonly warnings: readonly string[];
  /** How orders met the trades of a tape, where they did. */
  readonly tape?: TapeRecord;
  /** How orders fared at a simulated exchange under faults, where they went there. */
  readonly exchange?: ExchangeRecord;
}

/** What a run over trades says beside its outcome. */
export interface TapeRecord extends VenueCounts {
  /** Time of a request, and of an answer, on their way, ms. */
  readonly latencyMs: number;
  /** Instruments that were derived from the tape, in words. */
  readonly derived: readonly string[];
}

/** What a run at a simulated exchange says beside its outcome. */
export interface ExchangeRecord extends VenueCounts {
  /** Faults as they were given: a mode, or the name of a file. */
  readonly faults: string;
  /** Seed of faults, book, latency and all else that is left to chance. */
  readonly seed: number;
  /** Median time of a request, and of an answer, on their way, ms. */
  readonly latencyMs: { readonly out: number; readonly back: number };
  /** Instruments that were derived from the data, in words. */
  readonly derived: readonly string[];
  /** How often each fault struck. */
  readonly struck: Readonly<Record<string, number>>;
}

/** What was said between a trader and its venue. */
export interface VenueCounts {
  /** Events seen, commands given, requests sent, reports heard, and calls for reconciliation. */
  readonly events: number;
  readonly commands: number;
  readonly actions: number;
  readonly reports: number;
  readonly reconciles: number;
  /** Orders that were open at the end, and those whose fate was not known. */
  readonly openOrders: number;
  readonly unknownOrders: readonly string[];
}
