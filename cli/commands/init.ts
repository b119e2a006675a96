import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { shortPath, writeNew } from "../report.ts";
import { projectFiles } from "../templates.ts";

export const initCommand = command({
  positionals: { dir: { type: "string", default: ".", describe: "Folder of the project; made if need be" } },
  examples: [["bot4 init research", "A project with a strategy, editor types and a README"]],
  async run({ dir }, io) {
    const folder = resolve(io.cwd, dir);
    const files = Object.entries(projectFiles(folder));
    const kept = files.filter(([name]) => existsSync(join(folder, name)));
    const fresh = files.filter((file) => !kept.includes(file));
    for (const [name, content] of fresh) await writeNew(join(folder, name), content, io);
    const short = shortPath(folder, io);
    const enter = short === "." ? "" : `cd ${short} && `;
    const install = fresh.some(([name]) => name === "package.json") ? "npm install && " : "";
    if (fresh.length > 0) io.out(`wrote ${named(fresh)} in ${short}\n`);
    if (kept.length > 0) io.out(`kept ${named(kept)}: what is there is never overwritten\n`);
    io.out(`next: ${enter}${install}npx bot4 backtest ./strategies/first.ts\n`);
    return exitCodes.ok;
  },
});

const named = (files: readonly (readonly [string, string])[]): string =>
  files.map(([name]) => name).join(", ");
