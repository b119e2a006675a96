import { dataFlags, jsonFlag, openFlag, quietFlag, runsFlags, settingsFlags } from "../flags.ts";

export const validateFlags = {
  policy: { type: "string", describe: "Thresholds that differ from the default ones: a file (JSON, YAML)" },
  param: {
    type: "string",
    array: true,
    describe:
      "The parameters to judge: fast=12; or those to vary around them: fast=5:30:5, kind=a,b, or a name alone for the " +
      "range that the strategy declares [all, around what is judged]; may be repeated",
  },
  where: { type: "string", describe: 'Condition on the parameters that are varied: "fast < slow"' },
  ...dataFlags,
  ...settingsFlags,
  intrabar: { ...settingsFlags.intrabar, choices: ["pessimistic", "optimistic"] },
  ...runsFlags,
  report: { type: "string", describe: "Write the report here too; --no-report writes none" },
  ...openFlag,
  ...jsonFlag,
  ...quietFlag,
} as const;
