import { command } from "../command.ts";
import { runsFlags } from "../flags.ts";
import { overrideFlags, resume } from "../paper/operate.ts";

export const resumeCommand = command({
  flags: {
    ...overrideFlags,
    evidence: {
      type: "string",
      describe:
        "A stored run of the strategy on newer data, of which the gate is asked by the dossier's own policy",
    },
    runs: { type: "string", describe: runsFlags.runs.describe },
  },
  examples: [
    [
      "bot4 resume --reason 'it is back' --evidence cross-1f",
      "Lets a halted session trade again, if the gate opens",
    ],
  ],
  run: (args, io) => resume(args, io),
});
