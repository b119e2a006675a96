import type { Plan } from "../../graph/strategy.ts";
import type { SimulatedVenue } from "../../ports.ts";
import type { Instrument } from "../../trade/instrument.ts";
import type { Tape } from "../../trade/tape.ts";
import { createExchange } from "../../venue/exchange/exchange.ts";
import { marketKinds } from "../../venue/faults/faulty-feed.ts";
import type { FaultPlan } from "../../venue/faults/kinds.ts";
import type { LatencySpec } from "../../venue/latency/latency.ts";
import type { MarketData } from "../market.ts";
import { replayFeed } from "../paper/replay-feed.ts";
import type { Outcome } from "../result.ts";
import type { Settings } from "../settings.ts";
import { type FeedCounts, runFeed } from "./run-feed.ts";
import { upTo, withinTape } from "./run-tape.ts";
import { firstFrom, tapeFeed } from "./tape-feed.ts";
import { instrumentsOf } from "./tradable.ts";

/** A backtest at the exchange simulator. */
export interface ExchangeRun {
  readonly plan: Plan;
  /** Bars that are decided on. */
  readonly market: MarketData;
  /** Trades that the exchange lives on; without them it walks its book along each bar. */
  readonly tape?: Tape | undefined;
  readonly settings: Settings;
  readonly barsPerYear: number;
  /** What goes wrong, and the seed of all that is left to chance. */
  readonly faults: FaultPlan;
  readonly latency: LatencySpec;
}

/** What such a backtest gives: its outcome, the bars that its trader saw, what was said, and what went wrong how often. */
export interface ExchangeOutcome {
  readonly outcome: Outcome;
  readonly market: MarketData;
  readonly counts: FeedCounts;
  readonly struck: Readonly<Record<string, number>>;
}

/**
 * Runs a plan over bars as a session on events, with orders at an exchange with a book, latency and faults. It decides at
 * the close of each bar that it sees; a bar that its feed keeps from it has none. Deterministic. Throws a UserError for
 * what events cannot do exactly.
 */
export function runExchange(request: ExchangeRun): ExchangeOutcome {
  const { plan, tape, settings, faults, latency } = request;
  const { market, start } = tape
    ? withinTape(request.market, tape, settings.fromMs)
    : { market: request.market, start: firstFrom(request.market.ts, settings.fromMs ?? -Infinity) };
  const exchange = createExchange(
    instrumentsOf(plan, settings).map((instrument) => withFees(instrument, settings)),
    {
      seed: faults.seed,
      faults,
      latency,
      depth: { spreadBps: 2e4 * settings.halfSpread },
      // A clock that is off is a fault; what takes longer on its way is not one.
      receiveWindowMs: 60_000,
    },
  );
  const struck: Record<string, number> = {};
  const count = (kind: string): void => {
    struck[kind] = (struck[kind] ?? 0) + 1;
  };
  const venue: SimulatedVenue = {
    ...exchange,
    observe: (event) => {
      // What is traded on a tape is not to be traded again by its bars.
      if (!(tape && event.kind === "bar")) exchange.observe(event);
    },
  };
  const {
    outcome,
    market: seen,
    counts,
  } = runFeed({
    ...request,
    run: "backtest",
    feed: tape ? tapeFeed(market, start, tape) : replayFeed(market, start),
    venue,
    struck: count,
    history: upTo(market, start),
    bars: "feed",
    timerMs: { busyMs: 1_000, restMs: 60_000, idleMs: settings.limits.breakers.staleMs ?? Infinity },
  });
  for (const [kind, times] of Object.entries(exchange.network.struck)) {
    // Of the market's own faults the exchange hears by its feed.
    if (!ofMarket.has(kind)) struck[kind] = times;
  }
  return { outcome, market: seen, counts, struck };
}

const ofMarket: ReadonlySet<string> = new Set([...marketKinds, "stale-feed"]);

/** Fees that an instrument does not name are those of the run, at the venue as in the account. */
const withFees = (instrument: Instrument, { fees, instruments }: Settings): Instrument =>
  instruments[instrument.symbol]?.fees === undefined ? { ...instrument, fees } : instrument;
