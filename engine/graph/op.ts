import { refuse } from "../core/errors.ts";
import {
  callNode,
  constantNode,
  isNode,
  type Kind,
  type Node,
  type Numeric,
  type Series,
  type Signal,
} from "./node.ts";
import { type Params, resolveParams, type ValueOf, type ValuesOf } from "./params.ts";

/** What an operator takes: `number` or `boolean`, once for each input. */
export const number = "number" as const;
export const boolean = "boolean" as const;

/**
 * An operator as the compilers see it. Everything that it means is here: no compiler and no driver knows it by name.
 */
export interface Op {
  readonly name: string;
  readonly family: string;
  readonly about: string;
  /** Whether a caller gives the inputs as a record. */
  readonly named: boolean;
  readonly inputNames: readonly string[];
  readonly inputKinds: readonly Kind[];
  readonly params: Params;
  readonly output: Kind;
  readonly sees: boolean;
  readonly known: "all" | "any";
  readonly warmup: (params: Readonly<Record<string, unknown>>) => number;
  readonly stride: ((params: Readonly<Record<string, unknown>>, input: number) => number) | undefined;
  readonly init: (params: Readonly<Record<string, unknown>>) => unknown;
  readonly step: (state: never, ...inputs: number[]) => number;
  readonly column:
    | ((
        params: Readonly<Record<string, unknown>>,
        inputs: readonly Float64Array[],
        out: Float64Array,
      ) => void)
    | undefined;
  /** Whether it has no state: its result depends on the inputs of its bar alone. */
  readonly stateless: boolean;
  readonly settles: boolean;
  readonly wakes: Wakes | undefined;
  /** Whether inputs are written to `inputs` of its state instead of being passed to `step`. */
  readonly wide: boolean;
}

/**
 * When an operator of two inputs must be stepped: on the first bar, and where left comes to be above right, below it or equal
 * to it; or there and on the bar after each. On every other bar `step` would leave the state as it is and give the result
 * of the bar before.
 */
export type Wakes = "order" | "order-and-after";

/** Kinds of inputs: a list where they are positional, a record where a caller names them. */
export type Inputs = readonly Kind[] | Readonly<Record<string, Kind>>;
type Argument<K extends Kind> = K extends "number" ? Numeric : Signal;
export type InputArguments<I extends Inputs> = I extends readonly Kind[]
  ? { -readonly [J in keyof I]: I[J] extends Kind ? Argument<I[J]> : never }
  : [inputs: { readonly [N in keyof I]: I[N] extends Kind ? Argument<I[N]> : never }];
type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;
type Optional<P extends Params> = { [N in keyof P]: undefined extends P[N]["fallback"] ? never : N }[keyof P];
type Needed<P extends Params> = Exclude<keyof P, Optional<P>>;
type Given<P extends Params> = Omit<ValuesOf<P>, Optional<P>> & Partial<ValuesOf<P>>;
/** How parameters are given: a single one, or the only one without a default, as it is; several as a record. */
export type ParamArguments<P extends Params> = [keyof P] extends [never]
  ? []
  : IsUnion<keyof P> extends true
    ? [Needed<P>] extends [never]
      ? [params?: Partial<ValuesOf<P>>]
      : IsUnion<Needed<P>> extends true
        ? [params: Given<P>]
        : [params: ValueOf<P[Needed<P>]> | Given<P>]
    : [keyof P] extends [Optional<P>]
      ? [value?: ValueOf<P[keyof P]>]
      : [value: ValueOf<P[keyof P]>];

export interface OpDefinition<I extends Inputs, P extends Params, K extends Kind, State> {
  /** Name in plans and messages, such as `sma`. */
  readonly name: string;
  /** Family in listings, such as `rolling`; `own` unless told. */
  readonly family?: string;
  /** One sentence for listings. */
  readonly about?: string;
  /** Kinds of the inputs: a list where they are positional, a record where a caller names them. */
  readonly inputs: I;
  /** Names of positional inputs in messages and listings; `x`, or `left` and `right`, unless told. */
  readonly names?: readonly string[];
  /** Typed parameters. A caller gives a single one as it is, several as a record. */
  readonly params?: P;
  /** Kind of the result, number unless told. */
  readonly output?: K;
  /** Values of the inputs that pass before the first result; 0 unless told. */
  readonly warmup?: (params: ValuesOf<P>) => number;
  /** For operators that change how often there is a value: bars from one value to the next. */
  readonly stride?: (params: ValuesOf<P>, input: number) => number;
  /**
   * Set for an operator that must see bars where an input is NaN. All others are not called there: their
   * result is NaN and their state stays as it is, so that a missing bar is simply not there.
   */
  readonly sees?: boolean;
  /** Which inputs must be known for a result to be: all of them, unless told. Warm-up is derived from it. */
  readonly known?: "all" | "any";
  /** A fresh state, one for each node and run. */
  readonly init?: (params: ValuesOf<P>) => State;
  /** One value of each input, in order, to the next result. Infinite results become NaN. */
  readonly step: (state: State, ...inputs: number[]) => number;
  /**
   * A faster body for whole columns, equal to a loop over `step` bit for bit. Its inputs hold no NaN.
   */
  readonly column?: (params: ValuesOf<P>, inputs: readonly Float64Array[], out: Float64Array) => void;
  /**
   * Set for an operator with state of which a second step on the same inputs changes neither state nor result, so
   * that it need be called only where an input changes. One without state settles by itself.
   */
  readonly settles?: boolean;
  /** For an operator that rests on most bars: when it does not. See {@link Wakes}. */
  readonly wakes?: Wakes;
  /**
   * Set for an operator of dozens of inputs: they are written to `inputs`, a Float64Array of its state, and `step` is
   * called with the state alone, so that a step makes no garbage.
   */
  readonly wide?: boolean;
}

export type OpFunction<I extends Inputs, P extends Params, K extends Kind> = ((
  ...args: [...InputArguments<I>, ...ParamArguments<P>]
) => K extends "boolean" ? Signal : Series) & { readonly op: Op };

/**
 * Makes an operator: a function that takes series and parameters and returns the series of its results.
 * Its `op` member is what the compilers run.
 */
export function op<
  const I extends Inputs,
  P extends Params = Record<never, never>,
  K extends Kind = "number",
  State = undefined,
>(definition: OpDefinition<I, P, K, State>): OpFunction<I, P, K> {
  const {
    inputs,
    params = {},
    output = "number",
    warmup,
    stride,
    sees = false,
    known = "all",
    init,
    step,
    column,
    settles = init === undefined,
    wakes,
    wide = false,
  } = definition;
  const named = !Array.isArray(inputs);
  const kinds = Object.values(inputs) as Kind[];
  const inputNames = definition.names ?? inputNamesOf(inputs);
  const made = {
    name: definition.name,
    family: definition.family ?? "own",
    about: definition.about ?? "",
    named,
    inputNames,
    inputKinds: kinds,
    params,
    output,
    sees,
    known,
    warmup: warmup ?? (() => 0),
    stride,
    init: init ?? (() => undefined),
    step,
    column,
    stateless: init === undefined,
    settles,
    wakes,
    wide,
  } as unknown as Op;
  const call = (...args: unknown[]): Node => {
    const values = named ? inputsByName(made.name, inputNames, args[0]) : args.slice(0, kinds.length);
    return apply(made, values, givenParams(made.name, params, args[named ? 1 : kinds.length]));
  };
  return Object.assign(call, { op: made }) as unknown as OpFunction<I, P, K>;
}

/**
 * Parameters as a record, from how a caller gave them: a bare value is that of the only parameter, or of the only
 * one that has no default. Throws a UserError where a bare value could be any of several.
 */
export function givenParams(subject: string, params: Params, given: unknown): Record<string, unknown> {
  if (given === undefined) return {};
  if (isRecord(given)) return given;
  const names = Object.keys(params);
  const needed = names.filter((name) => params[name]!.fallback === undefined);
  const only = names.length === 1 ? names[0] : needed.length === 1 ? needed[0] : undefined;
  if (only === undefined) {
    refuse(
      `${subject}: parameters must be a record of ${names.join(", ") || "nothing"}; was ${String(given)}`,
    );
  }
  return { [only]: given };
}

/** Names of inputs in messages and listings: as a caller gives them, or made from their place. */
export function inputNamesOf(inputs: Inputs): readonly string[] {
  if (!Array.isArray(inputs)) return Object.keys(inputs);
  if (inputs.length === 1) return ["x"];
  return inputs.length === 2 ? ["left", "right"] : inputs.map((_, i) => `x${i + 1}`);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The values of inputs in order, out of the record in which a caller names them. */
export function inputsByName(subject: string, names: readonly string[], given: unknown): unknown[] {
  if (!isRecord(given)) refuse(`${subject}: inputs must be a record of ${names.join(", ")}`);
  return names.map((name) => given[name]);
}

/** Refuses inputs that are missing, of another kind, or all constants, by the name of whom the caller called. */
export function checkInputs(
  subject: string,
  names: readonly string[],
  kinds: readonly Kind[],
  inputs: readonly unknown[],
): void {
  for (const [i, name] of names.entries()) {
    const found = kindOf(inputs[i]);
    if (found !== kinds[i]) refuse(`${subject}: ${name} must be a ${kinds[i]} series; it is ${found}`);
  }
  if (!inputs.some(isNode)) refuse(`${subject}: at least one input must be a series; all are constants`);
}

/** The kind of a series or constant; in words, what else it is. */
function kindOf(value: unknown): string {
  if (isNode(value)) return value.kind;
  if (typeof value === "number" || typeof value === "boolean") return typeof value;
  return value === undefined || value === null
    ? "missing"
    : Array.isArray(value)
      ? "a list"
      : `a ${typeof value}`;
}

/**
 * The node of an operator on given inputs: checks their kinds, lifts constants, resolves parameters, interns.
 * Throws a UserError such as `crossOver: right must be a number series; it is boolean`.
 */
export function apply(
  op: Op,
  inputs: readonly unknown[],
  given: Readonly<Record<string, unknown>> = {},
): Node {
  checkInputs(op.name, op.inputNames, op.inputKinds, inputs);
  const { table } = inputs.find(isNode)!;
  const nodes = op.inputNames.map((name, i) => {
    const input = inputs[i] as Node | number | boolean;
    const node = isNode(input) ? input : constantNode(table, input);
    if (node.table !== table) refuse(`${op.name}: ${name} belongs to another market`);
    return node;
  });
  return callNode(table, op, resolveParams(op.name, op.params, given), nodes);
}
