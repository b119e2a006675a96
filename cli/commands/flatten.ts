import { command } from "../command.ts";
import { ease, overrideFlags } from "../paper/operate.ts";

export const flattenCommand = command({
  flags: overrideFlags,
  examples: [["bot4 flatten --reason 'off for the night'", "Everything is left at the market, and it halts"]],
  run: (args, io) => ease("flatten", args, io),
});
