import { refuse } from "../../engine/core/errors.ts";
import { type ColumnWishes, type HeaderMap, isColumnName, mapHeader } from "../header.ts";
import { slowNumber } from "./number.ts";
import { printable } from "./printable.ts";
import { parseTimeText } from "./time.ts";

/** How a CSV file is written. */
export interface Dialect {
  readonly delimiter: string;
  readonly decimalComma: boolean;
  /** Lines before the first row of data. */
  readonly skip: number;
  readonly map: HeaderMap;
  /** Names of the columns as messages print them. */
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

const delimiters = [",", ";", "\t", "|"];

/** Finds delimiter, decimal sign and columns from the first lines of a file. */
export function sniff(
  lines: readonly string[],
  file: string,
  forced?: string,
  wishes: ColumnWishes = {},
): Dialect {
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) refuse(`${file} is empty`);
  const delimiter = forced ?? chooseDelimiter(lines, first, file);
  const rows = lines.map((line) => splitLine(line, delimiter));
  let head = rows.findIndex((row) => row.length > 1 || row[0]!.trim() !== "");
  const notes: string[] = [];
  // Some vendors put their address above the header.
  if (rows[head]!.length === 1 && (rows[head + 1]?.length ?? 0) >= 5) {
    refuseOtherDelimiter(lines[head]!, rows[head + 1]!, delimiter, file);
    notes.push(`${file}: skipped the first line, "${printable(rows[head]![0]!)}"`);
    head++;
  }
  const header = rows[head]!;
  if (header.length === 1) oneColumn(lines[head]!, delimiter, file);
  const decimalComma =
    delimiter !== "," && rows.slice(head + 1).some((row) => row.some((cell) => /^-?\d+,\d+$/.test(cell)));
  const isData = holdsData(header, decimalComma);
  const names = isData ? headlessNames(header.length, file) : header.map((name) => printable(name, 1000));
  if (isData) notes.push(`${file} has no header; columns are taken as ${names.slice(0, 6).join(", ")}`);
  const map = mapHeader(names, file, wishes);
  return {
    delimiter,
    decimalComma,
    skip: isData ? head : head + 1,
    map,
    names,
    notes: [...notes, ...map.notes],
  };
}

const holdsData = (cells: readonly string[], decimalComma: boolean) =>
  cells.every((cell) => typeof slowNumber(cell, decimalComma) === "number" || isTime(cell));

/** A first line that stands alone is a vendor's remark, unless another delimiter makes a header of it. */
function refuseOtherDelimiter(line: string, next: readonly string[], delimiter: string, file: string) {
  refuseOpenQuote(line, file);
  const headless = holdsData(next, delimiter !== ",");
  for (const other of delimiters) {
    if (other === delimiter) continue;
    const cells = splitLine(line, other);
    if (cells.filter(isColumnName).length >= 3 || (headless && cells.length >= 4)) {
      refuse(
        `${file}: the header is cut by ${nameOf(other)} and the rows by ${nameOf(delimiter)}; write both with one delimiter`,
      );
    }
  }
}

function refuseOpenQuote(line: string, file: string) {
  if (line.split('"').length % 2 === 0) {
    refuse(`${file}: a quote is opened and not closed in "${printable(line)}"`);
  }
}

const nameOf = (delimiter: string) => (delimiter === "\t" ? "tabs" : `"${delimiter}"`);

const isTime = (cell: string) => parseTimeText(cell.trim()) !== undefined;

/** The delimiter that cuts the lines into the most columns of equal number. */
function chooseDelimiter(lines: readonly string[], first: string, file: string): string {
  let best = "";
  let bestScore = 1;
  for (const delimiter of delimiters) {
    const counts = lines
      .filter((line) => line.trim() !== "")
      .map((line) => splitLine(line, delimiter).length);
    const width = counts[Math.min(2, counts.length - 1)]!;
    const agreeing = counts.filter((count) => count === width).length / counts.length;
    // A comma may also be the decimal sign of a file with another delimiter, so width alone does not decide.
    const score = width * agreeing * (delimiter === "," ? 0.5 : 1);
    if (width > 1 && score > bestScore * (best === "" ? 0.5 : 1)) [best, bestScore] = [delimiter, score];
  }
  return best === "" ? oneColumn(first, undefined, file) : best;
}

function oneColumn(line: string, delimiter: string | undefined, file: string): never {
  refuseOpenQuote(line, file);
  const tried = delimiter === undefined ? "comma, semicolon, tab and |" : `"${delimiter}"`;
  refuse(`${file}: no delimiter cuts "${printable(line)}" into columns; tried ${tried}; give --delimiter`);
}

/** A Binance kline dump has 11 or 12 columns; anything from 6 columns up begins with the same six. */
function headlessNames(width: number, file: string): string[] {
  if (width < 6)
    refuse(`${file} has no header and ${width} columns; 6 (time, open, high, low, close, volume) are needed`);
  const known = [
    "open_time",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "close_time",
    "quote_volume",
    "count",
  ];
  const rest = ["taker_buy_volume", "taker_buy_quote_volume", "ignore"];
  return Array.from({ length: width }, (_, i) => [...known, ...rest][i] ?? "ignore");
}

/** The cells of a line; quotes may wrap a cell and are doubled within. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '"' && quoted && line[i + 1] === '"') cell += line[++i];
    else if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}
