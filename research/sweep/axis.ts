import { refuse, suggest } from "../../engine/core/errors.ts";
import type { Param } from "../../engine/graph/params.ts";
import { pinModel } from "../../engine/training/model-files.ts";
import type { Value } from "./condition.ts";

/**
 * Where one parameter of a sweep may lie. A coordinate on it is an index of `steps` and `values`, and the number itself on
 * a `span`.
 */
export type Axis =
  | {
      readonly kind: "steps";
      readonly name: string;
      readonly from: number;
      readonly step: number;
      readonly count: number;
      readonly log: boolean;
    }
  | {
      readonly kind: "values";
      readonly name: string;
      readonly values: readonly Value[];
      readonly count: number;
    }
  | {
      readonly kind: "span";
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly log: boolean;
    };

/** Twelve digits are more than anybody writes, and few enough that 0.1 + 2 * 0.1 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/**
 * The value of a parameter at a coordinate.
 *
 * @example
 * valueAt({ kind: "steps", name: "stop", from: 0.1, step: 0.1, count: 9, log: false }, 2) // => 0.3
 */
export function valueAt(axis: Axis, coordinate: number): Value {
  if (axis.kind === "span") return coordinate;
  if (axis.kind === "values") return axis.values[coordinate]!;
  const value = axis.from + coordinate * axis.step;
  return Number.isInteger(value) ? value : tidy(value);
}

/** How many values an axis has; Infinity for a span. */
export const countOf = (axis: Axis): number => (axis.kind === "span" ? Number.POSITIVE_INFINITY : axis.count);

/** The coordinate on an axis at a fraction of its length, [0, 1): steps and values share the length evenly. */
export function coordinateAt(axis: Axis, fraction: number): number {
  if (axis.kind === "values") return Math.floor(fraction * axis.count);
  if (axis.kind === "steps") {
    if (!axis.log) return Math.floor(fraction * axis.count);
    const last = axis.from + (axis.count - 1) * axis.step;
    // Half a step beyond either end, so that the ends are as likely as what lies between.
    const [low, high] = [Math.log(axis.from - lowerHalf(axis)), Math.log(last + axis.step / 2)];
    const k = Math.round((Math.exp(low + fraction * (high - low)) - axis.from) / axis.step);
    return Math.min(axis.count - 1, Math.max(0, k));
  }
  const { from, to, log } = axis;
  const value = log
    ? Math.exp(Math.log(from) + fraction * Math.log(to / from))
    : from + fraction * (to - from);
  return Math.min(to, Math.max(from, value));
}

const lowerHalf = ({ from, step }: { from: number; step: number }): number => Math.min(step / 2, from / 2);

/** The fraction of an axis' length at which a coordinate lies, the middle of its share for steps and values; [0, 1]. */
export function fractionOf(axis: Axis, coordinate: number): number {
  if (axis.kind === "values" || (axis.kind === "steps" && !axis.log)) return (coordinate + 0.5) / axis.count;
  if (axis.kind === "span") {
    const { from, to, log } = axis;
    if (to === from) return 0.5;
    return log ? Math.log(coordinate / from) / Math.log(to / from) : (coordinate - from) / (to - from);
  }
  const [low, high] = [
    Math.log(axis.from - lowerHalf(axis)),
    Math.log(axis.from + (axis.count - 0.5) * axis.step),
  ];
  return (Math.log(axis.from + coordinate * axis.step) - low) / (high - low);
}

/**
 * An axis from a word: `fast=2:101` (whole numbers, both ends included), `stop=0.5:3:0.25`, `kind=a,b`, `quick=12`, and
 * `fast` alone for the range that the strategy declares. Throws a UserError that names parameter, rule and value.
 */
export function parseAxis(subject: string, name: string, param: Param, text: string | undefined): Axis {
  const where = `${subject}: ${name}`;
  if (text === undefined) return declaredAxis(where, name, param);
  if (text === "") refuse(`${where} needs a value, a range or a list, such as ${name}=${exampleOf(param)}`);
  // A model is one value: the file that it names is read and its hash taken once, for all variants.
  if (param.type === "artefact") return { kind: "values", name, values: [pinModel(text)], count: 1 };
  const ranged = param.type === "int" || param.type === "num";
  if (ranged && text.includes(":")) return rangeAxis(where, name, param, text);
  const values = text.split(",").map((word) => parseValue(where, param, word.trim()));
  const twice = values.find((value, k) => values.indexOf(value) !== k);
  if (twice !== undefined)
    refuse(`${where} must list each value once; ${String(twice)} comes twice in "${text}"`);
  return { kind: "values", name, values, count: values.length };
}

const exampleOf = ({ type, choices, from = 2, to = 10 }: Param): string =>
  type === "choice" || type === "flag" ? choices!.join(",") : `${from}:${to}`;

function parseValue(where: string, param: Param, word: string): Value {
  const chosen = param.choices?.find((value) => String(value) === word);
  const value = chosen ?? (word === "" ? Number.NaN : Number(word));
  if (!param.accepts(value)) {
    const near = param.type === "choice" ? suggest(word, param.choices!.map(String)) : "";
    refuse(`${where} must be ${param.rule}; was ${word === "" ? "empty" : word}${near}`);
  }
  return value as Value;
}

function rangeAxis(where: string, name: string, param: Param, text: string): Axis {
  const parts = text.split(":").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
  if (parts.length > 3 || parts.some((part) => !Number.isFinite(part))) {
    refuse(`${where} must be a range from:to or from:to:step of numbers, such as 2:100:5; was "${text}"`);
  }
  const [from, to, step] = parts as [number, number, number?];
  for (const end of [from, to]) {
    if (!param.accepts(end)) refuse(`${where} must be ${param.rule}; the range "${text}" holds ${end}`);
  }
  if (to < from) refuse(`${where} must be a range that rises; was "${text}"; did you mean ${to}:${from}?`);
  if (step !== undefined && !(step > 0))
    refuse(`${where} must have a step above 0; was ${step} in "${text}"`);
  if (param.type === "int" && step !== undefined && !Number.isInteger(step)) {
    refuse(`${where} is a whole number, so its step must be one; was ${step} in "${text}"`);
  }
  return stepped(name, param, from, to, step);
}

function stepped(name: string, param: Param, from: number, to: number, given: number | undefined): Axis {
  if (from === to) return { kind: "values", name, values: [from], count: 1 };
  const step = given ?? param.step ?? (param.type === "int" ? 1 : undefined);
  const log = param.log === true && from > 0;
  if (step === undefined) return { kind: "span", name, from, to, log };
  // A step that fits but for rounding counts: 0.5:3:0.1 ends at 3.
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return { kind: "steps", name, from, step, count, log };
}

function declaredAxis(where: string, name: string, param: Param): Axis {
  if (param.choices) {
    return { kind: "values", name, values: param.choices as readonly Value[], count: param.choices.length };
  }
  const { from, to } = param;
  if (from === undefined || to === undefined) {
    refuse(`${where} declares no range to search; give one, such as ${name}=${exampleOf(param)}`);
  }
  return stepped(name, param, from, to, undefined);
}
