import { command } from "../command.ts";
import { ease, overrideFlags } from "../paper/operate.ts";

export const haltCommand = command({
  flags: overrideFlags,
  examples: [
    [
      "bot4 halt --reason 'the exchange announced an outage'",
      "Nothing is added; what is held stays, protected",
    ],
  ],
  run: (args, io) => ease("halt", args, io),
});
