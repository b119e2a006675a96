import type { Account, Marks } from "../../trade/account.ts";
import { priceOfTicks } from "../../trade/instrument.ts";
import { bestTicks } from "../book/book.ts";
import type { Impact } from "../impact/model.ts";
import type { Turnover } from "../limits/fee-tiers.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { ObserveRules } from "./observe.ts";
import type { MarketOptions } from "./options.ts";
import type { Actor, Fee, Held, Report } from "./state.ts";

/** Who trades at the exchange. */
export interface Client {
  /** Its number as the owner of orders, from 1. */
  readonly number: number;
  readonly name: string;
  /** Its orders by client order id: all that are open, and those that ended within the last 24 hours. */
  readonly orders: Map<string, Held>;
  readonly byNumber: Map<number, Held>;
  /** Those that have ended, in the order in which they did; the first `forgotten` are not known any more. */
  readonly ended: Held[];
  forgotten: number;
  readonly limiter: RateLimiter | undefined;
  readonly turnover: Turnover;
  /** Money and positions; undefined where nobody counts them. */
  account: Account | undefined;
}

/** All that an exchange knows, its network apart. Changed by the functions of this folder alone. */
export interface Core {
  readonly options: MarketOptions;
  readonly actors: ReadonlyMap<string, Actor>;
  readonly clients: Client[];
  readonly impacts: ReadonlyMap<string, Impact>;
  readonly observing: ObserveRules;
  /** Told of everything that is said of an order. */
  readonly said: (client: Client, held: Held, report: Report, fee: Fee | undefined) => void;
  /** Number of the last order, of all symbols. */
  lastNumber: number;
  /** Money that stands in for losses, by currency, and losses that nothing covered. */
  readonly insurance: Record<string, number>;
  readonly uncovered: Record<string, number>;
  nowMs: number;
}

/** The present price of a symbol: its last trade, else the middle of its book; NaN before either. */
export function markOfActor({ instrument, lastTicks, book }: Actor): number {
  if (lastTicks === lastTicks) return priceOfTicks(instrument, lastTicks);
  const middle = (bestTicks(book, 1) + bestTicks(book, -1)) / 2;
  return middle === middle ? middle * instrument.tick.step : Number.NaN;
}

/** Present prices of all symbols that have one. */
export const marksOf = (core: Core): Marks =>
  Object.fromEntries(
    [...core.actors.values()]
      .map((actor) => [actor.instrument.symbol, markOfActor(actor)] as const)
      .filter(([, mark]) => mark > 0),
  );
