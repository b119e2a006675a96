import { basename } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { RowBuilder } from "../builder.ts";
import type { FileContent } from "../columns.ts";
import type { ColumnWishes } from "../header.ts";
import { wholeLines } from "./lines.ts";
import { quickNumber, slowNumber } from "./number.ts";
import { printable } from "./printable.ts";
import { type Dialect, sniff } from "./sniff.ts";
import { epochToMs, parseTimeText, parseZone, type Zone } from "./time.ts";

/** What the user says about a file where it does not speak for itself. */
export interface CsvOptions {
  /** One character between cells; found from the file if not given. */
  readonly delimiter?: string | undefined;
  /** Zone of times that name none: `UTC` (the default), `+02:00` or `Europe/Berlin`. */
  readonly tz?: string | undefined;
  /** Names of columns that have none of the usual ones. */
  readonly columns?: ColumnWishes | undefined;
}

/**
 * Reads bars from a CSV file of any usual dialect in one pass; beside the columns it holds a megabyte.
 * Cells that are empty become NaN; text and infinities throw a UserError that names line, column and value.
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<FileContent> {
  const file = basename(path);
  if (options.delimiter !== undefined && options.delimiter.length !== 1) {
    refuse(`--delimiter must be one character; was "${options.delimiter}"`);
  }
  let reader: RowReader | undefined;
  for await (const piece of wholeLines(path, file)) {
    if (!reader) {
      const head = piece
        .subarray(0, 1 << 16)
        .toString("utf8")
        .split(/\r\n|\n/);
      if (head.length > 1) head.pop();
      const lines = head.slice(0, 20);
      if (lines.every((line) => line.trim() === "")) continue;
      const dialect = sniff(lines, file, options.delimiter, options.columns);
      reader = new RowReader(file, dialect, parseZone(options.tz ?? "UTC"));
    }
    reader.read(piece);
  }
  if (!reader) refuse(`${file} is empty`);
  return reader.finish(options.tz);
}

/** Cuts pieces of whole lines into cells and rows. */
class RowReader {
  private line = 0;
  private readonly builders = new Map<string | undefined, RowBuilder>();
  private readonly file: string;
  private readonly dialect: Dialect;
  private readonly zone: Zone;
  private readonly separator: number;
  private readonly point: number;
  /** Start and end of the cells of the current line. */
  private readonly starts = new Int32Array(1024);
  private readonly ends = new Int32Array(1024);
  private readonly width: number;
  private bytes: Buffer = Buffer.alloc(0);
  private zoneless = false;

  constructor(file: string, dialect: Dialect, zone: Zone) {
    this.file = file;
    this.dialect = dialect;
    this.zone = zone;
    this.separator = dialect.delimiter.charCodeAt(0);
    this.point = dialect.decimalComma ? 44 : 46;
    const { ts, time, open, high, low, close, volume, symbol } = dialect.map;
    this.width = 1 + Math.max(ts, time ?? 0, open, high, low, close, volume ?? 0, symbol ?? 0);
  }

  read(bytes: Buffer) {
    this.bytes = bytes;
    for (let start = 0; start < bytes.length; ) {
      let end = bytes.indexOf(10, start);
      if (end < 0) end = bytes.length;
      const next = end + 1;
      if (end > start && bytes[end - 1] === 13) end--;
      this.line++;
      if (this.line > this.dialect.skip && end > start) this.row(start, end);
      start = next;
    }
  }

  finish(tz: string | undefined): FileContent {
    const notes = [...this.dialect.notes];
    if (this.zoneless && tz === undefined) notes.push(`${this.file}: times name no zone and are read as UTC`);
    const tables = [...this.builders].map(([symbol, builder]) => ({
      symbol,
      place: "line" as const,
      ...builder.finish(),
    }));
    if (tables.length === 0) refuse(`${this.file} has a header and no rows`);
    return { tables, notes };
  }

  private row(start: number, end: number) {
    const cells = this.cut(start, end);
    if (cells === 0) return;
    if (cells < this.width) {
      refuse(
        `${this.file} line ${this.line} has ${cells} columns where ${this.dialect.names.length} are expected`,
      );
    }
    const { map } = this.dialect;
    const symbol = map.symbol === undefined ? undefined : this.text(map.symbol);
    let builder = this.builders.get(symbol);
    if (!builder) {
      builder = new RowBuilder();
      this.builders.set(symbol, builder);
    }
    const volume = map.volume === undefined ? Number.NaN : this.number(map.volume);
    const [open, high] = [this.number(map.open), this.number(map.high)];
    builder.push(this.line, this.time(), open, high, this.number(map.low), this.number(map.close), volume);
  }

  /** Finds the cells of a line, without quotes and blanks around them; returns their number, 0 for a blank line. */
  private cut(start: number, end: number): number {
    const { bytes, separator, starts, ends } = this;
    let count = 0;
    let from = start;
    let quoted = false;
    for (let i = start; i <= end; i++) {
      const byte = i === end ? separator : bytes[i]!;
      if (byte === 34) quoted = !quoted;
      if (byte !== separator || (quoted && i < end)) continue;
      if (count < starts.length) this.trim(count++, from, i);
      from = i + 1;
    }
    if (quoted) refuse(`${this.file} line ${this.line}: a quote is opened and not closed`);
    return count === 1 && starts[0] === ends[0] ? 0 : count;
  }

  private trim(cell: number, from: number, to: number) {
    const { bytes } = this;
    const blank = (byte: number) => byte === 32 || byte === 9 || byte === 34;
    let [a, b] = [from, to];
    while (a < b && blank(bytes[a]!)) a++;
    while (b > a && blank(bytes[b - 1]!)) b--;
    this.starts[cell] = a;
    this.ends[cell] = b;
  }

  private text(cell: number): string {
    return this.bytes.toString("utf8", this.starts[cell], this.ends[cell]);
  }

  private number(cell: number): number {
    const quick = quickNumber(this.bytes, this.starts[cell]!, this.ends[cell]!, this.point);
    if (quick !== undefined) return quick;
    const text = this.text(cell);
    const slow = slowNumber(text, this.dialect.decimalComma);
    if (typeof slow === "number") return slow;
    if (slow === "empty") return Number.NaN;
    const where = `${this.file} line ${this.line}, column "${this.dialect.names[cell]}"`;
    return refuse(
      `${where}: "${printable(text)}" is ${slow === "infinite" ? "not a finite number" : "not a number"}`,
    );
  }

  private time(): number {
    const { ts, time } = this.dialect.map;
    const quick = quickNumber(this.bytes, this.starts[ts]!, this.ends[ts]!, this.point);
    const digits = this.ends[ts]! - this.starts[ts]!;
    if (quick !== undefined && time === undefined && digits !== 8 && digits !== 14) return epochToMs(quick);
    const text = time === undefined ? this.text(ts) : `${this.text(ts)} ${this.text(time)}`;
    const parsed = parseTimeText(text);
    if (parsed) {
      this.zoneless ||= !parsed.zoned;
      return parsed.zoned ? parsed.ms : this.zone(parsed.ms);
    }
    const epoch = slowNumber(text, false);
    // Eight digits from 19 or 20 on are a date that does not exist, such as 20240231.
    if (typeof epoch === "number" && !/^(19|20)\d{6}$/.test(text)) return epochToMs(epoch);
    const where = `${this.file} line ${this.line}, column "${this.dialect.names[ts]}"`;
    return refuse(
      `${where}: "${printable(text)}" is not a time; give ISO 8601 such as 2024-01-31T12:00:00Z or an epoch`,
    );
  }
}
