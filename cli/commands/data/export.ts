import { resolve } from "node:path";
import { type ExportFormat, exportBars, exportFormats, formatOf } from "../../../data/export.ts";
import { loadDataset } from "../../../data/load.ts";
import { splitList } from "../../arguments.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import { shortPath } from "../../report.ts";
import { catalogOf, parseDate } from "../../request.ts";
import { catalogFlag, json, periodFlags, referenceOf } from "./shared.ts";

export const exportCommand = command({
  positionals: {
    name: { type: "string", demandOption: true, describe: "Name in the catalog, or a file" },
    file: { type: "string", demandOption: true, describe: "File to write: .csv, .parquet or .arrow" },
  },
  flags: {
    format: {
      type: "string",
      choices: Object.keys(exportFormats) as ExportFormat[],
      describe: "Format, where the file's ending does not tell",
    },
    symbols: { type: "string", array: true, describe: "The symbol to take from a file of several" },
    ...periodFlags,
    ...catalogFlag,
    ...jsonFlag,
    ...quietFlag,
  },
  examples: [["bot4 data export BTCUSDT:1h btc.arrow", "For pandas.read_feather and polars.read_ipc"]],
  async run(args, io) {
    const path = resolve(io.cwd, args.file);
    const format = args.format ?? formatOf(args.file);
    const symbols = splitList(args.symbols);
    const { bars, identity } = await loadDataset(referenceOf(args.name, io), {
      catalog: catalogOf(args.catalog, io),
      symbols: symbols.length > 0 ? symbols : undefined,
      fromMs: args.from === undefined ? undefined : parseDate("--from", args.from),
      toMs: args.to === undefined ? undefined : parseDate("--to", args.to),
      unchecked: true,
    });
    await exportBars(bars, path, format);
    if (args.json) io.out(json({ name: identity.name, rows: identity.rows, file: path, format }));
    else if (!args.quiet) {
      io.out(
        `wrote ${identity.rows.toLocaleString("en-US")} bars of ${identity.name} to ${shortPath(path, io)}\n`,
      );
    }
    return exitCodes.ok;
  },
});
