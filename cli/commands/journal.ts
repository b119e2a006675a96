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
    usage: "replay <session>",
    about:
      "Tell a journal again to a new trader and a new venue; what they come to, and whether all comes of itself",
    load: async () => (await import("./journal/replay.ts")).replayCommand,
  },
  {
    usage: "project <session>",
    about: "Write what a session did to a database, from where that stands on",
    load: async () => (await import("./journal/project.ts")).projectCommand,
  },
];
