import { join, resolve } from "node:path";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { openFlag, runsFlags } from "../flags.ts";
import { openInBrowser, reportOf, shortPath, writeWhole } from "../report.ts";
import { openRun, storedHistory } from "../store.ts";

export const reportCommand = command({
  positionals: {
    run: { type: "string", demandOption: true, describe: "Id of a run, the start of one, or its folder" },
  },
  flags: {
    runs: { type: "string", describe: runsFlags.runs.describe },
    out: { type: "string", describe: "Write it here [report.html in the run's folder]" },
    ...openFlag,
  },
  async run(args, io) {
    const opened = openRun(args.run, args.runs, io);
    const { datasets } = await storedHistory(opened, io);
    const path = args.out === undefined ? join(opened.folder, "report.html") : resolve(io.cwd, args.out);
    await writeWhole(path, await reportOf(opened.run, datasets, io));
    io.out(`${shortPath(path, io)}\n`);
    if (args.open) openInBrowser(path);
    return exitCodes.ok;
  },
});
