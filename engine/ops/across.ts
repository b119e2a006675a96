import type { Kind, Node } from "../graph/node.ts";
import { apply, number, type Op, op } from "../graph/op.ts";
import type { Params } from "../graph/params.ts";
import type { Market } from "../graph/strategy.ts";

/** What an operator over all symbols means: it sees one value a symbol, NaN where a symbol has none. */
export interface AcrossRule {
  readonly name: string;
  readonly input?: Kind;
  readonly output?: Kind;
  readonly params?: Params;
  readonly init?: (params: Readonly<Record<string, unknown>>) => unknown;
  readonly step: (state: never, ...values: number[]) => number;
}

/**
 * A function that gives the operator of a rule for a number of symbols, made once for each number, so that equal
 * expressions stay one node.
 */
export function acrossOps(
  rule: AcrossRule,
): (nodes: readonly Node[], params?: Record<string, unknown>) => Node {
  const made = new Map<number, Op>();
  const { name, input = number, output = number, params = {}, init, step } = rule;
  return (nodes, given = {}) => {
    const count = nodes.length;
    const known =
      made.get(count) ??
      op({
        name,
        family: "across",
        inputs: Array<Kind>(count).fill(input),
        output,
        params,
        sees: true,
        ...(init && { init: init as never }),
        step: step as never,
      }).op;
    made.set(count, known);
    return apply(known, nodes, given);
  };
}

/** The expression of every symbol of the market, in the order of its symbols. */
export const ofAll = <N extends Node>(market: Market, build: (market: Market) => N): N[] =>
  market.symbols.map((symbol) => build(market.of(symbol)));

/** The expression of the market's own symbol, then those of the others in their order. */
export const ownFirst = <N extends Node>(market: Market, build: (market: Market) => N): N[] => [
  build(market),
  ...market.symbols.filter((symbol) => symbol !== market.symbol).map((symbol) => build(market.of(symbol))),
];
