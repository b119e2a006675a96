import { existsSync, statSync } from "node:fs";
import { open, rm, writeFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { barFields } from "../engine/trade/bars.ts";
import { explainWrite, publish } from "./catalog/files.ts";
import { removedOnExit } from "./catalog/on-exit.ts";
import { writeParquet } from "./catalog/parts.ts";

/** Formats of exported files, by their usual endings. */
export const exportFormats = {
  csv: [".csv"],
  parquet: [".parquet"],
  arrow: [".arrow", ".feather", ".ipc"],
} as const;
export type ExportFormat = keyof typeof exportFormats;

/** The format that the ending of a path names; refuses an ending that names none. */
export function formatOf(path: string): ExportFormat {
  const ending = extname(path).toLowerCase();
  for (const format of Object.keys(exportFormats) as ExportFormat[]) {
    if ((exportFormats[format] as readonly string[]).includes(ending)) return format;
  }
  return refuse(`${path} must end in .csv, .parquet or .arrow, or --format must be given`);
}

/**
 * Writes bars to a file, complete or not at all. CSV has ISO times and the shortest decimals that give back the same
 * float64; Parquet and Arrow IPC (Feather 2) have timestamps in UTC and float64, as pandas, polars and DuckDB read them.
 */
export async function exportBars(
  bars: Bars,
  path: string,
  format: ExportFormat = formatOf(path),
): Promise<void> {
  const folder = dirname(path);
  if (!existsSync(folder)) refuse(`${path} cannot be written: the folder ${folder} does not exist`);
  // The finished file takes the name: what is no file, such as a device, would be gone.
  if (existsSync(path) && !statSync(path).isFile())
    refuse(`${path} cannot be written: it is no ordinary file`);
  const draft = `${path}.${process.pid}.part`;
  try {
    await removedOnExit(draft, async () => {
      if (format === "parquet") await writeParquet(draft, bars);
      else if (format === "arrow") await writeFile(draft, await arrowBytes(bars));
      else await writeCsv(draft, bars);
      await publish(draft, path);
    });
  } catch (error) {
    await rm(draft, { force: true });
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      refuse(`${path} cannot be written: no file can be made in ${folder}`);
    }
    throw explainWrite(error, path);
  }
}

const rowsAtOnce = 20_000;

async function writeCsv(path: string, bars: Bars): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(`timestamp,${barFields.join(",")}\n`);
    for (let from = 0; from < bars.ts.length; from += rowsAtOnce) {
      const to = Math.min(bars.ts.length, from + rowsAtOnce);
      let text = "";
      for (let i = from; i < to; i++) {
        text += new Date(bars.ts[i]!).toISOString().replace(".000Z", "Z");
        for (const field of barFields) {
          const value = bars[field][i]!;
          // An empty cell is how every reader of CSV knows a value that is not there.
          text += value === value ? `,${value}` : ",";
        }
        text += "\n";
      }
      await file.appendFile(text);
    }
  } finally {
    await file.close();
  }
}

async function arrowBytes(bars: Bars): Promise<Uint8Array> {
  // Loaded on use: most commands do without it.
  const { makeData, makeVector, Table, TimestampMillisecond, tableToIPC, Vector } = await import(
    "apache-arrow"
  );
  const ms = BigInt64Array.from(bars.ts, (time) => BigInt(Math.round(time)));
  const timestamp = new Vector([makeData({ type: new TimestampMillisecond("UTC"), data: ms })]);
  const columns = Object.fromEntries(barFields.map((field) => [field, makeVector(bars[field])]));
  return tableToIPC(new Table({ timestamp, ...columns }), "file");
}
