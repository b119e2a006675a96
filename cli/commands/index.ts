import type { Command } from "../command.ts";
import { dataCommands } from "./data.ts";
import { dossierCommands } from "./dossier.ts";
import { exchangeCommands } from "./exchange.ts";
import { featureCommands } from "./features.ts";
import { journalCommands } from "./journal.ts";

/** A command as `bot4 --help` lists it. Its module is loaded only when it is called, so that the start is quick. */
export interface Entry {
  /** As yargs reads it: `backtest <strategy>`. */
  readonly usage: string;
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** Commands under a common first word. */
export interface Group {
  readonly usage: string;
  readonly about: string;
  readonly subcommands: readonly Entry[];
}

export const commands: readonly (Entry | Group)[] = [
  {
    usage: "demo",
    about: "Backtest a shipped strategy on the bundled S&P 500 and write a report",
    load: async () => (await import("./demo.ts")).demoCommand,
  },
  {
    usage: "init [dir]",
    about: "Start a research project",
    load: async () => (await import("./init.ts")).initCommand,
  },
  {
    usage: "new <what> <name>",
    about: "Write a strategy to start from: bot4 new strategy my-idea",
    load: async () => (await import("./new.ts")).newCommand,
  },
  {
    usage: "data",
    about: "Import, fetch, make, check, list, show, resample and export history",
    subcommands: dataCommands,
  },
  {
    usage: "backtest <strategy>",
    about: "Run a strategy over history, store the run and write its report",
    load: async () => (await import("./backtest.ts")).backtestCommand,
  },
  {
    usage: "sweep <strategy>",
    about: "Try many parameters of a strategy and rank them",
    load: async () => (await import("./sweep.ts")).sweepCommand,
  },
  {
    usage: "walkforward <strategy>",
    about: "Choose parameters on training windows and test them on the ones that follow",
    load: async () => (await import("./walkforward.ts")).walkForwardCommand,
  },
  {
    usage: "train <strategy>",
    about: "Train the model of a strategy in time order and backtest its out-of-sample predictions",
    load: async () => (await import("./train.ts")).trainCommand,
  },
  {
    usage: "validate <what>",
    about: "Judge a strategy or a stored run by rule: luck, overfitting, stress; exit code 3 where it fails",
    load: async () => (await import("./validate.ts")).validateCommand,
  },
  {
    usage: "promote <run>",
    about: "Ask the gate about a run and, if it opens, write the dossier from which it may trade",
    load: async () => (await import("./promote.ts")).promoteCommand,
  },
  {
    usage: "dossier",
    about: "List, show, verify and compare promotions",
    subcommands: dossierCommands,
  },
  {
    usage: "paper <dossier>",
    about: "Trade what was promoted on paper: history or a live market, at a simulated venue",
    load: async () => (await import("./paper.ts")).paperCommand,
  },
  {
    usage: "status",
    about: "Show how a paper session stands",
    load: async () => (await import("./status.ts")).statusCommand,
  },
  {
    usage: "halt",
    about: "Have a paper session add nothing more; what it holds stays, protected",
    load: async () => (await import("./halt.ts")).haltCommand,
  },
  {
    usage: "flatten",
    about: "Have a paper session leave everything at the market, and halt",
    load: async () => (await import("./flatten.ts")).flattenCommand,
  },
  {
    usage: "resume",
    about: "Let a halted paper session trade again, with new evidence",
    load: async () => (await import("./resume.ts")).resumeCommand,
  },
  {
    usage: "stop",
    about: "End the process of a paper session; what is open stays as it is",
    load: async () => (await import("./stop.ts")).stopCommand,
  },
  {
    usage: "override <kind> [dossier]",
    about: "Halt, reduce or flatten what was promoted; add risk to it with evidence alone",
    load: async () => (await import("./override.ts")).overrideCommand,
  },
  {
    usage: "shadow <session>",
    about: "Hold a paper session against the backtest of its bars: every difference, by cause",
    load: async () => (await import("./shadow.ts")).shadowCommand,
  },
  {
    usage: "bias <what>",
    about: "Look for the marks of seven biases in a journal of trades, or in a stored run",
    load: async () => (await import("./bias.ts")).biasCommand,
  },
  {
    usage: "stats <test>",
    about:
      "Test a series: unit roots, autocorrelation, volatility, cointegration, luck; bot4 stats all on one page",
    load: async () => (await import("./stats.ts")).statsCommand,
  },
  {
    usage: "features",
    about: "List ready-made features of models; build tables of features and labels",
    subcommands: featureCommands,
  },
  {
    usage: "plan <strategy>",
    about: "Print a strategy's graph, warm-up and hash",
    load: async () => (await import("./plan.ts")).planCommand,
  },
  {
    usage: "check <what> <strategy>",
    about: "Check that a strategy does not look ahead: bot4 check lookahead",
    load: async () => (await import("./check.ts")).checkCommand,
  },
  {
    usage: "runs [action] [run]",
    about: "List, show and forget stored runs; the best of all that was tried",
    load: async () => (await import("./runs.ts")).runsCommand,
  },
  {
    usage: "report <run>",
    about: "Write the report of a stored run again",
    load: async () => (await import("./report.ts")).reportCommand,
  },
  {
    usage: "compare <run..>",
    about: "Compare stored runs",
    load: async () => (await import("./compare.ts")).compareCommand,
  },
  {
    usage: "reproduce <run>",
    about: "Run a stored backtest again and compare every number",
    load: async () => (await import("./reproduce.ts")).reproduceCommand,
  },
  {
    usage: "exchange",
    about: "Serve a simulated exchange, for bots of any kind to trade at",
    subcommands: exchangeCommands,
  },
  {
    usage: "journal",
    about: "Show and verify journals, the records of sessions that trade",
    subcommands: journalCommands,
  },
  {
    usage: "strategies",
    about: "List the strategies that are shipped",
    load: async () => (await import("./strategies.ts")).strategiesCommand,
  },
  {
    usage: "ops [name]",
    about: "List the operators that strategies are made of",
    load: async () => (await import("./ops.ts")).opsCommand,
  },
  {
    usage: "bench [name..]",
    about: "Measure speed beside a reference",
    load: async () => (await import("./bench.ts")).benchCommand,
  },
];

/** The word by which a command is called. */
export const nameOf = ({ usage }: Pick<Entry, "usage">): string => usage.split(" ")[0]!;
