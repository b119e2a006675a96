import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { openFlag, runsFlags } from "../flags.ts";
import type { Io } from "../io.ts";
import { openInBrowser, reportOf, shortPath, writeWhole } from "../report.ts";
import { type OpenedRun, openRun, storedHistory } from "../store.ts";

export const reportCommand = command({
  positionals: {
    run: { type: "string", demandOption: true, describe: "Id of a run, the start of one, or its folder" },
  },
  flags: {
    runs: { type: "string", describe: runsFlags.runs.describe },
    out: {
      type: "string",
      describe: "File to write, or a folder for <run>.html [report.html in the run's folder]",
    },
    ...openFlag,
  },
  async run(args, io) {
    const opened = openRun(args.run, args.runs, io);
    const { datasets } = await storedHistory(opened, io);
    const path = placeOf(args.out, opened, io);
    await writeWhole(path, await reportOf(opened.run, datasets, io));
    io.out(`${shortPath(path, io)}\n`);
    if (args.open) openInBrowser(path);
    return exitCodes.ok;
  },
});

function placeOf(out: string | undefined, { folder, run }: OpenedRun, io: Io): string {
  if (out === undefined) return join(folder, "report.html");
  const path = resolve(io.cwd, out);
  const isFolder = /[/\\]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(path, `${run.identity.id}.html`) : path;
}
