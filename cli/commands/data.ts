import type { Entry } from "./index.ts";

/** `bot4 data …`: each action is loaded when it is called. */
export const dataCommands: readonly Entry[] = [
  {
    usage: "list",
    about: "List the data sets of the catalog",
    load: async () => (await import("./data/list.ts")).listCommand,
  },
  {
    usage: "show <name>",
    about: "Show what is known of a data set, with its first and last bars",
    load: async () => (await import("./data/show.ts")).showCommand,
  },
  {
    usage: "import <files..>",
    about: "Import CSV or Parquet files into the catalog",
    load: async () => (await import("./data/import.ts")).importCommand,
  },
  {
    usage: "fetch <exchange> <symbols..>",
    about: "Download bars from an exchange; goes on where it stopped",
    load: async () => (await import("./data/fetch.ts")).fetchCommand,
  },
  {
    usage: "synth",
    about: "Make a synthetic market",
    load: async () => (await import("./data/synth.ts")).synthCommand,
  },
  {
    usage: "check <data..>",
    about: "Look for defects in data sets or files",
    load: async () => (await import("./data/check.ts")).checkDataCommand,
  },
  {
    usage: "resample <name> <timeframe>",
    about: "Make bars of a coarser timeframe in the catalog",
    load: async () => (await import("./data/resample.ts")).resampleCommand,
  },
  {
    usage: "export <name> <file>",
    about: "Write a data set to a CSV, Parquet or Arrow file",
    load: async () => (await import("./data/export.ts")).exportCommand,
  },
];
