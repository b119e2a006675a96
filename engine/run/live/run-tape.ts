import { assert, refuse } from "../../core/errors.ts";
import type { Plan } from "../../graph/strategy.ts";
import type { Bars } from "../../trade/bars.ts";
import type { Tape } from "../../trade/tape.ts";
import { createTouchVenue } from "../../venue/touch-venue.ts";
import type { MarketData } from "../market.ts";
import { createRecords, outcomeOf, record } from "../record.ts";
import type { Outcome } from "../result.ts";
import type { Settings } from "../settings.ts";
import { countsOf, type FeedCounts, passFeed } from "./run-feed.ts";
import { firstFrom, tapeFeed } from "./tape-feed.ts";
import { instrumentsOf } from "./tradable.ts";
import { createTrader } from "./trader.ts";

/** A backtest whose fills come from trades. */
export interface TapeRun {
  readonly plan: Plan;
  /** Bars that are decided on. */
  readonly market: MarketData;
  readonly tape: Tape;
  readonly settings: Settings;
  readonly barsPerYear: number;
  /** Time of a request, and of an answer, on their way, ms. */
  readonly latencyMs: number;
}

/** What a backtest over trades gives: its outcome, the bars that it lies on, and what trader and venue said. */
export interface TapeOutcome {
  readonly outcome: Outcome;
  readonly market: MarketData;
  readonly counts: FeedCounts;
}

const iso = (ms: number): string => new Date(ms).toISOString().replace(/:00\.000Z$/, "Z");

/**
 * Runs a plan over bars with fills by trades: it decides at the close of each bar, and its orders meet the trades after
 * that at a venue that knows them alone. Bars that open before the first trade (or before the settings' first) warm up;
 * the time line ends with the last bar that closes by the last trade. Deterministic. Throws a UserError where no bar lies
 * whole within the tape, and for what events cannot do exactly.
 */
export function runTape({ plan, market: all, tape, settings, barsPerYear, latencyMs }: TapeRun): TapeOutcome {
  const { work } = settings;
  if (work?.rule === "peg")
    refuse("work.rule peg needs quotes, and a tape has trades alone; give another rule");
  const { market, start } = withinTape(all, tape, settings.fromMs);
  const venue = createTouchVenue(instrumentsOf(plan, settings), {
    latencyMs,
    takerCost: settings.halfSpread + settings.slippage,
    limitFill: settings.limitFill,
  });
  const records = createRecords(market.ts.length, market.bars.length);
  records.equity.fill(settings.cash, 0, start);
  const trader = createTrader({
    run: "backtest",
    plan,
    settings,
    barsPerYear,
    venue,
    bars: "feed",
    // Between this venue and the trader nothing gets lost.
    reviewMs: Number.POSITIVE_INFINITY,
    closed: (session, openMs) => {
      assert(market.ts[session.index] === openMs, "a bar that closes is the next of the time line");
      record(session, records, session.index);
    },
  });
  trader.warm(upTo(market, start));
  const events = passFeed(trader, venue, tapeFeed(market, start, tape), plan.timeframeMs, 1_000);
  const outcome = outcomeOf(trader.session, market, records, "event", start, barsPerYear);
  return { outcome, market, counts: countsOf(trader, events) };
}

/** The bars up to the last that closes by the end of a tape, and the first of them that opens within it. */
export function withinTape(all: MarketData, { ts, identity }: Tape, fromMs = Number.NEGATIVE_INFINITY) {
  const [first, last] = [ts[0]!, ts[ts.length - 1]!];
  // The last bar is whole where a trade follows it, or one comes in its last moment.
  const end = firstFrom(all.ts, last - all.timeframeMs + 2);
  const market = upTo(all, end);
  const start = firstFrom(market.ts, Math.max(first, fromMs));
  if (start < market.ts.length) return { market, start };
  const bars = `${iso(all.ts[0]!)} to ${iso(all.ts[all.ts.length - 1]! + all.timeframeMs)}`;
  const since = Number.isFinite(fromMs) ? `, from ${iso(fromMs)} on` : "";
  return refuse(
    `${identity.name} must cover a whole bar of the data; its trades are of ${iso(first)} to ${iso(last)}, ` +
      `the bars of ${bars}${since}`,
  );
}

/** The first rows of a market. */
export function upTo(market: MarketData, end: number): MarketData {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, end);
  const ts = cut(market.ts);
  const bars = market.bars.map(
    ({ symbol, timeframeMs, open, high, low, close, volume, extra }): Bars => ({
      symbol,
      timeframeMs,
      ts,
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
      ...(extra && {
        extra: Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, cut(column)])),
      }),
    }),
  );
  return { symbols: market.symbols, timeframeMs: market.timeframeMs, ts, bars };
}
