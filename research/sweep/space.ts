import { refuse, suggest } from "../../engine/core/errors.ts";
import type { Param, Params } from "../../engine/graph/params.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import { type Axis, countOf, parseAxis, valueAt } from "./axis.ts";
import { type Kind, parseCondition, type Value } from "./condition.ts";

/** A space of parameters in a form that goes anywhere: what was typed. */
export interface SpaceSpec {
  /** Words such as `fast=2:101`, `kind=a,b`, `quick=12` or `stop`. */
  readonly params: readonly string[];
  /** A condition such as `fast < slow`, beside the strategy's own. */
  readonly where?: string | undefined;
}

/** Parameters of one variant. */
export type Variant = Readonly<Record<string, Value>>;

/** The variants that a sweep may try. A point of it is a coordinate for each axis, see {@link Axis}. */
export interface Space {
  /** The parameters that vary, in the order in which they were given. */
  readonly axes: readonly Axis[];
  /** Points before any condition; Infinity where a parameter varies without steps. */
  readonly size: number;
  /** All parameters at a point, those that do not vary by what was given or by default. */
  readonly paramsAt: (point: ArrayLike<number>) => Variant;
  /** Whether the conditions hold at a point. */
  readonly allows: (point: ArrayLike<number>) => boolean;
}

/** Points of a grid: what can be counted through in a sensible time. */
const sizeMax = 1e9;

/** Values of an axis that are worked out beforehand. */
const rememberedMax = 100_000;

/**
 * The space that a strategy and words of the user span. Throws a UserError for an unknown parameter, a value out of
 * range, or a condition that does not parse.
 */
export function spaceOf(strategy: Strategy, { params: words, where }: SpaceSpec): Space {
  const all = parseWords(strategy, words);
  const axes = all.filter((axis) => countOf(axis) > 1);
  const fixed = fixedOf(strategy, all);
  const order = Object.keys(strategy.params);
  // A position for each parameter: its axis, or -1 where it does not vary.
  const positions = order.map((name) => axes.findIndex((axis) => axis.name === name));
  // Rounding a value takes longer than all the rest of a point.
  const values = axes.map((axis) =>
    countOf(axis) <= rememberedMax
      ? Array.from({ length: countOf(axis) }, (_, k) => valueAt(axis, k))
      : undefined,
  );
  const fill = (point: ArrayLike<number>, into: Record<string, Value>): Record<string, Value> => {
    for (let k = 0; k < order.length; k++) {
      const at = positions[k]!;
      into[order[k]!] =
        at < 0 ? fixed[order[k]!]! : (values[at]?.[point[at]!] ?? valueAt(axes[at]!, point[at]!));
    }
    return into;
  };
  const condition = where === undefined ? undefined : parseCondition(where, kindsOf(strategy.params));
  const scratch: Record<string, Value> = {};
  return {
    axes,
    size: axes.reduce((size, axis) => size * countOf(axis), 1),
    paramsAt: (point) => fill(point, {}),
    allows: (point) => {
      if (!condition && !strategy.where) return true;
      const params = fill(point, scratch);
      return (condition?.(params) ?? true) && (strategy.where?.(params as never) ?? true);
    },
  };
}

function parseWords(strategy: Strategy, words: readonly string[]): Axis[] {
  const params: Params = strategy.params;
  const seen = new Set<string>();
  return words.map((word) => {
    const at = word.indexOf("=");
    const name = at < 0 ? word : word.slice(0, at);
    const param: Param | undefined = Object.hasOwn(params, name) ? params[name] : undefined;
    if (!param) {
      const names = Object.keys(params);
      const list = names.length > 0 ? `; it has ${names.join(", ")}` : "; it has none";
      refuse(`${strategy.name}: unknown parameter "${name}"${suggest(name, names) || list}`);
    }
    if (seen.has(name)) refuse(`--param must give each parameter once; ${name} comes twice`);
    seen.add(name);
    return parseAxis(strategy.name, name, param, at < 0 ? undefined : word.slice(at + 1));
  });
}

/** Values of what does not vary. */
function fixedOf(strategy: Strategy, axes: readonly Axis[]): Variant {
  return Object.fromEntries(
    Object.entries(strategy.params as Params).map(([name, param]): [string, Value] => {
      const axis = axes.find((each) => each.name === name);
      const given = axis && valueAt(axis, axis.kind === "span" ? axis.from : 0);
      return [name, given ?? (param.fallback as Value)];
    }),
  );
}

const kindsOf = (params: Params): Record<string, Kind> =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, kindOf(param)]));

function kindOf({ type, choices }: Param): Kind {
  if (type === "flag") return "boolean";
  if (type !== "choice") return "number";
  return choices!.every((value) => typeof value === "number") ? "number" : "text";
}

/**
 * The point of a grid with an index, as nested loops over the axes would come to it, the last axis innermost; written
 * to `into`.
 */
export function pointOf(space: Space, index: number, into: Float64Array): Float64Array {
  let rest = index;
  for (let k = space.axes.length - 1; k >= 0; k--) {
    const count = countOf(space.axes[k]!);
    const next = Math.floor(rest / count);
    into[k] = rest - next * count;
    rest = next;
  }
  return into;
}

/** The index of a point in the grid; only where no axis is a span. */
export const indexOf = (space: Space, point: ArrayLike<number>): number =>
  space.axes.reduce((index, axis, k) => index * countOf(axis) + point[k]!, 0);

/** Refuses a grid over a parameter without steps, and one that cannot be counted through. */
export function checkGrid(space: Space): void {
  const span = space.axes.find((axis) => axis.kind === "span");
  if (span?.kind === "span") {
    const { name, from, to } = span;
    refuse(
      `a grid needs a step of ${name}, such as ${name}=${from}:${to}:${Number(((to - from) / 10).toPrecision(2))}; ` +
        "or search with --search random, lhs or tpe",
    );
  }
  if (space.size > sizeMax) {
    refuse(
      `a grid may have ${sizeMax.toLocaleString("en-US")} points; this one has ${space.size.toLocaleString("en-US")}; ` +
        "take larger steps, or search with --search random, lhs or tpe",
    );
  }
}

/** Refuses a space without a single point that is allowed. */
export function refuseEmpty(): never {
  return refuse("no combination of the parameters is allowed by --where and the strategy; widen a range");
}

/** Calls `visit` with each allowed point of a part of the grid, in order. The point is used again for the next one. */
export function eachAllowed(
  space: Space,
  from: number,
  to: number,
  visit: (index: number, point: Float64Array) => void,
): void {
  const counts = space.axes.map(countOf);
  const point = pointOf(space, from, new Float64Array(counts.length));
  for (let index = from; index < to; index++) {
    if (space.allows(point)) visit(index, point);
    for (let k = counts.length - 1; k >= 0; k--) {
      if (++point[k]! < counts[k]!) break;
      point[k] = 0;
    }
  }
}
