import { makeCase, type ParityCase } from "../../../../test/parity/case.ts";
import { seeded } from "../../../core/random.ts";
import type { FeedEvent, SimulatedVenue } from "../../../ports.ts";
import type { Instrument } from "../../../trade/instrument.ts";
import { parseInstrument } from "../../../trade/parse-instrument.ts";
import { createTouchVenue, type TouchOptions } from "../../../venue/touch-venue.ts";
import type { MarketData } from "../../market.ts";
import { parseSettings, type Settings, type SettingsInput } from "../../settings.ts";
import { type FeedOutcome, type FeedRun, runFeed } from "../run-feed.ts";

export const hourMs = 3_600_000;
export const instrument = {
  kind: "perpetual",
  base: "COIN",
  quote: "USD",
  tick: "0.25",
  lot: "0.001",
  margin: { initial: 0.01, maintenance: 0 },
};

/** The bars of a market as trades: open, one extreme, the other, close, evenly over each bar. */
export function* tradesOf(market: MarketData, seed: number): Generator<FeedEvent> {
  const random = seeded(seed);
  for (let t = 0; t < market.ts.length; t++) {
    const paths = market.bars.map((bars) => {
      const [open, high, low, close] = [bars.open[t]!, bars.high[t]!, bars.low[t]!, bars.close[t]!];
      return random() < 0.5 ? [open, high, low, close] : [open, low, high, close];
    });
    for (let k = 0; k < 4; k++) {
      for (const [s, path] of paths.entries()) {
        const price = path[k]!;
        if (price !== price) continue;
        const quantity = market.bars[s]!.volume[t]! / 4;
        yield {
          kind: "trade",
          ts: market.ts[t]! + (k * hourMs) / 4,
          symbol: market.symbols[s]!,
          price,
          quantity,
        };
      }
    }
  }
}

/** What a run over trades is about. */
export interface Played {
  readonly plan: FeedRun["plan"];
  readonly market: MarketData;
  readonly settings: Settings;
}

export const instrumentsOf = ({ market, settings }: Played): Instrument[] =>
  market.symbols.map((symbol) =>
    parseInstrument({ ...instrument, symbol, ...settings.instruments[symbol], fees: settings.fees }),
  );

/** A venue for a run: fills as its settings say. */
export const venueFor = (given: Played, options: Partial<TouchOptions> = {}): SimulatedVenue =>
  createTouchVenue(instrumentsOf(given), {
    latencyMs: 0,
    takerCost: given.settings.halfSpread + given.settings.slippage,
    limitFill: given.settings.limitFill,
    ...options,
  });

/** Trades are a quarter of an hour apart here, and so is what would be seconds elsewhere. */
export const paced = { timerMs: hourMs / 2, manager: { answerMs: 2 * hourMs, arrivalMs: 12 * hourMs } };

/** Runs a plan over the trades of its market. */
export const playFeed = (given: Played, options: Partial<TouchOptions> = {}, seed = 1): FeedOutcome =>
  runFeed({
    run: "test",
    plan: given.plan,
    settings: given.settings,
    barsPerYear: 8_760,
    feed: tradesOf(given.market, seed),
    venue: venueFor(given, options),
    ...paced,
  });

/** A random case of the parity test, in terms that both bars and prints can express exactly. */
export function drawn(case_: ParityCase, more: SettingsInput): ReturnType<typeof makeCase> {
  const made = makeCase(case_);
  const { fees, halfSpread, slippage, cash, rebalance, limitFill } = made.settings;
  const settings = parseSettings({
    fees: { ...fees, fixed: 0 },
    halfSpread,
    slippage,
    cash,
    limitFill,
    ...(rebalance !== undefined && { rebalance }),
    instruments: Object.fromEntries(made.market.symbols.map((symbol) => [symbol, instrument])),
    funding: false,
    ...more,
  });
  return { ...made, settings };
}

export const caseOf = (seed: number, without: readonly string[]): ParityCase => ({
  seed,
  bars: 120,
  symbols: 1 + (seed % 2),
  ops: 4,
  without: ["finer", "from", "limits", "instruments", ...without],
});

/** Limits that bite: stops of their own, a daily loss, a drawdown that halts, and every breaker. */
export const biting = {
  account: { maxDrawdown: 0.08, dailyLoss: 0.02 },
  stops: { fixed: 0.02, trail: 0.03, bars: 30 },
  order: { ratePerMinute: 3 },
  breakers: {
    window: 5,
    cooldownMs: 3 * hourMs,
    errorRate: 0.5,
    rejectRate: 0.5,
    latencyMs: hourMs,
    slippageBps: 200,
    jump: 0.05,
    staleMs: 2 * hourMs,
  },
} as const;
