import { mkdir, readdir, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTimeframe } from "../../engine/core/time.ts";
import { type Columns, concatRows, hashColumns } from "../columns.ts";
import { checkPart, formatName } from "../names.ts";
import { explainWrite, publish } from "./files.ts";
import { listFolders } from "./find.ts";
import { type Lock, lockCatalog, sweepLocks } from "./lock.ts";
import {
  datasetFolder,
  type Manifest,
  manifestFile,
  type Origin,
  type Part,
  readManifest,
} from "./manifest.ts";
import { writeParquet } from "./parts.ts";
import { readParts } from "./read.ts";

/** Rows of one Parquet file at most: a bound on the memory that writing takes. */
const partRowsMax = 2_000_000;
const staging = ".staging";

/** Bars and where they belong. */
export interface Entry {
  readonly origin: Origin;
  readonly columns: Columns;
}

/** A catalog that this process alone may write. */
export interface Writer {
  /** Makes data sets, or takes the place of those of their names: all are drafted before the first becomes visible. */
  readonly replace: (entries: readonly Entry[]) => Promise<Manifest[]>;
  /** Adds bars behind those of a data set, or makes it. */
  readonly append: (entry: Entry) => Promise<Manifest>;
}

/**
 * Locks the catalog, clears away what killed writers left, and lets `work` write.
 * Each data set changes in one step, the renaming of its manifest; whatever stops a write before leaves the old state.
 */
export async function writeCatalog<T>(
  catalog: string,
  task: string,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  let lock: Lock | undefined;
  try {
    lock = await lockCatalog(catalog, task, join(catalog, staging));
    await sweep(catalog);
    const held = lock;
    return await work({
      replace: (entries) => write(catalog, held, entries, false),
      append: async (entry) => (await write(catalog, held, [entry], true))[0]!,
    });
  } catch (error) {
    throw explainWrite(error, catalog);
  } finally {
    await lock?.release();
    // Where nothing was ever written, no empty folder stays behind.
    await rmdir(catalog).catch(() => {});
  }
}

/** A data set written out in full and not yet visible. */
interface Draft {
  readonly folder: string;
  readonly files: string;
  readonly fresh: readonly Part[];
  readonly manifest: Manifest;
}

async function write(
  catalog: string,
  lock: Lock,
  entries: readonly Entry[],
  append: boolean,
): Promise<Manifest[]> {
  const drafts: Draft[] = [];
  const root = join(catalog, staging);
  try {
    for (const [k, entry] of entries.entries()) {
      const files = join(root, String(k));
      await mkdir(files, { recursive: true });
      drafts.push(await draft(datasetFolder(catalog, entry.origin), files, entry, append));
    }
    await lock.verify();
    for (const each of drafts) await show(each);
    return drafts.map(({ manifest }) => manifest);
  } finally {
    for (const { folder } of drafts) await tidy(folder);
    await rm(root, { recursive: true, force: true });
  }
}

async function draft(
  folder: string,
  files: string,
  { origin, columns }: Entry,
  append: boolean,
): Promise<Draft> {
  for (const what of ["exchange", "symbol", "timeframe"] as const) checkPart(what, origin[what]);
  const before = await readManifest(folder).catch((error) => {
    // What is damaged cannot be added to, but may be replaced.
    if (append) throw error;
    return undefined;
  });
  const number = Math.max(before?.nextPart ?? 1, 1 + (await highestPart(folder)));
  const fresh = await draftParts(files, columns, number, parseTimeframe(origin.timeframe));
  const kept = append && before ? before.parts : [];
  const all = kept.length > 0 ? concatRows([await readParts(folder, kept), columns]) : columns;
  const manifest = describe(origin, all, [...kept, ...fresh], number + fresh.length);
  await writeFile(join(files, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  return { folder, files, fresh, manifest };
}

/** Gives the files of a draft their names, the manifest last: from then on the data set is the new one. */
async function show({ folder, files, fresh }: Draft): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { file } of fresh) await publish(join(files, file), join(folder, file));
  await publish(join(files, manifestFile), join(folder, manifestFile));
}

async function draftParts(folder: string, columns: Columns, first: number, stepMs: number): Promise<Part[]> {
  const rows = columns.ts.length;
  const parts: Part[] = [];
  for (let from = 0; from < rows; from += partRowsMax) {
    const to = Math.min(rows, from + partRowsMax);
    const file = `part-${String(first + parts.length).padStart(6, "0")}.parquet`;
    await writeParquet(join(folder, file), columns, from, to);
    parts.push({ file, rows: to - from, fromMs: columns.ts[from]!, toMs: columns.ts[to - 1]! + stepMs });
  }
  return parts;
}

function describe(origin: Origin, columns: Columns, parts: readonly Part[], nextPart: number): Manifest {
  const fromMs = columns.ts[0]!;
  const toMs = columns.ts[columns.ts.length - 1]! + parseTimeframe(origin.timeframe);
  return {
    schema: "bot4/dataset@1",
    name: formatName(origin),
    ...origin,
    sha256: hashColumns(columns),
    rows: columns.ts.length,
    fromMs,
    toMs,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    parts: [...parts],
    nextPart,
  };
}

/** Removes what writers left that were killed: drafts, parts that no manifest lists, folders without anything. */
async function sweep(catalog: string): Promise<void> {
  await rm(join(catalog, staging), { recursive: true, force: true });
  await sweepLocks(catalog);
  for (const name of await listFolders(catalog)) await tidy(datasetFolder(catalog, name));
}

/** Leaves in a folder what its manifest lists. A damaged manifest is for the user to see; what it listed must stay. */
async function tidy(folder: string): Promise<void> {
  const manifest = await readManifest(folder).catch(() => "damaged" as const);
  if (manifest !== "damaged") await removeUnlisted(folder, manifest);
}

async function removeUnlisted(folder: string, manifest: Manifest | undefined): Promise<void> {
  const listed = new Set(manifest?.parts.map((part) => part.file));
  for (const file of await partFiles(folder))
    if (!listed.has(file)) await rm(join(folder, file), { force: true });
  if (manifest) return;
  // Fails, as it should, where a folder holds anything.
  for (const up of [".", "..", "../.."]) await rmdir(join(folder, up)).catch(() => {});
}

async function partFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^part-\d+\.parquet$/.test(name));
}

async function highestPart(folder: string): Promise<number> {
  return (await partFiles(folder)).reduce((most, file) => Math.max(most, Number(/\d+/.exec(file)![0])), 0);
}
