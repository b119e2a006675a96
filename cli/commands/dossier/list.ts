import { canonicalJson } from "../../../data/canonical-json.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { formatTime } from "../../format.ts";
import { dossiersFlags, openChain } from "../../promotion/dossiers.ts";
import { tableText } from "../../table.ts";

export const listCommand = command({
  flags: { ...dossiersFlags, ...jsonFlag },
  examples: [["bot4 dossier list", "All promotions of this folder, after their chain was checked"]],
  async run(args, io) {
    const chain = openChain(args.dossiers, io);
    const superseded = new Set(chain.map(({ dossier }) => dossier.supersedes));
    const rows = chain.map(({ file: { id, sha256 }, dossier: { stage, strategy, run, promotedMs } }) => ({
      dossier: id,
      stage,
      strategy: strategy.name,
      run: run.id,
      promotedMs,
      sha256,
      superseded: superseded.has(sha256),
    }));
    if (args.json) io.out(`${canonicalJson(rows)}\n`);
    else if (rows.length === 0) io.out("no dossiers\n");
    else {
      const cells = rows.map((row) => [
        row.dossier,
        row.stage,
        row.run,
        formatTime(row.promotedMs).slice(0, 16),
        row.superseded ? "superseded" : "stands",
      ]);
      io.out(`${tableText(cells, { head: ["dossier", "stage", "run", "promoted", ""] })}\n`);
    }
    return exitCodes.ok;
  },
});
