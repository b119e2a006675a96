import type { InferredOptionTypes, Options, PositionalOptions } from "yargs";
import type { Io } from "./io.ts";

type Flags = Readonly<Record<string, Options>>;
type Positionals = Readonly<Record<string, PositionalOptions>>;

/** One command of `bot4`: how it is called, and what it does, which returns the exit code. */
export interface Command<F extends Flags = Flags, P extends Positionals = Positionals> {
  /** As yargs reads it: `backtest <strategy>`. */
  readonly usage: string;
  readonly about: string;
  readonly positionals?: P;
  readonly flags?: F;
  /** Calls to print under `--help`, each with what it shows. */
  readonly examples?: readonly (readonly [call: string, about: string])[];
  readonly run: (args: InferredOptionTypes<F> & InferredOptionTypes<P>, io: Io) => number | Promise<number>;
}

/** Declares a command; its arguments are typed by its flags and positionals. */
export const command = <F extends Flags, P extends Positionals>(definition: Command<F, P>): Command =>
  definition as unknown as Command;
