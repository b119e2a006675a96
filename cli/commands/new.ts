import { existsSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { programName } from "../io.ts";
import { shortPath, writeNew } from "../report.ts";
import { strategyTemplate } from "../templates.ts";

export const newCommand = command({
  positionals: {
    what: { type: "string", choices: ["strategy"], demandOption: true, describe: "What to make" },
    name: { type: "string", demandOption: true, describe: "Its name: lower-case letters, digits, hyphens" },
  },
  examples: [["bot4 new strategy my-idea", "Writes my-idea.ts (or strategies/my-idea.ts), ready to run"]],
  async run({ name }, io) {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      refuse(
        `a strategy's name must be lower-case letters, digits and hyphens, such as my-idea; was "${name}"`,
      );
    }
    const folder = existsSync(join(io.cwd, "strategies")) ? join(io.cwd, "strategies") : io.cwd;
    const path = join(folder, `${name}.ts`);
    await writeNew(path, strategyTemplate(name), io);
    const short = `./${shortPath(path, io)}`;
    io.out(`wrote ${short}\ntry it: ${programName(io)} backtest ${short} --data sample:SP500:1d\n`);
    return exitCodes.ok;
  },
});
