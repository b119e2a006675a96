import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { refuse, suggest } from "../engine/core/errors.ts";
import { type Bars, barFields } from "../engine/trade/bars.ts";
import { formatTime } from "./format.ts";
import type { Io } from "./io.ts";
import { type DataRequest, loadHistory } from "./request.ts";

/** A column of history by name, with the times of its values. */
export interface NamedSeries {
  readonly name: string;
  readonly ts: Float64Array;
  readonly values: Float64Array;
  /** Whether the times are row numbers, of a file that has none. */
  readonly timeless?: boolean;
}

/**
 * The columns that are to be tested: of bars, `close` unless told, or of files that hold values beside times, where the
 * only one needs no name. From `fromMs` on, if it is given. Values that are not known at either end are left out, and
 * told; one between others is refused, since what follows a gap is not what follows the value before it.
 */
export async function statSeries(
  request: DataRequest,
  columns: readonly string[],
  io: Io,
): Promise<NamedSeries[]> {
  const found: NamedSeries[] = [];
  const bars: string[] = [];
  for (const reference of request.references) {
    const path = resolve(io.cwd, reference);
    const isFile = existsSync(path) && statSync(path).isFile();
    const series = isFile ? await seriesOf(path, request, columns) : undefined;
    if (series === undefined) bars.push(reference);
    else found.push(...chosen(basename(path), series, columns));
  }
  if (bars.length > 0) {
    const { datasets } = await loadHistory({ ...request, references: bars }, io);
    const wanted = columns.length > 0 ? columns : ["close"];
    found.push(...datasets.flatMap((each) => wanted.map((column) => columnOf(each.bars, column))));
  }
  return found.map((each) => known(within(each, request), io));
}

interface Rows extends NamedSeries {
  /** Row of the first value, counted from 1. */
  readonly row: number;
}

/** Cuts off what is not known at either end, and refuses a gap. */
function known({ name, ts, values, row, timeless = false }: Rows, io: Io): NamedSeries {
  const from = values.findIndex((x) => !Number.isNaN(x));
  if (from < 0) refuse(`${name} has no value that is known`);
  const to = values.findLastIndex((x) => !Number.isNaN(x)) + 1;
  const gap = values.findIndex((x, i) => i > from && i < to && !Number.isFinite(x));
  if (gap >= 0) {
    const time = timeless ? "" : `, ${formatTime(ts[gap]!)}`;
    refuse(
      `${name} has a gap: row ${row + gap}${time} holds no number; fill it, or choose rows without gaps`,
    );
  }
  const cut = values.length - (to - from);
  if (cut > 0) {
    io.err(`! ${name}: ${cut} of ${values.length} values are not known, at its ends, and left out\n`);
  }
  return { name, ts: ts.subarray(from, to), values: values.subarray(from, to) };
}

/** Series of a file that holds no bars: values beside times, or number columns alone, whose times are row numbers. */
async function seriesOf(
  path: string,
  { fromMs, toMs }: DataRequest,
  wanted: readonly string[],
): Promise<NamedSeries[] | undefined> {
  const { loadAllSeries } = await import("../data/series.ts");
  const timed = await loadAllSeries(path, { wanted, gaps: true });
  if (timed !== undefined) return timed;
  const { loadPlainColumns } = await import("../data/plain-columns.ts");
  const plain = await loadPlainColumns(path, wanted);
  if (plain !== undefined && (fromMs ?? toMs) !== undefined) {
    refuse(`${basename(path)} has no time column, by which --from and --to could choose rows`);
  }
  return plain?.map(({ name, values }) => ({
    name,
    ts: values.map((_, row) => row),
    values,
    timeless: true,
  }));
}

/** Series of a file by their names; the only one where none are named. */
function chosen(
  file: string,
  series: readonly NamedSeries[],
  columns: readonly string[],
): readonly NamedSeries[] {
  const names = series.map(({ name }) => name);
  if (columns.length === 0 && series.length === 1) return series;
  if (columns.length === 0) refuse(`${file} has several columns; choose with --column: ${names.join(", ")}`);
  return columns.map((column) => series.find(({ name }) => name === column) ?? unknown(column, file, names));
}

function columnOf({ symbol, ts, extra = {}, ...bars }: Bars, column: string): NamedSeries {
  const field = barFields.find((each) => each === column);
  const values = field ? bars[field] : extra[column];
  return {
    name: `${symbol} ${column}`,
    ts,
    values: values ?? unknown(column, symbol, [...barFields, ...Object.keys(extra)]),
  };
}

const unknown = (column: string, of: string, names: readonly string[]): never =>
  refuse(`unknown column "${column}" of ${of}${suggest(column, names) || `; it has ${names.join(", ")}`}`);

function within({ ts, values, ...named }: NamedSeries, { fromMs, toMs }: DataRequest): Rows {
  const inside = (ms: number) =>
    !(ms < (fromMs ?? Number.NEGATIVE_INFINITY)) && ms < (toMs ?? Number.POSITIVE_INFINITY);
  const row = ts.findIndex(inside) + 1;
  return { ...named, row, ts: ts.filter(inside), values: values.filter((_, i) => inside(ts[i]!)) };
}

/** Series cut to the times that all of them have. */
export function aligned(series: readonly NamedSeries[]): NamedSeries[] {
  const counts = new Map<number, number>();
  for (const { ts } of series) for (const ms of ts) counts.set(ms, (counts.get(ms) ?? 0) + 1);
  const shared = (ms: number) => counts.get(ms) === series.length;
  const cut = series.map(({ name, ts, values }) => ({
    name,
    ts: ts.filter(shared),
    values: values.filter((_, i) => shared(ts[i]!)),
  }));
  if (cut.length > 0 && cut[0]!.ts.length === 0) {
    refuse(`${series.map(({ name }) => name).join(", ")} have no time in common`);
  }
  return cut;
}
