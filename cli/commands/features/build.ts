import { resolve } from "node:path";
import { checkResultsPath } from "../../../data/results/path.ts";
import { formatTimeframe } from "../../../engine/core/time.ts";
import type { BuiltFeatures } from "../../../research/ml/features/build-features.ts";
import type { ColumnSummary, FeatureSummary } from "../../../research/ml/features/feature-summary.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { loadFeatureSpec } from "../../features/load-spec.ts";
import { dataFlags, jsonFlag } from "../../flags.ts";
import { formatTime } from "../../format.ts";
import type { Io } from "../../io.ts";
import { guarded } from "../../perform.ts";
import { dataRequest, loadHistory } from "../../request.ts";
import { bold, tableText } from "../../table.ts";

const { data, attach, symbols, from, to, allow, catalog } = dataFlags;

export const buildCommand = command({
  positionals: {
    spec: {
      type: "string",
      demandOption: true,
      describe:
        "A .ts, .yaml or .json file of features and label; or names of features and families: rsi_14,volume",
    },
  },
  flags: {
    data,
    attach,
    symbols,
    from,
    to,
    allow,
    catalog,
    out: { type: "string", describe: "File for the table, .parquet or .arrow; none is written unless given" },
    ...jsonFlag,
  },
  examples: [
    ["bot4 features build momentum,volatility --data sample:SP500:1d", "What two families hold"],
    ["bot4 features build spec.yaml --data btc.csv --out features.parquet", "A table of features and labels"],
  ],
  async run(args, io) {
    const out = args.out === undefined ? undefined : resolve(io.cwd, args.out);
    const arrow = out?.endsWith(".arrow") === true;
    if (out !== undefined) checkResultsPath(out, arrow ? ".arrow" : ".parquet");
    const spec = await loadFeatureSpec(args.spec, io);
    const request = dataRequest(args);
    const { datasets } = await loadHistory(request, io);
    const { buildFeatures } = await import("../../../research/ml/features/build-features.ts");
    const { summarise } = await import("../../../research/ml/features/feature-summary.ts");
    const built = await guarded(io, () =>
      buildFeatures(
        spec,
        datasets.map(({ bars }) => bars),
      ),
    );
    const summary = summarise(built, request.fromMs);
    if (out !== undefined) await writeTable(out, arrow, built, request.fromMs);
    if (args.json)
      io.out(`${JSON.stringify({ ...summary, ...(args.out !== undefined && { out: args.out }) })}\n`);
    else io.out(summaryText(summary, built, args.out, io));
    return exitCodes.ok;
  },
});

async function writeTable(path: string, arrow: boolean, built: BuiltFeatures, fromMs: number | undefined) {
  const { tableColumns, tableRows } = await import("../../../research/ml/features/feature-rows.ts");
  const write = arrow
    ? (await import("../../../data/results/arrow.ts")).writeArrow
    : (await import("../../../data/results/parquet.ts")).writeResults;
  await write(path, tableColumns(built), tableRows(built, fromMs));
}

function summaryText(summary: FeatureSummary, built: BuiltFeatures, out: string | undefined, io: Io): string {
  const { features, label, rows, symbols: names, fromMs, lastMs, warmup } = summary;
  const columns = label ? [...features, label] : features;
  const head = ["feature", "family", "known", "mean", "deviation", "least", "greatest"];
  const many = names.length > 3 ? `${names.length} symbols` : names.join(", ");
  const period = rows > 0 ? `, ${formatTime(fromMs)} to ${formatTime(lastMs)}` : "";
  return [
    `${bold(`${features.length} features`, io)} of ${many}: ${rows.toLocaleString("en-US")} rows of ` +
      `${formatTimeframe(built.timeframeMs)}${period}, warm-up ${warmup} bars`,
    "",
    tableText(columns.map(rowOf), { head, right: [2, 3, 4, 5, 6] }),
    "",
    `No feature${label ? " or label" : ""} reads beyond its time${out === undefined ? "" : `; written to ${out}`}`,
    "",
  ].join("\n");
}

const rowOf = ({ name, family, known, mean, deviation, least, greatest }: ColumnSummary): string[] => [
  name,
  family,
  `${(100 * known).toFixed(1)}%`,
  ...[mean, deviation, least, greatest].map((value) =>
    Number.isNaN(value) ? "n/a" : String(Number(value.toPrecision(4))),
  ),
];
