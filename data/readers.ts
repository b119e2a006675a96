import { basename } from "node:path";
import type { FileContent } from "./columns.ts";
import { type CsvOptions, readCsv } from "./csv/read.ts";
import { type ParquetSelection, readParquet } from "./parquet.ts";

/** What may be asked of a reader; one that cannot select gives all rows, and the loader selects. */
export interface ReadOptions extends CsvOptions, ParquetSelection {}

/** Reads bars from one kind of file. */
export interface Reader {
  /** Whether the name of a file says that it is of this kind. */
  readonly fits: (path: string) => boolean;
  /** Throws a UserError that names file, place and value for what is no bar. */
  readonly read: (path: string, options: ReadOptions) => Promise<FileContent>;
}

/** The readers, the first that fits reads; text of any name is taken for CSV. */
const readers: readonly Reader[] = [
  {
    fits: (path) => /\.parquet$/i.test(path),
    read: (path, options) => readParquet([path], options, basename(path)),
  },
  {
    fits: (path) => /\.(arrow|feather|ipc)$/i.test(path),
    read: async (path, options) => (await import("./arrow.ts")).readArrow(path, options),
  },
  { fits: () => true, read: readCsv },
];

/** Reads bars from a file of any known kind: one table a symbol. */
export const readBars = (path: string, options: ReadOptions): Promise<FileContent> =>
  readers.find((reader) => reader.fits(path))!.read(path, options);
