import { refuse } from "../engine/core/errors.ts";
import type { Tape } from "../engine/trade/tape.ts";
import { printable } from "./csv/printable.ts";
import type { TapeColumns } from "./tape-columns.ts";

/** In what the times of a tape are counted since 1970 UTC. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** A tape as it was read, with the text of its cells for messages. */
interface Trades {
  readonly file: string;
  readonly columns: TapeColumns;
  readonly ts: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly cell: (row: number, column: string) => Promise<string>;
  /** Unit that the user gave. */
  readonly unit?: TimeUnit | undefined;
}

const msOf: Readonly<Record<TimeUnit, number>> = { s: 1e3, ms: 1, us: 1e-3, ns: 1e-6 };
const [earliestMs, latestMs] = [Date.UTC(1990), Date.UTC(2200)];

/** Refuses a unit in which a time lies beyond the year 2200, and names the one in which it does not. */
async function checkUnit(row: number, { file, columns, ts, cell, unit }: Trades): Promise<void> {
  if (unit === undefined || !(Math.abs(ts[row]!) >= latestMs)) return;
  const number = ts[row]! / msOf[unit];
  const likely = (Object.keys(msOf) as TimeUnit[]).find((each) => {
    const ms = number * msOf[each];
    return ms >= earliestMs && ms < latestMs;
  });
  const text = printable(await cell(row, columns.ts), 40);
  refuse(
    `${file} row ${row + 1}, column "${columns.ts}": --trades-unit ${unit} must give times before the year 2200; ` +
      `was "${text}"; ${likely ? `the unit is probably ${likely}: give --trades-unit ${likely}, or leave it out` : "leave --trades-unit out, or mend the row"}`,
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Refuses trades that cannot be: without a time, out of order, or of a price or quantity that is not above 0. */
export async function checkTrades(trades: Trades): Promise<void> {
  const { file, columns, ts, price, quantity, cell } = trades;
  const refuseCell = async (row: number, column: string, rule: string): Promise<never> =>
    refuse(
      `${file} row ${row + 1}, column "${column}": must be ${rule}; was "${printable(await cell(row, column))}"; ` +
        "mend the row or leave it out",
    );
  const most = Number.MAX_VALUE;
  for (let row = 0; row < ts.length; row++) {
    if (Math.abs(ts[row]!) >= latestMs) await checkUnit(row, trades);
    if (!(Math.abs(ts[row]!) <= 8.64e15)) {
      await refuseCell(row, columns.ts, "a time: ISO 8601, or a number since 1970 in s, ms, us or ns");
    }
    if (!(price[row]! > 0 && price[row]! <= most))
      await refuseCell(row, columns.price, "a finite number above 0");
    if (!(quantity[row]! > 0 && quantity[row]! <= most)) {
      await refuseCell(row, columns.quantity, "a finite number above 0");
    }
    if (row > 0 && ts[row]! < ts[row - 1]!) {
      refuse(
        `${file} row ${row + 1}: trades must be in the order of their time; ${iso(ts[row]!)} comes after ` +
          `${iso(ts[row - 1]!)}; sort the file by "${columns.ts}", and see that all its times are of one unit`,
      );
    }
  }
}

const powers = Array.from({ length: 19 }, (_, k) => 10 ** k);

/** Decimals of a number as it is written shortest, at least `known` of them. */
function decimalsIn(value: number, known: number): number {
  for (let k = known; k < 18; k++) {
    const scaled = Math.round(value * powers[k]!);
    // Division rounds once: the text with so many decimals reads as this very number.
    if (scaled / powers[k]! === value || scaled > Number.MAX_SAFE_INTEGER) return k;
  }
  return 18;
}

/** Greatest number of decimals of prices and quantities, by symbol. */
export function decimalsOf(
  symbols: number,
  symbol: Uint16Array,
  price: Float64Array,
  quantity: Float64Array,
): Tape["decimals"] {
  const found = Array.from({ length: symbols }, () => ({ price: 0, quantity: 0 }));
  for (let row = 0; row < symbol.length; row++) {
    const each = found[symbol[row]!]!;
    each.price = decimalsIn(price[row]!, each.price);
    each.quantity = decimalsIn(quantity[row]!, each.quantity);
  }
  return found;
}

const hourMs = 3_600_000;

/** What a reader must know of holes in a tape: where it is silent for an hour or more. */
export function gapNotes(ts: Float64Array): string[] {
  let count = 0;
  let longest = 0;
  let at = 0;
  for (let row = 1; row < ts.length; row++) {
    const gap = ts[row]! - ts[row - 1]!;
    if (gap >= hourMs) count++;
    if (gap > longest) [longest, at] = [gap, row - 1];
  }
  if (count === 0) return [];
  const hours = (longest / hourMs).toFixed(1);
  const others = count === 1 ? "" : `, the longest of ${count} such gaps`;
  return [`no trade for ${hours} hours from ${iso(ts[at]!)}${others}; orders wait there`];
}
