import type { RunIdentity } from "../engine/run/result.ts";
import { formatTime } from "./format.ts";

/**
 * A fraction as basis points, without the digits that the conversion makes up.
 *
 * @example
 * basisPoints(0.0007) // => 7
 */
export const basisPoints = (fraction: number): number => Number((fraction * 1e4).toPrecision(10));

/** Settings that a flag gives under another name or in another unit. */
const flagNames: Readonly<Record<string, string>> = {
  limitFill: "limit-fill",
  borrowRate: "borrow-rate",
  barsPerYear: "bars-per-year",
  "account.grossMax": "leverage",
  "account.short": "short",
  "account.maxDrawdown": "max-drawdown",
  "order.notionalMin": "min-notional",
};

/** All that a run was asked for, a text by the name of its flag: what two runs of equal records have in common. */
export function askedOf({ strategy, params, settings, data }: RunIdentity): Record<string, string> {
  const { fees, halfSpread, slippage, fromMs, limits, ...rest } = settings;
  const others = Object.entries({ ...rest, ...flat(limits) });
  return {
    strategy,
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
    data: data.map(({ name }) => name).join(" "),
    "data sha256": data.map(({ sha256 }) => sha256.slice(0, 12)).join(" "),
    "data from": formatTime(Math.min(...data.map((each) => each.fromMs))),
    from: fromMs === undefined || Number.isNaN(fromMs) ? "-" : formatTime(fromMs),
    to: `before ${formatTime(Math.max(...data.map((each) => each.toMs)))}`,
    bars: data.map(({ rows }) => rows.toLocaleString("en-US")).join(" "),
    "fee-bps": String(basisPoints(fees.taker)),
    "maker-bps": String(basisPoints(fees.maker)),
    "fixed-fee": String(fees.fixed),
    "spread-bps": String(basisPoints(halfSpread * 2)),
    "slippage-bps": String(basisPoints(slippage)),
    ...Object.fromEntries(others.map(([key, value]) => [flagNames[key] ?? key, textOf(value)])),
  };
}

/** Limits by group and name: `account.grossMax`. */
function flat(record: object, prefix = ""): Record<string, unknown> {
  const entries = Object.entries(record).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(flat(value, `${prefix}${key}.`))
      : [[prefix + key, value]],
  );
  return Object.fromEntries(entries);
}

const textOf = (value: unknown): string =>
  value === undefined || value === null || Number.isNaN(value) ? "-" : String(value);

/** What trading cost by its settings, in as few words as tell two runs apart: `10/10 bps` or more. */
export function costsText({ settings }: RunIdentity): string {
  const { fees, halfSpread, slippage, fill } = settings;
  return [
    `${basisPoints(fees.taker)}/${basisPoints(fees.maker)} bps`,
    ...(halfSpread > 0 ? [`spread ${basisPoints(halfSpread * 2)}`] : []),
    ...(slippage > 0 ? [`slippage ${basisPoints(slippage)}`] : []),
    ...(fees.fixed > 0 ? [`${fees.fixed} a fill`] : []),
    ...(fill === "close" ? ["at close"] : []),
  ].join(", ");
}

/** First bar that counts and end of the data, the latter not included. */
export function periodText({ data, settings: { fromMs } }: RunIdentity, symbols: readonly string[]): string {
  const traded = data.slice(0, symbols.length);
  const first = Math.min(...traded.map((each) => each.fromMs));
  const start = fromMs === undefined || Number.isNaN(fromMs) ? first : Math.max(first, fromMs);
  return `${formatTime(start)} to before ${formatTime(Math.max(...traded.map((each) => each.toMs)))}`;
}
