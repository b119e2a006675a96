import type { Bars } from "../../trade/bars.ts";
import type { DecisionShape, DecisionValues } from "../decide.ts";
import { alignBars, type MarketData } from "../market.ts";
import type { Outcome } from "../result.ts";
import { parseSettings, type Settings, type SettingsInput } from "../settings.ts";
import { play } from "./play.ts";

export const dayMs = 86_400_000;

/** Open, high, low and close of one bar; undefined where the bar is missing. */
export type Row = readonly [open: number, high: number, low: number, close: number] | undefined;

/** A bar in which nothing moves. */
export const still = (price: number): Row => [price, price, price, price];

/** A market small enough to be worked out by hand. */
export interface Scenario {
  /** Daily bars of symbol "X", or of several symbols. */
  readonly bars: readonly Row[] | Readonly<Record<string, readonly Row[]>>;
  /** Decisions by the index of the bar that makes them: of "X", or of several symbols. */
  readonly decisions:
    | Readonly<Record<number, Partial<DecisionValues>>>
    | Readonly<Record<string, Readonly<Record<number, Partial<DecisionValues>>>>>;
  readonly shape?: DecisionShape;
  /** On top of 1000 in cash and no costs. */
  readonly settings?: SettingsInput;
  readonly rebalance?: number;
  /** Funding rate by bar, of all symbols. */
  readonly funding?: readonly number[];
  /** Bars of a quarter day of "X", by the index of the bar that they make up. */
  readonly finer?: Readonly<Record<number, readonly Row[]>>;
}

export const freeSettings = (settings: SettingsInput = {}): Settings =>
  parseSettings({ cash: 1000, fees: { taker: 0, maker: 0, fixed: 0 }, ...settings });

/** Bars of one symbol from rows; a missing row is left out. */
export function barsFrom(
  symbol: string,
  rows: readonly Row[],
  extra?: Bars["extra"],
  timeframeMs = dayMs,
): Bars {
  const there = rows.flatMap((row, index) => (row ? [{ row, index }] : []));
  const column = (k: number) => Float64Array.from(there, ({ row }) => row[k]!);
  return {
    symbol,
    timeframeMs,
    ts: Float64Array.from(there, ({ index }) => index * timeframeMs),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(there.length).fill(1),
    ...(extra && {
      extra: Object.fromEntries(
        Object.entries(extra).map(([name, c]) => [name, Float64Array.from(there, ({ index }) => c[index]!)]),
      ),
    }),
  };
}

/** The market of a scenario. A single symbol keeps its missing bars as rows of NaN, as several on one time line do. */
export function marketFrom({ bars, funding }: Pick<Scenario, "bars" | "funding">): MarketData {
  const extra = funding && { funding: Float64Array.from(funding) };
  const symbols = Array.isArray(bars)
    ? { X: bars as readonly Row[] }
    : (bars as Record<string, readonly Row[]>);
  const length = Math.max(...Object.values(symbols).map((rows) => rows.length));
  const clock = barsFrom(
    "clock",
    Array.from({ length }, () => still(1)),
  );
  const aligned = alignBars([
    clock,
    ...Object.entries(symbols).map(([name, rows]) => barsFrom(name, rows, extra)),
  ]);
  return { ...aligned, symbols: aligned.symbols.slice(1), bars: aligned.bars.slice(1) };
}

const levels = ["target", "limit", "trigger", "stop", "takeProfit", "trail"] as const;

/** Plays a scenario through the pipeline. */
export function playScenario(scenario: Scenario, everyBar = false): Outcome {
  const market = marketFrom(scenario);
  const { decisions, shape = {}, finer = {}, rebalance = 0 } = scenario;
  const single = market.symbols.length === 1 && !("X" in decisions);
  const of = (single ? { X: decisions } : decisions) as Record<
    string,
    Record<number, Partial<DecisionValues>>
  >;
  const columns = market.symbols.map((symbol) => {
    const column = (name: (typeof levels)[number]) =>
      market.ts.map((_, t) => of[symbol]?.[t]?.[name] ?? Number.NaN);
    const given = Object.values(of[symbol] ?? {});
    const gives = (name: (typeof levels)[number]) => given.some((d) => d[name] !== undefined);
    const entry = gives("limit")
      ? gives("trigger")
        ? "stop-limit"
        : "limit"
      : gives("trigger") && "trigger";
    // A level that no decision of the symbol names is not part of its shape.
    const named = Object.entries(shape).filter(
      ([name]) => !["stop", "takeProfit", "trail"].includes(name) || given.some((d) => name in d),
    );
    return {
      shape: { ...(entry && { entry }), ...Object.fromEntries(named) },
      columns: Object.fromEntries(levels.map((name) => [name, column(name)])),
    };
  });
  const quarters = Object.entries(finer).flatMap(([index, rows]) =>
    rows.map((row, k): [number, Row] => [4 * Number(index) + k, row]),
  );
  const rows = Array.from({ length: 4 * market.ts.length }, (_, i) => quarters.find(([at]) => at === i)?.[1]);
  return play(
    {
      market,
      decisions: columns as unknown as Parameters<typeof play>[0]["decisions"],
      settings: freeSettings(scenario.settings),
      rebalance,
      finer: quarters.length > 0 ? [barsFrom("X", rows, undefined, dayMs / 4)] : [],
    },
    everyBar,
  );
}

const plain = (x: number): string => String(Number(x.toPrecision(10)));

/** Fills in words: bar, symbol where there are several, side, quantity, price and reason. */
export const fillsOf = ({ fills, symbols }: Outcome): string[] =>
  fills.map(({ index, symbol, side, quantity, price, reason }) =>
    [index, ...(symbols.length > 1 ? [symbol] : []), side, plain(quantity), "@", plain(price), reason].join(
      " ",
    ),
  );

/** What became of the orders, in words: bar of the placing, kind, bar of the ending and how, the rule if there is one. */
export const endingsOf = ({ orders }: Outcome): string[] =>
  orders.map(({ placedIndex, kind, endedIndex, status, rule }) =>
    [
      placedIndex,
      kind,
      ...(endedIndex < 0 ? [] : [endedIndex]),
      status,
      ...(rule === null ? [] : [rule]),
    ].join(" "),
  );
