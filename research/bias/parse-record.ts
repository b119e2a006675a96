import { refuse } from "../../engine/core/errors.ts";
import { overrideKinds, risking } from "../promotion/override.ts";
import type { BiasRecord, BiasSeries, BiasTrade } from "./record.ts";

/** A record, and what of its journal was not understood. */
export interface ParsedBiasRecord extends BiasRecord {
  /** Lines that are a trade, a price or an override of any kind. */
  readonly understood: number;
  /** How often each other `kind` was met; a line without one counts under the empty text. */
  readonly passedOver: Readonly<Record<string, number>>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * A record of a journal's lines, each a record of `kind` `trade` (the fields of {@link BiasTrade}; `chosen` and `open` may
 * be left out), `price` (`symbol`, `atMs`, `close`), or an override as `bot4 override` journals it. Others are
 * counted and passed over. Throws a UserError that names line and field.
 */
export function parseBiasRecord(lines: readonly unknown[]): ParsedBiasRecord {
  const trades: BiasTrade[] = [];
  const prices = new Map<string, [atMs: number, close: number][]>();
  const overrides: number[] = [];
  const passedOver = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    if (typeof line !== "object" || line === null || Array.isArray(line))
      refuse(`line ${at + 1} must be a record; was ${JSON.stringify(line).slice(0, 60)}`);
    const fields = line as Fields;
    const { kind } = fields;
    if (kind === "trade") trades.push(tradeOf(fields, at + 1));
    else if (kind === "price") {
      const symbol = text(fields, "symbol", at + 1);
      const known = prices.get(symbol) ?? [];
      known.push([number(fields, "atMs", at + 1), number(fields, "close", at + 1)]);
      prices.set(symbol, known);
    } else if ((risking as readonly unknown[]).includes(kind)) overrides.push(number(fields, "atMs", at + 1));
    else if (!(overrideKinds as readonly unknown[]).includes(kind)) {
      const name = kind === undefined ? "" : String(kind);
      passedOver.set(name, (passedOver.get(name) ?? 0) + 1);
    }
  }
  trades.sort((a, b) => a.entryMs - b.entryMs);
  overrides.sort((a, b) => a - b);
  return {
    trades,
    series: new Map([...prices].map(([symbol, rows]) => [symbol, seriesOf(rows)])),
    overrides,
    understood: lines.length - [...passedOver.values()].reduce((sum, count) => sum + count, 0),
    passedOver: Object.fromEntries(passedOver),
  };
}

function seriesOf(rows: [number, number][]): BiasSeries {
  rows.sort((a, b) => a[0] - b[0]);
  return { ts: Float64Array.from(rows, ([ts]) => ts), close: Float64Array.from(rows, ([, close]) => close) };
}

function tradeOf(fields: Fields, line: number): BiasTrade {
  const { side, chosen = true, open = false } = fields;
  if (side !== "long" && side !== "short")
    refuse(`line ${line}: side must be long or short; was ${String(side)}`);
  for (const [name, value] of Object.entries({ chosen, open })) {
    if (typeof value !== "boolean")
      refuse(`line ${line}: ${name} must be true or false; was ${String(value)}`);
  }
  const trade = {
    symbol: text(fields, "symbol", line),
    side,
    entryMs: number(fields, "entryMs", line),
    exitMs: number(fields, "exitMs", line),
    entryPrice: number(fields, "entryPrice", line),
    exitPrice: number(fields, "exitPrice", line),
    exposure: number(fields, "exposure", line),
    return: number(fields, "return", line),
    chosen: chosen as boolean,
    open: open as boolean,
  } as const;
  for (const name of ["entryPrice", "exitPrice", "exposure"] as const) {
    if (!(trade[name] > 0)) refuse(`line ${line}: ${name} must be above 0; was ${trade[name]}`);
  }
  if (trade.exitMs < trade.entryMs)
    refuse(`line ${line}: exitMs must be no earlier than entryMs; was ${trade.exitMs}`);
  checkReturn(trade, line);
  return trade;
}

/** Of the notional: what fees may take of a trade, and what funding may add or take in a year. */
const [feesMax, fundingMax] = [0.05, 0.5];
const yearMs = 365.25 * 86_400_000;

/** A return of the wrong sign or unit (percent) would turn every test on its head. */
function checkReturn(
  { side, entryMs, exitMs, entryPrice, exitPrice, return: given }: BiasTrade,
  line: number,
): void {
  const sign = side === "long" ? 1 : -1;
  // Of contracts that are settled in the coin, profit is counted at the exit's price.
  const [linear, inverse] = [sign * (exitPrice / entryPrice - 1), sign * (1 - entryPrice / exitPrice)];
  const off = Math.min(Math.abs(given - linear), Math.abs(given - inverse));
  const slack = feesMax + (fundingMax * (exitMs - entryMs)) / yearMs;
  if (off > slack) {
    refuse(
      `line ${line}: return must be what side and prices come to (${side} from ${entryPrice} to ${exitPrice}: ` +
        `${Number(linear.toPrecision(4))}) but for fees and funding, as a fraction; was ${given}`,
    );
  }
}

const number = (fields: Fields, name: string, line: number): number =>
  Number.isFinite(fields[name])
    ? (fields[name] as number)
    : refuse(`line ${line}: ${name} must be a number; was ${String(fields[name])}`);

const text = (fields: Fields, name: string, line: number): string =>
  typeof fields[name] === "string" && fields[name] !== ""
    ? (fields[name] as string)
    : refuse(`line ${line}: ${name} must be a text; was ${String(fields[name])}`);
