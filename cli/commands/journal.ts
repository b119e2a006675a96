import type { Entry } from "./index.ts";

/** `bot4 journal …`: each action is loaded when it is called. */
export const journalCommands: readonly Entry[] = [
  {
    usage: "show <folder>",
    about: "Show the records of a journal",
    load: async () => (await import("./journal/show.ts")).showCommand,
  },
  {
    usage: "verify <folder>",
    about: "Check that every record of a journal is whole and none is missing; changes nothing",
    load: async () => (await import("./journal/verify.ts")).verifyCommand,
  },
  {
    usage: "project <session>",
    about: "Write what a session did to a database, from where that stands on",
    load: async () => (await import("./journal/project.ts")).projectCommand,
  },
];
