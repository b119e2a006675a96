import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { InferredOptionTypes } from "yargs";
import { refuse, suggest } from "../engine/core/errors.ts";
import type { Params, Strategy } from "../engine/graph/strategy.ts";
import type { Driver } from "../engine/run/drive.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import { pinModel } from "../engine/training/model-files.ts";
import type { FaultsRequest } from "../research/at-exchange.ts";
import { splitList } from "./arguments.ts";
import { attachAll } from "./attach.ts";
import type { dataFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import type { TapeWish } from "./tape.ts";

/** All that a backtest was asked for, as it is stored beside the run, so that it can be run again. */
export interface RunRequest {
  readonly target: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: DataRequest;
  readonly settings: Partial<Settings>;
  readonly bounds: boolean;
  readonly driver: Driver;
  /** Trades that fill the orders, where bars do not. */
  readonly tape?: TapeWish | undefined;
  /** What goes wrong at the simulated exchange to which the orders go, as it was read. */
  readonly faults?: FaultsRequest | undefined;
}

/** Which history, in the user's own words. */
export interface DataRequest {
  readonly references: readonly string[];
  /** Finer bars of the same symbols. */
  readonly finer: readonly string[];
  /** Series of other files, as columns. */
  readonly attach: readonly string[];
  readonly symbols: readonly string[];
  /** First bar that counts: defects of the bars before it, which warm up, are noted and not refused. */
  readonly fromMs?: number | undefined;
  readonly toMs: number | undefined;
  readonly allow: readonly string[];
  readonly catalog: string | undefined;
}

type DataArgs = Partial<InferredOptionTypes<typeof dataFlags>>;

/** The history that the flags ask for. */
export function dataRequest(args: DataArgs): DataRequest {
  const references = args.data ?? [];
  if (references.length === 0) {
    refuse(
      "--data must be given: a catalog name, a CSV or a Parquet file, such as --data sample:SP500:1d " +
        "(bot4 data list names the data sets)",
    );
  }
  return {
    references,
    finer: typeof args.finer === "string" ? splitList(args.finer) : [],
    attach: args.attach ?? [],
    symbols: splitList(args.symbols),
    fromMs: args.from === undefined ? undefined : parseDate("--from", args.from),
    toMs: args.to === undefined ? undefined : parseDate("--to", args.to),
    allow: splitList(args.allow),
    catalog: args.catalog,
  };
}

/** Milliseconds of an ISO date or time; UTC where it names no zone. */
export function parseDate(flag: string, text: string): number {
  const iso = /^\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?)?)?(Z|[+-]\d{2}:\d{2})?$/.test(text);
  const zoned = /(Z|\d[+-]\d{2}:\d{2})$/.test(text) || !/[T ]/.test(text) ? text : `${text}Z`;
  const ms = iso ? Date.parse(zoned.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(ms))
    refuse(`${flag} must be an ISO date such as 2024-01-31 or 2024-01-31T12:00Z; was "${text}"`);
  return ms;
}

/** History as it was asked for. */
export interface History {
  /** A data set a symbol, in the order asked for. */
  readonly datasets: readonly Dataset[];
  readonly finer: readonly Dataset[];
}

/** Reads the history. Earlier bars than `--from` come along, to warm up. */
export async function loadHistory(request: DataRequest, io: Io): Promise<History> {
  const { references, finer, symbols } = request;
  const loaded = await loadAll(references, request, io);
  await checkSymbols(loaded, request, io);
  const chosen = inOrder(loaded, symbols);
  const datasets = await attachAll(chosen, request.attach, io);
  return { datasets, finer: fitting(await loadAll(finer, request, io), datasets) };
}

/** The finer bars of the run's symbols; refuses those that are not finer, or of none of its symbols. */
function fitting(finer: readonly Dataset[], datasets: readonly Dataset[]): Dataset[] {
  const coarse = new Map(datasets.map(({ bars }) => [bars.symbol, bars.timeframeMs]));
  const found = finer.filter(({ bars }) => coarse.has(bars.symbol));
  for (const { bars, identity } of found) {
    if (bars.timeframeMs >= coarse.get(bars.symbol)!) {
      refuse(`--finer must be finer than the data; ${identity.name} has bars of ${identity.timeframe}`);
    }
  }
  if (finer.length > 0 && found.length === 0) {
    const has = finer.map(({ bars }) => bars.symbol).join(", ");
    refuse(`--finer must hold a symbol of the run (${[...coarse.keys()].join(", ")}); it holds ${has}`);
  }
  return found;
}

/** Refuses a period without a single bar to trade on. */
export function checkPeriod(fromMs: number | undefined, datasets: readonly Dataset[]): void {
  if (fromMs === undefined) return;
  const last = Math.max(...datasets.map(({ bars }) => bars.ts[bars.ts.length - 1]!));
  if (fromMs <= last) return;
  const [from, end] = [fromMs, last].map((ms) => new Date(ms).toISOString().replace(":00.000Z", "Z"));
  refuse(`--from must be no later than the last bar before --to, which opens ${end}; was ${from}`);
}

/** Reads data sets with the wishes of a request, in the order of their references. */
export async function loadAll(
  references: readonly string[],
  request: DataRequest,
  io: Io,
): Promise<Dataset[]> {
  const { loadDatasets } = await import("../data/load.ts");
  const { symbols, fromMs, toMs, allow } = request;
  const options = {
    catalog: catalogOf(request.catalog, io),
    symbols: symbols.length > 0 ? symbols : undefined,
    toMs,
    allow,
    judgeFromMs: fromMs,
  };
  const datasets: Dataset[] = [];
  for (const reference of references) datasets.push(...(await loadDatasets(pathOf(reference, io), options)));
  return datasets;
}

/** The folder of the catalog: by flag, by `BOT4_CATALOG`, or `bot4-data`. */
export const catalogOf = (flag: string | undefined, io: Io): string =>
  resolve(io.cwd, flag ?? (io.env.BOT4_CATALOG || "bot4-data"));

const pathOf = (reference: string, io: Io): string => {
  const path = resolve(io.cwd, reference);
  return /[/\\]|\.[a-z]+$/i.test(reference) || existsSync(path) ? path : reference;
};

function inOrder(datasets: readonly Dataset[], symbols: readonly string[]): Dataset[] {
  const has = datasets.map(({ bars }) => bars.symbol);
  const twice = has.find((symbol, i) => has.indexOf(symbol) !== i);
  if (twice !== undefined) refuse(`the data must hold each symbol once; ${twice} comes twice`);
  if (symbols.length === 0) return [...datasets];
  return symbols.map((symbol) => datasets.find(({ bars }) => bars.symbol === symbol)!);
}

const namedMax = 10;

/** Refuses a symbol that the data lacks, and names what it has. */
async function checkSymbols(
  loaded: readonly Dataset[],
  { references, symbols, catalog }: DataRequest,
  io: Io,
): Promise<void> {
  const found = loaded.map(({ bars }) => bars.symbol);
  const unknown = symbols.find((symbol) => !found.includes(symbol));
  if (unknown === undefined) return;
  const { symbolsHeld } = await import("../data/load.ts");
  const folder = catalogOf(catalog, io);
  const held = await Promise.all(references.map((each) => symbolsHeld(pathOf(each, io), folder)));
  const has = [...new Set([...found, ...held.flat()])].sort();
  const rest = has.length > namedMax ? ` and ${has.length - namedMax} more` : "";
  const list = has.length > 0 ? `; the data has ${has.slice(0, namedMax).join(", ")}${rest}` : "";
  refuse(`unknown symbol "${unknown}"${suggest(unknown, has) || list}`);
}

/** Parameters of a strategy from words such as `fast=12`, each read as its declaration wants it. */
export function parseParams(strategy: Strategy, words: readonly string[]): Record<string, unknown> {
  const params: Params = strategy.params;
  const given = new Set<string>();
  const entries = words.map((word): [string, unknown] => {
    const at = word.indexOf("=");
    if (at < 1) refuse(`--param must be name=value, such as fast=12; was "${word}"`);
    const name = word.slice(0, at);
    const text = word.slice(at + 1);
    if (given.has(name)) refuse(`--param must give each parameter once; ${name} comes twice`);
    given.add(name);
    const param = Object.hasOwn(params, name) ? params[name] : undefined;
    if (!param) {
      const names = Object.keys(params);
      const list = names.length > 0 ? `; it has ${names.join(", ")}` : "; it has none";
      refuse(`${strategy.name}: unknown parameter "${name}"${suggest(name, names) || list}`);
    }
    if (param.type === "artefact") return [name, pinModel(text)];
    const choice = param.choices?.find((value) => String(value) === text);
    const number = text.trim() === "" ? Number.NaN : Number(text);
    return [name, choice ?? (Number.isNaN(number) ? text : number)];
  });
  return Object.fromEntries(entries);
}
