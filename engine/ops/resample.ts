import { refuse } from "../core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../core/time.ts";
import { described } from "../graph/described.ts";
import { isNode, type Node, type Series, type Signal } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { hold } from "./hold.ts";
import { holdSignal } from "./hold-signal.ts";
import { type PeriodOp, periodFirst, periodHighest, periodLast, periodLowest, periodSum } from "./period.ts";

type Held = Node | Readonly<Record<string, Node>>;

/**
 * An expression of a higher timeframe, such as the 50-day average within hourly bars:
 * `resample(market, "1d", (day) => ema(day.close, 50))`. Inside, bars are those of the timeframe and operators count
 * in them; a bar exists once it is complete, so nothing sees the day before it has ended. The result is held until
 * the next one. Where an expression has several results, each is held.
 *
 * Periods are aligned to UTC, weeks begin on Monday. A period whose last bars are missing completes at the first
 * later bar, without including it; a first period that was not seen from its beginning is left out.
 * Throws a UserError where the timeframe is not a multiple of the market's own.
 */
export const resample = described(
  {
    name: "resample",
    family: "timeframe",
    about: "an expression over completed bars of a higher timeframe, held between them",
    signature: 'resample(market, "1d", (m) => series | signal | record) -> the same, held',
  },
  <R extends Held>(market: Market, timeframe: string, build: (market: Market) => R): R => {
    const periodMs = parseTimeframe(timeframe);
    if (periodMs % market.timeframeMs !== 0) {
      const base = formatTimeframe(market.timeframeMs);
      refuse(`resample: timeframe must be a multiple of the market's ${base}; was "${timeframe}"`);
    }
    const made = build(periods(market, periodMs));
    if (isNode(made)) return held(made) as R;
    return Object.fromEntries(Object.entries(made).map(([name, node]) => [name, held(node)])) as R;
  },
);

const held = (node: Node): Node =>
  node.kind === "boolean" ? holdSignal(node as Signal) : hold(node as Series);

/** The market as bars of a longer period, each known on the bar that completes it. */
function periods(market: Market, periodMs: number): Market {
  const { ts, timeframeMs: baseMs } = market;
  const fold = (by: PeriodOp, x: Series) => by({ ts, x }, { periodMs, baseMs });
  return {
    symbol: market.symbol,
    symbols: market.symbols,
    timeframeMs: periodMs,
    ts: fold(periodFirst, ts),
    open: fold(periodFirst, market.open),
    high: fold(periodHighest, market.high),
    low: fold(periodLowest, market.low),
    close: fold(periodLast, market.close),
    volume: fold(periodSum, market.volume),
    of: (symbol) => periods(market.of(symbol), periodMs),
    series: (name) => fold(periodLast, market.series(name)),
  };
}
