import { basename } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import { parseTimeframe } from "../engine/core/time.ts";
import { refuseExisting } from "./catalog/existing.ts";
import type { Manifest } from "./catalog/manifest.ts";
import { writeCatalog } from "./catalog/write.ts";
import type { CsvOptions } from "./csv/read.ts";
import { type Group, joined, readGroups } from "./import-groups.ts";
import { settleOrder } from "./import-order.ts";
import { checkBars } from "./quality/check.ts";
import type { Defect } from "./quality/defect.ts";

/** What the user says about an import. */
export interface ImportOptions extends CsvOptions {
  readonly symbol?: string | undefined;
  readonly exchange?: string | undefined;
  readonly timeframe?: string | undefined;
  /** Put rows in the order of time. */
  readonly sort?: boolean | undefined;
  /** Drop rows that equal an earlier one in every column. */
  readonly dedupe?: boolean | undefined;
  /** Take the place of a data set of the same name. */
  readonly replace?: boolean | undefined;
  /** Kinds of defect to import as they are, where an import refuses them: `disorder`, `duplicates`. */
  readonly allow?: readonly string[] | undefined;
}

/** What an import did with one data set. */
export interface Imported {
  readonly manifest: Manifest;
  /** What a check finds in the data as it was stored. */
  readonly defects: readonly Defect[];
  readonly sorted: boolean;
  readonly dropped: number;
}

/** Outcome of an import: all of its data sets are in the catalog. */
export interface ImportResult {
  readonly datasets: readonly Imported[];
  readonly notes: readonly string[];
}

/**
 * Imports files of bars into the catalog: one data set for each symbol of an exchange and each timeframe, several files
 * of one joined in the order of time. Values stay as they are. Rows out of order and repeated rows are refused unless `sort`, `dedupe` or `allow`
 * says what to do with them; every other defect is imported and told.
 */
export async function importFiles(
  paths: readonly string[],
  catalog: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  if (paths.length === 0) refuse("no file was given to import");
  const { groups, notes } = await readGroups(paths, options);
  const prepared = groups.map((group) => prepare(group, options));
  if (!options.replace)
    for (const { origin } of prepared) {
      await refuseExisting(catalog, origin, "name this one otherwise with --symbol or --exchange");
    }
  const manifests = await writeCatalog(catalog, `import of ${basename(paths[0]!)}`, async (writer) => {
    return writer.replace(prepared.map(({ origin, columns }) => ({ origin, columns })));
  });
  const datasets = prepared.map(({ columns, origin, sorted, dropped }, i) => ({
    manifest: manifests[i]!,
    defects: checkBars({ symbol: origin.symbol, timeframeMs: parseTimeframe(origin.timeframe), ...columns }),
    sorted,
    dropped,
  }));
  return { datasets, notes };
}

function prepare(group: Group, options: ImportOptions) {
  const { columns, sorted, dropped } = settleOrder(joined(group.parts, options), options);
  const { source, symbol, timeframe, exchange } = group;
  if (columns.ts.length === 0) refuse(`${source} holds no bars`);
  if (timeframe === undefined)
    refuse(`${source} holds one bar, from which no timeframe follows; give --timeframe`);
  const origin = { exchange, symbol: symbol.replaceAll("/", ""), timeframe, source, synthetic: false };
  return { origin, columns, sorted, dropped };
}
