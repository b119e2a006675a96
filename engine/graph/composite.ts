import type { Kind } from "./node.ts";
import {
  checkInputs,
  givenParams,
  type InputArguments,
  type Inputs,
  inputNamesOf,
  inputsByName,
  type ParamArguments,
} from "./op.ts";
import { type Params, resolveParams, type ValuesOf } from "./params.ts";

/** A function of series that is made of operators: it computes nothing itself, so it has no state and no loop. */
export interface CompositeDefinition<I extends Inputs, P extends Params, R> {
  /** Name in messages and listings, such as `macd`. */
  readonly name: string;
  /** Family in listings, such as `momentum`. */
  readonly family: string;
  /** One sentence for listings. */
  readonly about: string;
  /** Kinds of the inputs: a list where they are positional, a record where a caller names them. */
  readonly inputs: I;
  /** Typed parameters, given as those of an operator. */
  readonly params?: P;
  /** Makes the graph: the inputs as given, then all parameters, checked and filled in. */
  readonly build: (...args: [...InputArguments<I>, params: ValuesOf<P>]) => R;
}

/** What listings show of a composite function. */
export interface Composite {
  readonly name: string;
  readonly family: string;
  readonly about: string;
  readonly inputs: Inputs;
  readonly params: Params;
}

export type CompositeFunction<I extends Inputs, P extends Params, R> = ((
  ...args: [...InputArguments<I>, ...ParamArguments<P>]
) => R) & { readonly composite: Composite };

/**
 * Makes a function of series out of operators, with typed parameters like those of an operator: the way to write
 * an indicator that has several results, or that chooses its parts by a parameter.
 * Throws a UserError such as `bollinger: n must be a whole number of at least 1; was 0`.
 */
export function composite<const I extends Inputs, R, P extends Params = Record<never, never>>(
  definition: CompositeDefinition<I, P, R>,
): CompositeFunction<I, P, R> {
  const { name, family, about, inputs, params = {} as P, build } = definition;
  const named = !Array.isArray(inputs);
  const count = named ? 1 : inputs.length;
  const names = inputNamesOf(inputs);
  const kinds = Object.values(inputs) as Kind[];
  const call = (...args: unknown[]): R => {
    checkInputs(name, names, kinds, named ? inputsByName(name, names, args[0]) : args.slice(0, count));
    const values = resolveParams(name, params, givenParams(name, params, args[count]));
    const make = build as unknown as (...args: unknown[]) => R;
    return make(...args.slice(0, count), values);
  };
  return Object.assign(call, { composite: { name, family, about, inputs, params } }) as CompositeFunction<
    I,
    P,
    R
  >;
}
