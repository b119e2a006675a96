import { join, resolve } from "node:path";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { refuseExisting, shortPath, writeNew } from "../report.ts";
import { projectFiles } from "../templates.ts";

export const initCommand = command({
  positionals: { dir: { type: "string", default: ".", describe: "Folder of the project; made if need be" } },
  examples: [["bot4 init research", "A project with a strategy, editor types and a README"]],
  async run({ dir }, io) {
    const folder = resolve(io.cwd, dir);
    const files = Object.entries(projectFiles(folder));
    // All are looked at before any is written, so that a refusal leaves nothing behind.
    for (const [name] of files) refuseExisting(join(folder, name), io);
    for (const [name, content] of files) await writeNew(join(folder, name), content, io);
    const short = shortPath(folder, io);
    const enter = short === "." ? "" : `cd ${short} && `;
    io.out(
      `wrote ${files.map(([name]) => name).join(", ")} in ${short}\n` +
        `next: ${enter}npm install && npx bot4 backtest ./strategies/first.ts --data sample:SP500:1d\n`,
    );
    return exitCodes.ok;
  },
});
