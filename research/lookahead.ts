import { createColumns } from "../engine/compile/columns.ts";
import { createStream } from "../engine/compile/stream.ts";
import { refuse } from "../engine/core/errors.ts";
import { type Node, reachable } from "../engine/graph/node.ts";
import { type Plan, plan, rootsOf, type Strategy } from "../engine/graph/strategy.ts";
import { alignBars, columnOf, type MarketData } from "../engine/run/market.ts";
import type { Bars, Dataset } from "../engine/trade/bars.ts";
import { withTamperedFuture } from "./tamper.ts";

export interface LookaheadOptions {
  /** Places at which the future is hidden, spread evenly over the bars after the warm-up; 16 unless told. */
  readonly cuts?: number;
  /** Bars on each side of three of these places at which it is hidden too; 8 unless told. */
  readonly around?: number;
}

/** How a difference was found. */
export type LookaheadProbe =
  /** The operator's `column` gave something else than its `step`, which is shown one bar after the other. */
  | "stream"
  /** The future was cut off. */
  | "truncated"
  /** The future was changed. */
  | "tampered";

/** The first bar on which something that a decision is made of depends on what came later. */
export interface LookaheadDifference {
  readonly probe: LookaheadProbe;
  readonly bar: number;
  /** Open of that bar, ms since 1970 UTC. */
  readonly ts: number;
  readonly symbol: string;
  /** What of the decision it is part of: target, stop, takeProfit, trail, limit or trigger. */
  readonly role: string;
  /** The operator whose value differs; its inputs do not. */
  readonly operator: string;
  /** Value with the whole data in sight, and without the future. */
  readonly whole: number;
  readonly blind: number;
  /** First bar that was hidden; that after the differing one for the stream. */
  readonly cut: number;
}

export interface LookaheadReport {
  readonly strategy: string;
  readonly clean: boolean;
  readonly bars: number;
  /** Operators whose values were compared. */
  readonly operators: number;
  /** How many of the cuts are spread evenly; the rest lie around three of these. */
  readonly spread: number;
  /** First hidden bar of every probe. */
  readonly cuts: readonly number[];
  readonly difference?: LookaheadDifference;
}

/**
 * Looks for decisions that depend on the future. Everything that the decisions are made of is computed
 *
 * - bar by bar, by the operators' `step` alone, over the whole data;
 * - with the data cut off at a number of places, and at every bar around some of them;
 * - with all that follows these places changed, in place, so that an operator which keeps hold of the data itself
 *   meets the change, too (the data is restored before the function returns),
 *
 * and compared with the columns over the whole data, by `Object.is`, on every bar whose past is the same. Data that
 * a strategy's file reads on its own is out of its reach. Throws a UserError for fewer than three bars.
 */
export function checkLookahead(
  strategy: Strategy,
  params: Readonly<Record<string, unknown>>,
  datasets: readonly Dataset[],
  { cuts = 16, around = 8 }: LookaheadOptions = {},
): LookaheadReport {
  const bars = datasets.map((dataset) => dataset.bars);
  const market = alignBars(bars);
  const length = market.ts.length;
  if (length < 3) refuse(`the lookahead check needs at least 3 bars; got ${length}`);
  if (!(cuts >= 1)) refuse(`cuts of the lookahead check must be at least 1; was ${cuts}`);
  const traced = plan(strategy, { params, symbols: market.symbols, timeframeMs: market.timeframeMs });
  const nodes = computedNodes(decisionNodes(traced));
  const { difference, spread, dense } = futureDifference(nodes, bars, traced.warmup, { cuts, around });
  const clean = difference === undefined;
  return {
    strategy: strategy.name,
    clean,
    bars: length,
    operators: nodes.length,
    spread: spread.length,
    cuts: [...new Set([...spread, ...dense])].sort((a, b) => a - b),
    ...(difference && { difference: describe(difference, traced, market) }),
  };
}

/** A difference at a node: see {@link LookaheadDifference}. */
export interface Found {
  readonly probe: LookaheadProbe;
  readonly node: Node;
  readonly bar: number;
  readonly whole: number;
  readonly blind: number;
  readonly cut: number;
}

const decisionNodes = (traced: Plan): Node[] =>
  traced.decisions.flatMap((decision) => Object.values(rootsOf(decision, false)));

/** All that nodes are made of, inputs before outputs; sources and constants are given, not computed. */
export const computedNodes = (roots: readonly Node[]): Node[] =>
  reachable(roots).filter((node) => node.body.type === "call");

/**
 * The first bar on which one of some nodes depends on what came later, by the probes of {@link checkLookahead}, and the bars from
 * which on the future was hidden. The bars are changed in place and restored.
 */
export function futureDifference(
  nodes: readonly Node[],
  bars: readonly Bars[],
  warmup: number,
  { cuts, around }: Required<LookaheadOptions>,
): { readonly difference: Found | undefined; readonly spread: number[]; readonly dense: number[] } {
  const market = alignBars(bars);
  const length = market.ts.length;
  // The stream goes first: what a leaking kernel leaves behind must not be there for it to find.
  const streamed = streamOf(nodes, market);
  const whole = columnsOf(nodes, market, length);
  const { spread, dense } = places(length, warmup, cuts, around);
  const difference =
    firstDifference(nodes, whole, streamed, length, "stream") ??
    [...spread, ...dense].reduce<Found | undefined>(
      (found, cut) => found ?? truncated(nodes, market, whole, cut),
      undefined,
    ) ??
    spread.reduce<Found | undefined>(
      (found, cut) => found ?? tampered(nodes, bars, market, whole, cut),
      undefined,
    );
  return { difference, spread, dense };
}

function columnsOf(nodes: readonly Node[], market: MarketData, length: number): Float64Array[] {
  const columns = createColumns(length, (source) => columnOf(market, source));
  return nodes.map((node) => columns.of(node));
}

function streamOf(nodes: readonly Node[], market: MarketData): Float64Array[] {
  const stream = createStream(nodes);
  const inputs = stream.sources.map((source) => {
    const column = columnOf(market, source);
    return column ?? refuse(`the data of ${source.symbol} has no column "${source.field}"`);
  });
  const out = nodes.map(() => new Float64Array(market.ts.length));
  for (let i = 0; i < market.ts.length; i++) {
    for (let k = 0; k < inputs.length; k++) stream.values[k] = inputs[k]![i]!;
    stream.step();
    for (let k = 0; k < nodes.length; k++) out[k]![i] = stream.read(nodes[k]!);
  }
  return out;
}

/** First hidden bars: evenly spread after the warm-up, and every bar around the first, middle and last of these. */
function places(length: number, warmup: number, cuts: number, around: number) {
  const from = Math.min(warmup + 1, length >> 1);
  const at = (j: number) => Math.floor(from + ((length - from) * (j + 1)) / (cuts + 1));
  const valid = (cut: number) => cut > 0 && cut < length;
  const spread = [...new Set(Array.from({ length: cuts }, (_, j) => at(j)))].filter(valid);
  const centres = [spread[0]!, spread[spread.length >> 1]!, spread[spread.length - 1]!];
  const near = centres.flatMap((centre) =>
    Array.from({ length: 2 * around + 1 }, (_, j) => centre + j - around),
  );
  return { spread, dense: [...new Set(near)].filter((cut) => valid(cut) && !spread.includes(cut)) };
}

function truncated(
  nodes: readonly Node[],
  market: MarketData,
  whole: readonly Float64Array[],
  cut: number,
): Found | undefined {
  // Copies: through a view, an operator could reach the buffer behind it.
  const part = {
    ...market,
    ts: market.ts.slice(0, cut),
    bars: market.bars.map((each) => prefixOf(each, cut)),
  };
  return firstDifference(nodes, whole, columnsOf(nodes, part, cut), cut, "truncated");
}

function prefixOf(bars: Bars, cut: number): Bars {
  const slices = (columns: object) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, value]) => [
        name,
        value instanceof Float64Array ? value.slice(0, cut) : value,
      ]),
    );
  return { ...slices(bars), ...(bars.extra && { extra: slices(bars.extra) }) } as Bars;
}

function tampered(
  nodes: readonly Node[],
  bars: readonly Bars[],
  market: MarketData,
  whole: readonly Float64Array[],
  cut: number,
): Found | undefined {
  return withTamperedFuture(bars, market.ts[cut]!, () => {
    const columns = columnsOf(nodes, alignBars(bars), market.ts.length);
    return firstDifference(nodes, whole, columns, cut, "tampered");
  });
}

/** The earliest differing bar before `cut`; of several operators there the one that the others are made of. */
function firstDifference(
  nodes: readonly Node[],
  whole: readonly Float64Array[],
  blind: readonly Float64Array[],
  cut: number,
  probe: LookaheadProbe,
): Found | undefined {
  let found: Found | undefined;
  for (const [k, node] of nodes.entries()) {
    const a = whole[k]!;
    const b = blind[k]!;
    const end = found?.bar ?? cut;
    let i = 0;
    while (i < end && Object.is(a[i], b[i])) i++;
    if (i < end) {
      const first = probe === "stream" ? i + 1 : cut;
      found = { probe, node, bar: i, whole: a[i]!, blind: b[i]!, cut: first };
    }
  }
  return found;
}

function describe(found: Found, traced: Plan, market: MarketData): LookaheadDifference {
  const { node, ...rest } = found;
  for (const decision of traced.decisions) {
    for (const [role, root] of Object.entries(rootsOf(decision, false))) {
      if (!reachable([root]).includes(node)) continue;
      const operator = node.body.type === "call" ? node.body.op.name : "";
      return {
        ...rest,
        ts: market.ts[found.bar]!,
        symbol: decision.symbol,
        role: role.replace(/\(.*\)$/, ""),
        operator,
      };
    }
  }
  throw new Error("invariant broken: a compared node belongs to no decision");
}
