import { refuse } from "../core/errors.ts";
import {
  constantNode,
  createTable,
  isNode,
  type Node,
  type Numeric,
  type Series,
  type Signal,
  sourceNode,
  type Table,
} from "./node.ts";
import { type Params, resolveParams, type ValuesOf } from "./params.ts";
import { hashGraph, printPlan } from "./print.ts";

export { type CompositeDefinition, composite } from "./composite.ts";
export type { Node, Numeric, Series, Signal } from "./node.ts";
export { boolean, number, type OpDefinition, type OpFunction, op } from "./op.ts";
export { choice, flag, int, num, type Param, type Params, type ValuesOf, window } from "./params.ts";

/** The symbolic market that `decide` sees: the bars of one symbol, and a way to those of the others. */
export interface Market {
  readonly symbol: string;
  /** All symbols of the run, in the order given. */
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** Open time of the bar, ms since 1970 UTC. */
  readonly ts: Series;
  readonly open: Series;
  readonly high: Series;
  readonly low: Series;
  readonly close: Series;
  readonly volume: Series;
  /** The market of another symbol of the run. */
  readonly of: (symbol: string) => Market;
  /** A further column of the data by name, such as a funding rate; it reads what was available at the close. */
  readonly series: (name: string) => Series;
}

/** A price level beside an entry: a distance in price, a fraction of the entry price, or a price. */
export type Level = Numeric | { readonly fraction: Numeric } | { readonly price: Numeric };

/**
 * What a strategy wants, bar by bar. Prices and distances are read at the close of the bar that decides.
 */
export interface Decision {
  /**
   * Wanted position as a fraction of equity: 1 long, 0 flat, -1 short; a signal counts as 1 or 0. Traded when it
   * changes by more than `rebalance`; NaN keeps what is there.
   */
  readonly target: Numeric | Signal;
  /** Enter by a limit order at this price instead of at the market. An entry without a known price is refused. */
  readonly limit?: Numeric;
  /**
   * Enter by a stop order at this price instead of at the market; together with a limit by a stop-limit order, which
   * waits at the limit once the price has been here.
   */
  readonly trigger?: Numeric;
  /**
   * How long an entry by limit or stop order stays: until it is cancelled (`gtc`, unless told), not beyond its arrival
   * or trigger (`ioc`, `fok`; without a book the two are one), or not beyond the UTC day of the decision (`day`).
   */
  readonly tif?: "gtc" | "ioc" | "fok" | "day";
  /** Refuse an entry by limit order that would take liquidity as it arrives. */
  readonly postOnly?: boolean;
  /** Bars after which an entry that has not filled is cancelled; it stays until the target changes unless told. */
  readonly expire?: number;
  /** Protective stop. An entry is refused where a level that its strategy gives is not known, or is below zero. */
  readonly stop?: Level;
  /** Profit target. */
  readonly takeProfit?: Level;
  /** Trailing stop: follows the best price since the entry at this distance, moved after each bar. */
  readonly trail?: Level;
  /** Leave at the open after this many bars in the position. */
  readonly maxBars?: number;
}

export interface StrategyDefinition<P extends Params> {
  readonly name: string;
  /** One sentence for listings. */
  readonly about?: string;
  readonly params?: P;
  // Written as methods, so that a strategy with parameters of its own is a Strategy wherever any will do.
  /** Combinations of parameters that make sense. */
  where?(params: ValuesOf<P>): boolean;
  /** Least change of `target` that is traded, as a fraction of equity; 0 unless told. */
  readonly rebalance?: number;
  /** Symbols that it needs at least; 1 unless told. */
  readonly symbolsMin?: number;
  /** Called once for each symbol with symbolic series. */
  decide(market: Market, params: ValuesOf<P>): Decision;
}

/** A strategy is a value: a name, typed parameters and a graph. Nothing in it says whether it is tested or trades. */
export interface Strategy<P extends Params = Params> extends StrategyDefinition<P> {
  readonly kind: "strategy";
  readonly params: P;
}

/**
 * Declares a strategy.
 *
 * @example
 * strategy({ name: "hold", decide: () => ({ target: 1 }) }).name // => "hold"
 */
export function strategy<P extends Params = Record<never, never>>(
  definition: StrategyDefinition<P>,
): Strategy<P> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(definition.name)) {
    refuse(`strategy name must be lower-case letters, digits and hyphens; was "${definition.name}"`);
  }
  return Object.freeze({ ...definition, params: definition.params ?? ({} as P), kind: "strategy" as const });
}

export type LevelMode = "distance" | "fraction" | "price";
export interface TracedLevel {
  readonly mode: LevelMode;
  readonly node: Node;
}

/** The decision of one symbol as nodes. */
export interface TracedDecision {
  readonly symbol: string;
  readonly target: Node;
  readonly limit?: Node;
  readonly trigger?: Node;
  readonly tif?: NonNullable<Decision["tif"]>;
  readonly postOnly?: boolean;
  readonly expire?: number;
  readonly stop?: TracedLevel;
  readonly takeProfit?: TracedLevel;
  readonly trail?: TracedLevel;
  readonly maxBars?: number;
}

/** A strategy bound to parameters and symbols: what the drivers run, and what is printed and hashed. */
export interface Plan {
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  readonly rebalance: number;
  readonly decisions: readonly TracedDecision[];
  /** Bars before the first decision. */
  readonly warmup: number;
  readonly text: string;
  readonly hash: string;
}

export interface Binding {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** A table to intern into, where many variants share columns. */
  readonly table?: Table;
}

/**
 * Traces a strategy: calls `decide` once for each symbol and derives plan, warm-up and hash.
 * Throws a UserError for a parameter out of range, a combination that `where` refuses, too few symbols, or a
 * graph whose kinds do not fit.
 */
export function plan<P extends Params>(strategy: Strategy<P>, binding: Binding): Plan {
  const params = resolveParams(strategy.name, strategy.params, binding.params ?? {});
  const { symbols, timeframeMs, table = createTable() } = binding;
  if (strategy.where && !strategy.where(params)) {
    refuse(
      `${strategy.name}: parameters ${JSON.stringify(params)} do not satisfy its condition ${strategy.where}`,
    );
  }
  const least = strategy.symbolsMin ?? 1;
  if (symbols.length < least) {
    refuse(
      `${strategy.name}: needs at least ${least} symbols; got ${symbols.length} (${symbols.join(", ")})`,
    );
  }
  const decisions = symbols.map((symbol) => {
    const market = traceMarket(table, symbols, timeframeMs, symbol);
    return traceDecision(strategy.name, table, symbol, strategy.decide(market, params));
  });
  let warmup = 0;
  for (const decision of decisions) {
    for (const node of nodesOf(decision)) warmup = Math.max(warmup, node.warmup);
  }
  const rebalance = strategy.rebalance ?? 0;
  const bound = { strategy: strategy.name, params, symbols, timeframeMs, rebalance, decisions, warmup };
  return Object.assign(Object.create(printed), bound);
}

/**
 * What is made of a plan where it is asked for: a sweep binds thousands of variants and asks for neither. Inherited, because
 * an object with accessors of its own is of a shape of its own, which stays in memory for long.
 */
const printed: Pick<Plan, "text" | "hash"> = {
  get text() {
    return printPlan(allRoots(this as Plan));
  },
  get hash() {
    return hashGraph(allRoots(this as Plan));
  },
};

const allRoots = ({ decisions, symbols }: Plan): Record<string, Node> =>
  Object.assign({}, ...decisions.map((decision) => rootsOf(decision, symbols.length > 1)));

/** A symbolic market over a table. */
export function traceMarket(
  table: Table,
  symbols: readonly string[],
  timeframeMs: number,
  symbol: string,
): Market {
  if (!symbols.includes(symbol)) refuse(`unknown symbol "${symbol}"; the run has ${symbols.join(", ")}`);
  const made = markets.get(table) ?? new Map<string, Market>();
  markets.set(table, made);
  const known = made.get(symbol);
  if (known?.symbols === symbols && known.timeframeMs === timeframeMs) return known;
  const market = makeMarket(table, symbols, timeframeMs, symbol);
  made.set(symbol, market);
  return market;
}

/** The last market of each symbol of a table: the variants of a sweep are traced over the same ones. */
const markets = new WeakMap<Table, Map<string, Market>>();

function makeMarket(table: Table, symbols: readonly string[], timeframeMs: number, symbol: string): Market {
  const series = (field: string) => sourceNode(table, symbol, field);
  return {
    symbol,
    symbols,
    timeframeMs,
    ts: series("ts"),
    open: series("open"),
    high: series("high"),
    low: series("low"),
    close: series("close"),
    volume: series("volume"),
    of: (other) => traceMarket(table, symbols, timeframeMs, other),
    series,
  };
}

function traceDecision(name: string, table: Table, symbol: string, decision: Decision): TracedDecision {
  if (typeof decision !== "object" || decision === null || decision.target === undefined) {
    refuse(`${name}: decide must return a decision with a target`);
  }
  checkTerms(name, decision);
  const node = (value: Numeric | Signal): Node => (isNode(value) ? value : constantNode(table, value));
  const level = (value: Level): TracedLevel =>
    isNode(value) || typeof value === "number"
      ? { mode: "distance", node: node(value) }
      : "fraction" in value
        ? { mode: "fraction", node: node(value.fraction) }
        : { mode: "price", node: node(value.price) };
  const bars = (field: "expire" | "maxBars", count: number): number =>
    Number.isInteger(count) && count >= 1
      ? count
      : refuse(`${name}: ${field} must be a whole number of bars of at least 1; was ${count}`);
  return {
    symbol,
    target: node(decision.target),
    ...(decision.limit !== undefined && { limit: node(decision.limit) }),
    ...(decision.trigger !== undefined && { trigger: node(decision.trigger) }),
    ...(decision.tif !== undefined && { tif: decision.tif }),
    ...(decision.postOnly && { postOnly: true }),
    ...(decision.expire !== undefined && { expire: bars("expire", decision.expire) }),
    ...(decision.stop !== undefined && { stop: level(decision.stop) }),
    ...(decision.takeProfit !== undefined && { takeProfit: level(decision.takeProfit) }),
    ...(decision.trail !== undefined && { trail: level(decision.trail) }),
    ...(decision.maxBars !== undefined && { maxBars: bars("maxBars", decision.maxBars) }),
  };
}

/** Terms of an order need the order: without limit or trigger an entry is a market order, which is done at once. */
function checkTerms(name: string, { limit, trigger, tif, postOnly, expire }: Decision): void {
  const tifs = ["gtc", "ioc", "fok", "day"];
  if (tif !== undefined && !tifs.includes(tif))
    refuse(`${name}: tif must be one of ${tifs.join(", ")}; was ${tif}`);
  if (postOnly && limit === undefined) refuse(`${name}: postOnly needs a limit; the decision has none`);
  if (tif !== undefined && limit === undefined && trigger === undefined) {
    refuse(`${name}: tif needs a limit or a trigger; the decision has neither`);
  }
  if (tif !== "ioc" && tif !== "fok") return;
  if (limit === undefined) refuse(`${name}: tif ${tif} needs a limit; a stop order waits for its trigger`);
  if (postOnly) refuse(`${name}: postOnly waits and tif ${tif} does not; give one of them`);
  if (expire !== undefined) {
    refuse(`${name}: expire is for orders that wait, and tif ${tif} does not; give one of them`);
  }
}

/** The nodes of a decision. */
export function nodesOf({ target, limit, trigger, stop, takeProfit, trail }: TracedDecision): Node[] {
  const nodes = [target];
  for (const node of [limit, trigger, stop?.node, takeProfit?.node, trail?.node]) if (node) nodes.push(node);
  return nodes;
}

/** The nodes of a decision by role, prefixed with the symbol where there are several. */
export function rootsOf(decision: TracedDecision, prefixed: boolean): Record<string, Node> {
  const prefix = prefixed ? `${decision.symbol}.` : "";
  const { target, limit, trigger, stop, takeProfit, trail } = decision;
  const roots: Record<string, Node | undefined> = {
    target,
    limit,
    trigger,
    [`stop(${stop?.mode})`]: stop?.node,
    [`takeProfit(${takeProfit?.mode})`]: takeProfit?.node,
    [`trail(${trail?.mode})`]: trail?.node,
  };
  return Object.fromEntries(
    Object.entries(roots).flatMap(([role, node]) => (node ? [[`${prefix}${role}`, node]] : [])),
  );
}
