import type { InferredOptionTypes } from "yargs";
import { refuse } from "../engine/core/errors.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { dataFlags, settingsFlags } from "./flags.ts";
import { parseDate } from "./request.ts";

type DataArgs = Partial<InferredOptionTypes<typeof dataFlags>>;
type SettingsArgs = Partial<InferredOptionTypes<typeof settingsFlags>>;

/** Division rounds once: 7 bps are 0.0007, where 7 * 1e-4 is a little more. */
const perUnit = { basisPoint: 1e4, halfSpread: 2e4 };

/** What numbers may be, in the units of the flags, so that a refusal speaks of what was typed. */
const ranges = {
  "fee-bps": [-5_000, 5_000],
  "maker-bps": [-5_000, 5_000],
  "fixed-fee": [0, 1e9],
  "spread-bps": [0, 10_000],
  "slippage-bps": [0, 5_000],
  lot: [0, 1e12],
  "borrow-rate": [0, 10],
  rebalance: [0, 10],
} as const satisfies Partial<Record<keyof SettingsArgs, readonly [number, number]>>;

const above0 = ["cash", "bars-per-year", "size"] as const;

/** What the flags say about settings other than limits; the rest has defaults. */
export function settingsOf(args: SettingsArgs & DataArgs, defaults: Settings): Partial<Settings> {
  checkRanges(args);
  const { intrabar } = args;
  const given: Partial<Record<keyof Settings, unknown>> = {
    cash: args.cash,
    fill: args.fill,
    intrabar: intrabar === "both" ? "pessimistic" : intrabar,
    fees: feesOf(args, defaults),
    halfSpread: fraction(args["spread-bps"], perUnit.halfSpread),
    slippage: fraction(args["slippage-bps"], perUnit.basisPoint),
    limitFill: args["limit-fill"],
    size: sizeOf(args),
    lot: args.lot,
    borrowRate: args["borrow-rate"],
    funding: args.funding,
    barsPerYear: args["bars-per-year"],
    fromMs: args.from === undefined ? undefined : parseDate("--from", args.from),
    rebalance: args.rebalance,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function checkRanges(args: SettingsArgs): void {
  for (const [name, [low, high]] of Object.entries(ranges) as [keyof typeof ranges, [number, number]][]) {
    const value = args[name];
    if (value !== undefined && !(value >= low && value <= high)) {
      refuse(`--${name} must be a number from ${low} to ${high}; was ${value}`);
    }
  }
  for (const name of above0) {
    const value = args[name];
    if (value !== undefined && !(value > 0 && Number.isFinite(value))) {
      refuse(`--${name} must be a number above 0; was ${value}`);
    }
  }
}

function sizeOf(args: SettingsArgs): Settings["size"] | undefined {
  const { size, "size-by": by = "equity" } = args;
  if (size === undefined && args["size-by"] === undefined) return undefined;
  if (size === undefined && by !== "equity") {
    refuse(`--size-by ${by} needs a size, such as --size ${by === "notional" ? 1000 : 1}`);
  }
  return { by: by as Settings["size"]["by"], amount: size ?? 1 };
}

const fraction = (value: number | undefined, perUnit: number): number | undefined =>
  value === undefined ? undefined : value / perUnit;

function feesOf(args: SettingsArgs, { fees }: Settings): Settings["fees"] | undefined {
  const [taker, maker, fixed] = [args["fee-bps"], args["maker-bps"], args["fixed-fee"]];
  if (taker === undefined && maker === undefined && fixed === undefined) return undefined;
  // Who gives one fee means it for all orders; a maker fee is then a matter of its own flag.
  const takerFee = fraction(taker, perUnit.basisPoint) ?? fees.taker;
  const makerFee = fraction(maker ?? taker, perUnit.basisPoint) ?? fees.maker;
  return { ...fees, taker: takerFee, maker: makerFee, fixed: fixed ?? fees.fixed };
}
