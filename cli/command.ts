import type { InferredOptionTypes, Options, PositionalOptions } from "yargs";
import type { Io } from "./io.ts";

export type Flags = Readonly<Record<string, Options>>;
type Positionals = Readonly<Record<string, PositionalOptions>>;

/** What a command does and which flags it has. Its name and one-line description stand in the table of commands. */
export interface Command {
  readonly positionals: Positionals;
  readonly flags: Flags;
  /** Flags of its own that `bot4.config.*` does not set, though it has keys of these names for other commands. */
  readonly apart: readonly string[];
  /** Calls to print under `--help`, each with what it shows. */
  readonly examples: readonly (readonly [call: string, about: string])[];
  /** Does the work and returns the exit code. */
  readonly run: (args: never, io: Io) => number | Promise<number>;
}

interface Definition<F extends Flags, P extends Positionals> extends Partial<Omit<Command, "run">> {
  readonly positionals?: P;
  readonly flags?: F;
  readonly run: (args: InferredOptionTypes<P> & InferredOptionTypes<F>, io: Io) => number | Promise<number>;
}

/** Declares a command; its arguments are typed by its flags and positionals. */
export const command = <
  const F extends Flags = Record<never, never>,
  const P extends Positionals = Record<never, never>,
>({
  positionals,
  flags,
  apart = [],
  examples = [],
  run,
}: Definition<F, P>): Command => ({
  positionals: positionals ?? {},
  flags: flags ?? {},
  apart,
  examples,
  run: run as Command["run"],
});
