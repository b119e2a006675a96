import { command } from "../command.ts";
import { operatorFlags, stop } from "../paper/operate.ts";

export const stopCommand = command({
  flags: operatorFlags,
  examples: [["bot4 stop", "Ends the process of the session; bot4 paper goes on with it later"]],
  run: (args, io) => stop(args, io),
});
