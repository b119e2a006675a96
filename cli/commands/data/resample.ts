import { resampleDataset } from "../../../data/derive.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import { catalogOf } from "../../request.ts";
import { catalogFlag, datasetLine, json, referenceOf, replaceFlag } from "./shared.ts";

export const resampleCommand = command({
  positionals: {
    name: { type: "string", demandOption: true, describe: "Name in the catalog, or a file" },
    timeframe: { type: "string", demandOption: true, describe: "A multiple of its own, such as 4h, 1d, 1w" },
  },
  flags: {
    allow: { type: "string", array: true, describe: "Defects of the data to accept: gaps,…" },
    ...replaceFlag,
    ...catalogFlag,
    ...jsonFlag,
    ...quietFlag,
  },
  examples: [["bot4 data resample BTCUSDT:1h 1d", "Days begin at midnight UTC, weeks on Monday"]],
  async run(args, io) {
    const { manifest, notes } = await resampleDataset(referenceOf(args.name, io), args.timeframe, {
      catalog: catalogOf(args.catalog, io),
      allow: args.allow ?? [],
      replace: args.replace,
    });
    if (args.json) io.out(json({ manifest, notes }));
    else {
      for (const note of notes) io.err(`note: ${note}\n`);
      io.out(`made ${datasetLine(manifest)}\n`);
    }
    return exitCodes.ok;
  },
});
