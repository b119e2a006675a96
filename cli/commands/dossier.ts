import type { Entry } from "./index.ts";

/** `bot4 dossier …`: each action is loaded when it is called. */
export const dossierCommands: readonly Entry[] = [
  {
    usage: "list",
    about: "List the promotions, the first one first",
    load: async () => (await import("./dossier/list.ts")).listCommand,
  },
  {
    usage: "show <dossier>",
    about: "Show what a dossier says",
    load: async () => (await import("./dossier/show.ts")).showCommand,
  },
  {
    usage: "verify [dossier]",
    about: "Check signature, chain, and that what is there now is what was promoted",
    load: async () => (await import("./dossier/verify.ts")).verifyCommand,
  },
  {
    usage: "diff <before> <after>",
    about: "Show in what two dossiers differ",
    load: async () => (await import("./dossier/diff.ts")).diffCommand,
  },
];
