import { resolve } from "node:path";
import { parseColumns } from "../../../data/header.ts";
import { type Imported, importFiles } from "../../../data/import.ts";
import { splitList } from "../../arguments.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import { shortPath } from "../../report.ts";
import { catalogOf } from "../../request.ts";
import { stages } from "../../stages.ts";
import { catalogFlag, importedText, json, replaceFlag } from "./shared.ts";

export const importCommand = command({
  positionals: {
    files: {
      type: "string",
      array: true,
      demandOption: true,
      describe:
        "CSV (any delimiter, gzipped or not), Parquet or Arrow files; those of one symbol and timeframe are joined",
    },
  },
  flags: {
    symbol: { type: "string", describe: "Symbol, where the file's name or columns do not give it" },
    exchange: { type: "string", describe: "Exchange, where the file's name does not give it [file]" },
    timeframe: { type: "string", describe: "Timeframe such as 1h, where it does not follow from the bars" },
    tz: { type: "string", describe: "Zone of times that name none: UTC, +02:00, America/New_York [UTC]" },
    delimiter: { type: "string", describe: "One character between cells, where it is not found by itself" },
    columns: { type: "string", array: true, describe: "Columns of unusual names: time=Datum,close=Kurs" },
    sort: { type: "boolean", describe: "Put rows in the order of time" },
    dedupe: { type: "boolean", describe: "Drop rows that equal an earlier one in every column" },
    allow: { type: "string", array: true, describe: "Import as they are: disorder,duplicates" },
    ...replaceFlag,
    ...catalogFlag,
    ...jsonFlag,
    ...quietFlag,
  },
  examples: [
    ["bot4 data import btcusdt-binance-1h.csv", "As binance:BTCUSDT:1h, from the file's name"],
    ["bot4 data import dump.csv --symbol ETHUSDT --exchange kraken", "With names that the file lacks"],
  ],
  async run(args, io) {
    const { files, catalog, json: _json, quiet: _quiet, allow, columns, ...options } = args;
    const say = stages(args, io);
    say(`importing ${files.length === 1 ? files[0] : `${files.length} files`}`);
    const paths = files.map((file) => resolve(io.cwd, file));
    const folder = catalogOf(catalog, io);
    const result = await importFiles(paths, folder, {
      ...options,
      allow: splitList(allow),
      columns: parseColumns(splitList(columns)),
    });
    say();
    if (args.json) io.out(json(result));
    else {
      for (const note of result.notes) io.err(`note: ${note}\n`);
      for (const dataset of result.datasets) io.out(`imported ${importedText(dataset)}\n`);
      const kinds = refusedKinds(result.datasets);
      if (kinds.length > 0) {
        io.err(
          `note: a backtest refuses these defects; mend them, or accept them with --allow ${kinds.join(",")}\n`,
        );
      }
      if (!args.quiet) io.out(`catalog: ${shortPath(folder, io)}\n`);
    }
    return exitCodes.ok;
  },
});

/** Kinds of defect that a backtest refuses: an import stores and tells them, and ends well. */
const refusedKinds = (datasets: readonly Imported[]): string[] => [
  ...new Set(
    datasets.flatMap(({ defects }) =>
      defects.filter(({ severity }) => severity === "refuse").map(({ kind }) => kind),
    ),
  ),
];
