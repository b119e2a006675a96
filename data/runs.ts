import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { refuse, suggest, UserError } from "../engine/core/errors.ts";
import type { Outcome, Run } from "../engine/run/result.ts";
import { canonicalJson, readCanonicalJson } from "./canonical-json.ts";
import { inKeyOrder, type KeyOrder, keyOrder } from "./key-order.ts";
import { makeFolder } from "./make-folder.ts";

// A run is a folder of its own name:
//   run.json      identity, request, metrics, warnings and every other scalar, as canonical JSON
//   trades.json   the trades, the orders and the fills
//   columns.f64   one value a bar: float64, little-endian, the columns named in run.json one after another
//   report.html   the report, where one was asked for
// Equal runs are equal byte for byte: nothing here tells the time or the machine.

/** A stored run. */
export interface StoredRun {
  readonly run: Run;
  /** What was asked for, so that it can be run again; the command line's own record. */
  readonly request: unknown;
  readonly folder: string;
}

/** What a listing shows of a run. */
export interface RunSummary {
  readonly id: string;
  readonly folder: string;
  readonly identity: Run["identity"];
  readonly metrics: Run["metrics"];
  readonly warnings: readonly string[];
  /** What drove it; `both` where two drivers agreed on every number. */
  readonly driver: string;
  readonly symbols: readonly string[];
  /** Opens of the first bar that counts and of the last; NaN where the run does not say. */
  readonly fromMs: number;
  readonly lastMs: number;
  /** When it was stored, ms since 1970 UTC, as the file system says. */
  readonly storedMs: number;
}

interface RunFile extends Omit<Run, "outcome" | "bounds"> {
  readonly request: unknown;
  readonly outcome: Omit<Outcome, ColumnName | "trades" | "orders" | "fills">;
  readonly bounds?: Omit<NonNullable<Run["bounds"]>, "optimisticEquity">;
  readonly columns: {
    readonly names: readonly string[];
    readonly rows: number;
    readonly sha256: string;
    /** Opens of the first bar that counts and of the last. */
    readonly fromMs?: number;
    readonly lastMs?: number;
  };
  /** Parameters and the like in the order in which they were declared, so that a report is the same when read back. */
  readonly order?: KeyOrder;
}

const columnNames = ["ts", "equity", "exposure", "net", "benchmark"] as const;
type ColumnName = (typeof columnNames)[number];

const pending = new Set<string>();

/** Removes what this process has begun to write and not finished; for a process that is about to end. */
export function discardUnfinishedRuns(): void {
  for (const folder of pending) rmSync(folder, { recursive: true, force: true });
}

/**
 * Stores a run below `folder` and returns where. It appears whole or not at all: files are written aside, flushed and
 * renamed. An equal run that is already there is replaced by the same bytes.
 */
export async function writeRun(folder: string, run: Run, request: unknown, report?: string): Promise<string> {
  const target = join(folder, run.identity.id);
  refuseCollision(target, run);
  const aside = join(folder, `.writing-${run.identity.id}-${process.pid}`);
  await makeFolder(folder);
  removeLeftovers(folder);
  pending.add(aside);
  try {
    await makeFolder(aside);
    await writeAll(aside, target, filesOf(run, request, report));
    await publish(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  } finally {
    pending.delete(aside);
  }
  return target;
}

/** Renames a finished folder to its place; into a run that is there already, file by file, as its content is equal. */
async function publish(aside: string, target: string): Promise<void> {
  if (!existsSync(target)) return rename(aside, target);
  for (const name of readdirSync(aside)) await rename(join(aside, name), join(target, name));
  await rm(aside, { recursive: true });
}

/** The name of a file of a run, and its text or its bytes in parts. */
type NamedFile = readonly [name: string, content: string | readonly Uint8Array[]];

function filesOf(run: Run, request: unknown, report: string | undefined): NamedFile[] {
  const { outcome, bounds, ...rest } = run;
  const columns: [string, Float64Array][] = columnNames.map((name) => [name, outcome[name]]);
  if (bounds) columns.push(["optimisticEquity", bounds.optimisticEquity]);
  const bytes = columns.map(([, column]) => bytesOf(column));
  const scalars = Object.fromEntries(
    Object.entries(outcome).filter(([key]) => ![...columnNames, "trades", "orders", "fills"].includes(key)),
  );
  const file = {
    ...rest,
    request,
    outcome: scalars,
    ...(bounds && { bounds: { pessimistic: bounds.pessimistic, optimistic: bounds.optimistic } }),
    columns: {
      names: columns.map(([name]) => name),
      rows: outcome.ts.length,
      sha256: hashOf(bytes),
      fromMs: outcome.ts[outcome.start],
      lastMs: outcome.ts[outcome.ts.length - 1],
    },
    order: keyOrder({ identity: rest.identity, outcome: scalars }),
  };
  return [
    ["run.json", `${canonicalJson(file)}\n`],
    [
      "trades.json",
      `${canonicalJson({ trades: outcome.trades, orders: outcome.orders, fills: outcome.fills })}\n`,
    ],
    ["columns.f64", bytes],
    ...(report === undefined ? [] : [["report.html", report] as const]),
  ];
}

/** The bytes of a column where they lie: a copy of a million bars takes longer than writing them. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Writes files side by side. The folder may be removed once this has ended, well or badly. */
async function writeAll(folder: string, target: string, files: readonly NamedFile[]): Promise<void> {
  const writes = files.map(async ([name, content]) => {
    await writeFlushed(join(folder, name), content).catch((error: Error) => {
      // Said of the file that the user knows, not of the one aside that stands for it.
      throw Object.assign(error, { path: join(target, name) });
    });
  });
  for (const write of await Promise.allSettled(writes)) if (write.status === "rejected") throw write.reason;
}

async function writeFlushed(path: string, content: NamedFile[1]): Promise<void> {
  const file = await open(path, "wx");
  try {
    // Each goes on where the last one ended.
    for (const part of typeof content === "string" ? [content] : content) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Eight hexadecimal digits name a run well enough, but not beyond doubt. */
function refuseCollision(target: string, run: Run): void {
  if (!existsSync(join(target, "run.json"))) return;
  const there = readRunFile(target);
  if (there.identity.hash !== run.identity.hash) {
    refuse(`${target} holds another run (hash ${there.identity.hash}); store this one elsewhere with --runs`);
  }
}

/** Folders that a killed process left behind. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^\.writing-.*-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

function readRunFile(folder: string): RunFile {
  const path = join(folder, "run.json");
  let file: RunFile;
  let asked: RunFile;
  try {
    const text = readFileSync(path, "utf8");
    file = readCanonicalJson(text) as RunFile;
    asked = JSON.parse(text) as RunFile;
  } catch (error) {
    refuse(`${path} is not a stored run: ${(error as Error).message}`);
  }
  if (file.schema !== "bot4/run@1") refuse(`${path} must have the schema bot4/run@1; was ${file.schema}`);
  // In a result a null is a number that is not known; in what was asked it is a limit that was not set.
  const identity = { ...file.identity, settings: asked.identity.settings };
  const { order = {}, ...rest } = file;
  return { ...rest, ...inKeyOrder({ identity, outcome: file.outcome }, order), request: asked.request };
}

/** The runs below a folder, the latest first. What cannot be read is passed over, and told to `onBroken`. */
export function listRuns(folder: string, onBroken: (message: string) => void = () => {}): RunSummary[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && existsSync(join(folder, name, "run.json")))
    .flatMap((name) => summaryOf(join(folder, name), onBroken))
    .sort((a, b) => b.storedMs - a.storedMs || (a.id < b.id ? -1 : 1));
}

function summaryOf(folder: string, onBroken: (message: string) => void): RunSummary[] {
  try {
    const { identity, metrics, warnings, outcome, request, columns } = readRunFile(folder);
    const { driver = outcome.driver } = request as { driver?: string };
    const { symbols } = outcome;
    const storedMs = statSync(join(folder, "run.json")).mtimeMs;
    const { fromMs = Number.NaN, lastMs = Number.NaN } = columns;
    const { id } = identity;
    return [{ id, folder, identity, metrics, warnings, driver, symbols, fromMs, lastMs, storedMs }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onBroken(error.message);
    return [];
  }
}

/**
 * The folder of a run: given by its path, its id, or a prefix of its id or hash that no other run shares. Throws a
 * UserError where none or several fit.
 */
export function findRun(folder: string, reference: string): string {
  for (const path of [reference, join(folder, reference)]) {
    if (existsSync(join(path, "run.json"))) return path;
  }
  const runs = listRuns(folder);
  const fits = runs.filter(
    ({ id, identity }) => id.startsWith(reference) || identity.hash.startsWith(reference),
  );
  if (fits.length === 1) return fits[0]!.folder;
  if (fits.length > 1) {
    refuse(`run "${reference}" must name one run; it fits ${fits.map(({ id }) => id).join(", ")}`);
  }
  const ids = runs.map(({ id }) => id);
  const near = suggest(reference, ids);
  refuse(
    `no run "${reference}" in ${folder}${near || (ids.length > 0 ? `; it has ${ids.join(", ")}` : "; it is empty")}`,
  );
}

/** Reads a run back, every number as it was. Throws a UserError where its files do not fit together. */
export function readRun(folder: string): StoredRun {
  const { request, columns, outcome, bounds, ...rest } = readRunFile(folder);
  const column = readColumns(folder, columns);
  const { trades, orders, fills } = readTrades(folder);
  const read = Object.fromEntries(columnNames.map((name) => [name, column(name)]));
  const run = {
    ...rest,
    outcome: { ...outcome, ...read, trades, orders, fills } as Outcome,
    ...(bounds && { bounds: { ...bounds, optimisticEquity: column("optimisticEquity") } }),
  };
  return { run, request, folder };
}

function readTrades(folder: string): Pick<Outcome, "trades" | "orders" | "fills"> {
  const path = join(folder, "trades.json");
  const text = readFileSync(path, "utf8");
  const { trades, fills } = readCanonicalJson(text) as Outcome;
  // In an order a null is a term that it has not, not a number that is not known.
  const { orders } = JSON.parse(text) as Partial<Outcome>;
  if (!orders) refuse(`${path} holds no orders: an older version wrote it; run the backtest again`);
  return { trades, orders, fills };
}

/** Deletes a stored run; files of others in its folder stay. From the first step on it is no run any more. */
export function removeRun(folder: string): void {
  const names = [
    "run.json",
    "trades.json",
    "columns.f64",
    "report.html",
    "validation.json",
    "validation.html",
  ];
  for (const name of names) {
    rmSync(join(folder, name), { force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

function readColumns(folder: string, columns: RunFile["columns"]): (name: string) => Float64Array {
  const path = join(folder, "columns.f64");
  const bytes = readFileSync(path);
  if (hashOf([bytes]) !== columns.sha256) {
    refuse(`${path} is not what run.json says it was (sha256 differs); run the backtest again`);
  }
  const values = new Float64Array(new Uint8Array(bytes).buffer);
  return (name) => {
    const at = columns.names.indexOf(name) * columns.rows;
    return values.slice(at, at + columns.rows);
  };
}
