import type { CommandModule } from "yargs";
import type { Command } from "../command.ts";

/** A command as `bot4 --help` lists it. Its module is loaded only when it is called, so that the start is quick. */
export interface Entry {
  /** As yargs reads it: `backtest <strategy>`. */
  readonly usage: string;
  readonly about: string;
  readonly load: () => Promise<Command | CommandModule>;
}

export const commands: readonly Entry[] = [
  {
    usage: "backtest <strategy>",
    about: "Run a strategy over history, store the run and write its report",
    load: async () => (await import("./backtest.ts")).backtestCommand,
  },
];

/** The word by which a command is called. */
export const nameOf = ({ usage }: Entry): string => usage.split(" ")[0]!;
