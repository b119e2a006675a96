import { parseTimeframe } from "../engine/core/time.ts";
import type { RunIdentity } from "../engine/run/result.ts";
import { contractFor } from "../engine/run/session.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { DataIdentity } from "../engine/trade/bars.ts";
import type { FeeSchedule } from "../engine/trade/fees.ts";
import { formatTime } from "./format.ts";
import type { OpenedRun } from "./store.ts";
import { askedOfWalk, isWalkRequest } from "./walkforward/request.ts";

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

/** All that a run was asked for, a text by the name of its flag: runs of equal records are equal. */
export function askedOf({ run, request }: OpenedRun): Record<string, string> {
  const { strategy, sourceHash, codeVersion, params, settings, data } = run.identity;
  const { fees, halfSpread, slippage, fromMs, intrabar, limits, size, instruments, ...rest } = settings;
  const others = Object.entries({ ...rest, ...flat(limits), ...flat(instruments, "instrument ") });
  return {
    strategy,
    source: sourceHash.slice(0, 12),
    code: codeVersion,
    driver: request.driver,
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`param ${name}`, String(value)])),
    data: data.map(({ name }) => name).join(" "),
    "data sha256": data.map(({ sha256 }) => sha256.slice(0, 12)).join(" "),
    "first bar": formatTime(Math.min(...data.map((each) => each.fromMs))),
    "last bar": formatTime(Math.max(...data.map(lastBar))),
    from: isKnown(fromMs) ? formatTime(fromMs) : "-",
    bars: data.map(({ rows }) => rows.toLocaleString("en-US")).join(" "),
    "fee-bps": String(basisPoints(fees.taker)),
    "maker-bps": String(basisPoints(fees.maker)),
    "fixed-fee": String(fees.fixed),
    "spread-bps": String(basisPoints(halfSpread * 2)),
    "slippage-bps": String(basisPoints(slippage)),
    size: String(size.amount),
    "size-by": size.by,
    intrabar: request.bounds ? "both" : intrabar,
    ...Object.fromEntries(others.map(([key, value]) => [flagNames[key] ?? key, textOf(value)])),
    ...(isWalkRequest(request) && askedOfWalk(request)),
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

/** The fees that are charged of some symbols, a range where they differ: `taker 10 bps, maker 2 to 10 bps, 1 a fill`. */
export function feesText(settings: Settings, symbols: readonly string[]): string {
  const fees = symbols.map((symbol) => contractFor(settings, symbol).fees);
  const range = (name: keyof FeeSchedule, textOf: (value: number) => string): string => {
    const low = Math.min(...fees.map((each) => each[name]));
    const high = Math.max(...fees.map((each) => each[name]));
    return low === high ? textOf(low) : `${textOf(low)} to ${textOf(high)}`;
  };
  const bps = (value: number) => String(basisPoints(value));
  const fixed = fees.some((each) => each.fixed > 0) ? `, ${range("fixed", String)} a fill` : "";
  return `taker ${range("taker", bps)} bps, maker ${range("maker", bps)} bps${fixed}`;
}

/** What trading cost by its settings, in as few words as tell two runs apart: `10/10 bps` or more. */
export function costsText({ settings }: RunIdentity): string {
  const { fees, halfSpread, slippage, fill, instruments } = settings;
  return [
    `${basisPoints(fees.taker)}/${basisPoints(fees.maker)} bps`,
    ...(Object.values(instruments).some((own) => own.fees !== undefined) ? ["or the instrument's"] : []),
    ...(halfSpread > 0 ? [`spread ${basisPoints(halfSpread * 2)}`] : []),
    ...(slippage > 0 ? [`slippage ${basisPoints(slippage)}`] : []),
    ...(fees.fixed > 0 ? [`${fees.fixed} a fill`] : []),
    ...(fill === "close" ? ["at close"] : []),
  ].join(", ");
}

/** Opens of the first bar that counts and of the last. */
export function periodText({ data, settings: { fromMs } }: RunIdentity, symbols: readonly string[]): string {
  const traded = data.slice(0, symbols.length);
  const first = Math.min(...traded.map((each) => each.fromMs));
  const start = isKnown(fromMs) ? Math.max(first, fromMs) : first;
  return `${formatTime(start)} to ${formatTime(Math.max(...traded.map(lastBar)))}`;
}

/** Open of the last bar. */
const lastBar = ({ toMs, timeframe }: DataIdentity): number => toMs - parseTimeframe(timeframe);

const isKnown = (ms: number | undefined): ms is number =>
  ms !== undefined && ms !== null && !Number.isNaN(ms);
