import { above, between, checkFields, optional } from "../../core/fields.ts";
import type { Random } from "../../core/random.ts";
import { type DepthProfile, depthProfile } from "../book/depth-profile.ts";
import { type QueueMode, queueModes } from "../book/market-depth.ts";
import { type SelfTradeMode, selfTradeModes } from "../book/match.ts";
import type { ImpactSpec } from "../impact/model.ts";
import { type FeePlan, feePlan } from "../limits/fee-tiers.ts";
import type { RateLimits } from "../limits/rate-limiter.ts";

/** What an exchange is like, its network apart. All fields have defaults. */
export interface MarketOptions {
  /** Seed of everything that is left to chance. */
  readonly seed: number;
  /** The book that is made where a feed gives no depth. */
  readonly depth: DepthProfile;
  /** Where a simulated order stands in the queue of recorded depth. */
  readonly queue: QueueMode;
  readonly queuePower: number;
  readonly selfTrade: SelfTradeMode;
  /** What becomes of a stop whose trigger the last price has passed as it comes. */
  readonly triggerAtOnce: "trade" | "reject";
  /** Farthest that a limit price may be from the last one, as a fraction of it. */
  readonly priceBand: number;
  /** Open orders of one client and symbol, and how many of them may wait for a trigger. */
  readonly ordersMax: number;
  readonly conditionalOrdersMax: number;
  /** How often a client may ask; undefined for no limit. */
  readonly rates: RateLimits | undefined;
  /** Time for which a request is good, ms. */
  readonly receiveWindowMs: number;
  /** Fees by turnover; undefined for each instrument's own. */
  readonly fees: FeePlan | undefined;
  /** What trading moves, by symbol; only books that are made can be moved. */
  readonly impact: Readonly<Record<string, ImpactSpec>>;
  readonly tradesPerBar: number;
  readonly partialFill: { readonly a: number; readonly b: number } | undefined;
  /** What each account begins with, by currency; undefined for accounts that nobody counts. */
  readonly balances: Readonly<Record<string, number>> | undefined;
  /** Money that stands in for accounts that lost more than they had, by currency. */
  readonly insurance: Readonly<Record<string, number>>;
  /** Fraction of notional that a liquidation costs and that the insurance gets. */
  readonly liquidationFee: number;
}

const plainRules = {
  seed: optional(["a whole number", Number.isSafeInteger]),
  queue: optional([`one of ${queueModes.join(", ")}`, (x) => queueModes.includes(x as QueueMode)]),
  queuePower: optional(above(0)),
  selfTrade: optional([
    `one of ${selfTradeModes.join(", ")}`,
    (x) => selfTradeModes.includes(x as SelfTradeMode),
  ]),
  triggerAtOnce: optional(["trade or reject", (x) => x === "trade" || x === "reject"]),
  priceBand: optional(above(0)),
  ordersMax: optional(above(0)),
  conditionalOrdersMax: optional(above(0)),
  receiveWindowMs: optional(between(1, 60_000)),
  tradesPerBar: optional(between(0, 10_000)),
  liquidationFee: optional(between(0, 0.1)),
} as const;

const recordRules = Object.fromEntries(
  ["depth", "rates", "fees", "impact", "partialFill", "balances", "insurance"].map((name) => [
    name,
    optional(["a record", (x) => typeof x === "object" && x !== null]),
  ]),
);

export type MarketWishes = Partial<Omit<MarketOptions, "depth" | "fees">> & {
  readonly depth?: Partial<DepthProfile>;
  readonly fees?: Partial<FeePlan>;
};

/** Options with their defaults. Throws a UserError for what is not known or out of range. */
export function marketOptions(given: MarketWishes = {}): MarketOptions {
  checkFields("option of an exchange", given, { ...plainRules, ...recordRules } as never);
  const { depth, fees, ...plain } = given;
  return {
    seed: 1,
    queue: "trades",
    queuePower: 2,
    selfTrade: "expire-taker",
    triggerAtOnce: "trade",
    priceBand: 5,
    ordersMax: 200,
    conditionalOrdersMax: 100,
    rates: undefined,
    receiveWindowMs: 5_000,
    impact: {},
    tradesPerBar: 8,
    partialFill: undefined,
    balances: undefined,
    insurance: {},
    liquidationFee: 0.005,
    ...plain,
    depth: depthProfile(depth),
    fees: fees && feePlan(fees),
  };
}

/** Independent chances of one seed: what one part draws does not change what another does. */
export type Chances = (name: string) => Random;
