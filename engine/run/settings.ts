import { refuse, UserError } from "../core/errors.ts";
import { above, between, checkFields, type FieldRule, oneOf, optional, yesNo } from "../core/fields.ts";
import type { Limits, LimitsInput } from "../risk/limits.ts";
import { parseLimits } from "../risk/parse-limits.ts";
import { researchLimits } from "../risk/profiles.ts";
import type { FeeSchedule } from "../trade/fees.ts";
import type { SizeRule } from "../trade/order.ts";
import { parseInstrument } from "../trade/parse-instrument.ts";
import { parseWork, type WorkSetting } from "./work-setting.ts";

export type { FeeSchedule } from "../trade/fees.ts";

/** Everything about a backtest that is neither strategy nor data. Printed in every report and part of the run hash. */
export interface Settings {
  /** Starting cash in the currency of the account: that in which its instruments settle, mostly the quote currency. */
  readonly cash: number;
  /** Earliest fill of a decision at the close of bar t: the open of bar t+1, or (to compare with other tools) that close. */
  readonly fill: "next-open" | "close";
  /** What a bar is taken to have hit first when it could have hit both stop and target. */
  readonly intrabar: "pessimistic" | "optimistic";
  readonly fees: FeeSchedule;
  /** Half the bid-ask spread as a fraction of price, paid by orders that take liquidity. */
  readonly halfSpread: number;
  /** Further slippage of orders that take liquidity, as a fraction of price. */
  readonly slippage: number;
  /** Whether a limit order fills only when the bar trades through its price, or already when it touches. */
  readonly limitFill: "through" | "touch";
  /** What a target of 1 stands for: all equity unless told. */
  readonly size: SizeRule;
  /** Quantities are whole multiples of this; 0 trades any fraction. */
  readonly lot: number;
  /** Instruments by symbol, as `parseInstrument` reads them; a symbol without one trades any price by `lot`. */
  readonly instruments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What may be traded and held; a plain backtest starts from {@link researchLimits}. */
  readonly limits: Limits;
  /** Annual rate paid on the notional of short positions, also for the time in which the market is closed. */
  readonly borrowRate: number;
  /** Whether funding rates in the data (column `funding`) are paid and received. */
  readonly funding: boolean;
  /** Least change of a target that is traded; the strategy's own unless given. */
  readonly rebalance: number | undefined;
  /** Bars in a year, for annualised figures; derived from the data's calendar unless given. */
  readonly barsPerYear: number | undefined;
  /** Trading starts at the first bar that opens at or after this time; earlier bars warm up. */
  readonly fromMs: number | undefined;
  /** How market orders of decisions are worked in parts, where trades fill them; undefined sends each whole. */
  readonly work: WorkSetting | undefined;
}

/** Settings as they are given: in part, limits as a profile's name or in part. */
export type SettingsInput = Partial<Omit<Settings, "fees" | "limits" | "size">> & {
  readonly size?: Partial<SizeRule>;
  readonly fees?: Partial<FeeSchedule>;
  readonly limits?: LimitsInput;
};

/** What a careful researcher would start from: fills at the next open, pessimistic bars, a taker fee of 10 bps. */
export const defaultSettings: Settings = {
  cash: 10_000,
  fill: "next-open",
  intrabar: "pessimistic",
  fees: { taker: 0.001, maker: 0.001, fixed: 0 },
  halfSpread: 0,
  slippage: 0,
  limitFill: "through",
  size: { by: "equity", amount: 1 },
  lot: 0,
  instruments: {},
  limits: researchLimits,
  borrowRate: 0,
  funding: true,
  rebalance: undefined,
  barsPerYear: undefined,
  fromMs: undefined,
  work: undefined,
};

const fraction = between(0, 0.5, "a fraction in [0, 0.5]");

const rules: Readonly<Record<keyof Settings, FieldRule>> = {
  cash: above(0),
  fill: oneOf("next-open", "close"),
  intrabar: oneOf("pessimistic", "optimistic"),
  fees: ["a record of taker, maker and fixed", (value) => typeof value === "object" && value !== null],
  halfSpread: fraction,
  slippage: fraction,
  limitFill: oneOf("through", "touch"),
  size: ["a record of by and amount", (value) => typeof value === "object" && value !== null],
  lot: between(0, 1e12, "a number of at least 0"),
  instruments: ["a record of instruments by symbol", (value) => typeof value === "object" && value !== null],
  limits: ["a record of limits, or a profile's name", (value) => value !== null],
  borrowRate: between(0, 10, "an annual rate in [0, 10]"),
  funding: yesNo,
  rebalance: optional(between(0, 10, "a fraction of equity in [0, 10]")),
  barsPerYear: optional(above(0)),
  fromMs: optional(between(-8.64e15, 8.64e15, "a time in ms since 1970")),
  work: optional([
    "a record such as { rule, overMs }",
    (value) => typeof value === "object" && value !== null,
  ]),
};

const feeRules: Readonly<Record<keyof FeeSchedule, FieldRule>> = {
  taker: between(-0.5, 0.5, "a fraction in [-0.5, 0.5]"),
  maker: between(-0.5, 0.5, "a fraction in [-0.5, 0.5]"),
  fixed: between(0, 1e9, "money of at least 0"),
};

const sizeRules: Readonly<Record<keyof SizeRule, FieldRule>> = {
  by: oneOf("equity", "notional", "quantity"),
  amount: above(0),
};

/**
 * Settings from partial input, the rest by default. Throws a UserError that names setting, rule and value.
 *
 * @example
 * parseSettings({ cash: 500 }).fill // => "next-open"
 */
export function parseSettings(input: unknown = {}): Settings {
  if (typeof input !== "object" || input === null) refuse(`settings must be a record; was ${String(input)}`);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const fees = { ...defaultSettings.fees, ...(given.fees as object | undefined) };
  const size = { ...defaultSettings.size, ...(given.size as object | undefined) };
  checkFields("setting", given, rules);
  checkFields("setting", fees, feeRules, "fees.");
  checkFields("setting", size, sizeRules, "size.");
  const instruments = inOrder(
    (given.instruments as Settings["instruments"]) ?? {},
  ) as Settings["instruments"];
  for (const [symbol, instrument] of Object.entries(instruments)) checkInstrument(symbol, instrument);
  if (given.work !== undefined) parseWork(given.work);
  const limits = limitsInOrder(parseLimits(given.limits));
  return { ...defaultSettings, ...given, fees, size, instruments, limits };
}

/** Throws a UserError that names the symbol beside what is wrong with its instrument. */
function checkInstrument(symbol: string, instrument: unknown): void {
  const at = `instruments.${symbol}`;
  if (typeof instrument !== "object" || instrument === null) {
    refuse(`${at} must be a record; was ${JSON.stringify(instrument)}`);
  }
  try {
    parseInstrument({ symbol, ...instrument });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    refuse(`${at}: ${error.message}`);
  }
}

function limitsInOrder(limits: Limits): Limits {
  const { symbols, sectors } = limits.position;
  const position = {
    ...limits.position,
    symbols: inOrder(symbols) as typeof symbols,
    sectors: inOrder(sectors) as typeof sectors,
  };
  return { ...limits, position };
}

/** Records with their keys in order: what is the same gives the same hash, however it was written down. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, member]) => [key, inOrder(member)]));
}
