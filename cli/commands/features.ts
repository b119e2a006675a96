import type { Entry } from "./index.ts";

/** `bot4 features …`: each action is loaded when it is called. */
export const featureCommands: readonly Entry[] = [
  {
    usage: "list [name]",
    about: "List ready-made features, with what they are and the operators that make them",
    load: async () => (await import("./features/list.ts")).listCommand,
  },
  {
    usage: "build <spec>",
    about: "Compute features, and labels, over history into a table",
    load: async () => (await import("./features/build.ts")).buildCommand,
  },
  {
    usage: "audit <strategy>",
    about: "Train on labels that nothing can foretell: whoever scores on them sees what it may not",
    load: async () => (await import("./features/audit.ts")).auditCommand,
  },
];
