import { refuse } from "../../engine/core/errors.ts";
import { risking } from "../promotion/override.ts";
import type { BiasRecord, BiasSeries, BiasTrade } from "./record.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A record of a journal's lines, each a record of `kind` `trade` (the fields of {@link BiasTrade}; `chosen` and `open` may
 * be left out), `price` (`symbol`, `atMs`, `close`), or an override as `bot4 override` journals it. Others are passed
 * over. Throws a UserError that names line and field.
 */
export function parseBiasRecord(lines: readonly unknown[]): BiasRecord {
  const trades: BiasTrade[] = [];
  const prices = new Map<string, [atMs: number, close: number][]>();
  const overrides: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (typeof line !== "object" || line === null)
      refuse(`line ${at + 1} must be a record; was ${String(line)}`);
    const fields = line as Fields;
    const { kind } = fields;
    if (kind === "trade") trades.push(tradeOf(fields, at + 1));
    else if (kind === "price") {
      const symbol = text(fields, "symbol", at + 1);
      const known = prices.get(symbol) ?? [];
      known.push([number(fields, "atMs", at + 1), number(fields, "close", at + 1)]);
      prices.set(symbol, known);
    } else if ((risking as readonly unknown[]).includes(kind)) overrides.push(number(fields, "atMs", at + 1));
  }
  trades.sort((a, b) => a.entryMs - b.entryMs);
  overrides.sort((a, b) => a - b);
  return {
    trades,
    series: new Map([...prices].map(([symbol, rows]) => [symbol, seriesOf(rows)])),
    overrides,
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
  return trade;
}

const number = (fields: Fields, name: string, line: number): number =>
  Number.isFinite(fields[name])
    ? (fields[name] as number)
    : refuse(`line ${line}: ${name} must be a number; was ${String(fields[name])}`);

const text = (fields: Fields, name: string, line: number): string =>
  typeof fields[name] === "string" && fields[name] !== ""
    ? (fields[name] as string)
    : refuse(`line ${line}: ${name} must be a text; was ${String(fields[name])}`);
