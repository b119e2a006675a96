import { listDatasets } from "../../../data/catalog/find.ts";
import { loadDataset } from "../../../data/load.ts";
import { iso } from "../../../data/quality/defect.ts";
import { sampleName } from "../../../data/sample.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { catalogOf } from "../../request.ts";
import { tableText } from "../../table.ts";
import { catalogFlag, json } from "./shared.ts";

export const listCommand = command({
  flags: { ...catalogFlag, ...jsonFlag },
  async run(args, io) {
    const { manifests, damaged } = await listDatasets(catalogOf(args.catalog, io));
    const { identity } = await loadDataset(sampleName);
    const sample = {
      ...identity,
      from: new Date(identity.fromMs).toISOString(),
      to: new Date(identity.toMs).toISOString(),
    };
    const all = [...manifests, sample];
    for (const text of damaged) io.err(`! left out ${text}\n`);
    if (args.json) io.out(json(all));
    else {
      const rows = all.map(({ name, rows, fromMs, toMs, synthetic, source }) => [
        name,
        rows.toLocaleString("en-US"),
        iso(fromMs),
        iso(toMs),
        `${synthetic ? "SYNTHETIC: " : ""}${source}`,
      ]);
      io.out(
        `${tableText(rows, { head: ["name", "bars", "from", "to (exclusive)", "source"], right: [1] })}\n`,
      );
    }
    return exitCodes.ok;
  },
});
