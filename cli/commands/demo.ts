import { command } from "../command.ts";
import { openFlag, runsFlags } from "../flags.ts";
import { programName } from "../io.ts";
import { backtestCommand } from "./backtest.ts";

export const demoCommand = command({
  flags: { ...runsFlags, ...openFlag },
  async run({ runs, open }, io) {
    const args = { strategy: "sma-cross", data: ["sample:SP500:1d"], runs, open };
    const code = await backtestCommand.run(args as never, io);
    const bot4 = programName(io);
    io.out(`
Open the report in a browser: it needs no network. What to do next:
  ${bot4} strategies                                   the strategies that are shipped
  ${bot4} backtest ema-trend --data sample:SP500:1d    another one, on the same prices
  ${bot4} init research                                a project of your own, with a strategy to edit
  ${bot4} data import prices.csv                       your own history
`);
    return code;
  },
});
