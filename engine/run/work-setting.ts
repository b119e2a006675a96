import { refuse } from "../core/errors.ts";
import { above, between, checkFields, type FieldRule, oneOf, optional } from "../core/fields.ts";
import type { ImpactModel } from "../execution/slicing/almgren-chriss.ts";
import type { WorkRule } from "../execution/slicing/schedule.ts";
import { gridCount } from "../trade/grid.ts";
import type { Instrument } from "../trade/instrument.ts";

/** What every way of working an order has in common. */
interface Common {
  /** Time over which an order is worked, ms; what is left then goes to the market. */
  readonly overMs: number;
  /** Orders of a smaller notional, in the account's currency, go out whole; 0 unless given. */
  readonly notionalMin?: number;
}

/** No part is smaller than this quantity but the last; a lot unless given. */
interface Parts extends Common {
  readonly partMin?: number;
}

/** How the market orders of decisions are worked in parts, where they are; quantities are those of the instrument. */
export type WorkSetting =
  /** Equal parts at equal distances of time. */
  | (Parts & { readonly rule: "twap"; readonly parts: number })
  /** Parts in proportion to the volume that each of equal stretches of time is expected to trade. */
  | (Parts & { readonly rule: "vwap"; readonly profile: readonly number[] })
  /** A share of all volume, own trades included. */
  | (Parts & { readonly rule: "pov"; readonly rate: number })
  /** Implementation shortfall after Almgren and Chriss; their model is per lot and millisecond. */
  | (Parts & { readonly rule: "shortfall"; readonly steps: number; readonly model: ImpactModel })
  /** One limit order of at most `display` at a time, where the market stands on its own side when it begins. */
  | (Common & { readonly rule: "iceberg"; readonly display: number })
  /** One post-only order that follows the best price of its own side; needs quotes. */
  | (Common & {
      readonly rule: "peg";
      /** Ticks behind the best price; negative is in front of it. */
      readonly offsetTicks?: number;
      /** Moves by no less than so many ticks, and not sooner than so many ms after the last move. */
      readonly thresholdTicks?: number;
      readonly intervalMs?: number;
    });

const count: FieldRule = [
  "a whole number above 0",
  (value) => Number.isSafeInteger(value) && (value as number) > 0,
];
const whole: FieldRule = ["a whole number", (value) => Number.isSafeInteger(value)];
const weights: FieldRule = [
  "a list of numbers of at least 0, one of them above it",
  (value) =>
    Array.isArray(value) &&
    value.every((each) => Number.isFinite(each) && each >= 0) &&
    value.some((each) => each > 0),
];
const record: FieldRule = ["a record of sigma, eta, gamma, lambda", (value) => value instanceof Object];

const ruleFields: Readonly<Record<WorkSetting["rule"], Readonly<Record<string, FieldRule>>>> = {
  twap: { parts: count, partMin: optional(above(0)) },
  vwap: { profile: weights, partMin: optional(above(0)) },
  pov: {
    rate: ["a share in (0, 1)", (value) => (value as number) > 0 && (value as number) < 1],
    partMin: optional(above(0)),
  },
  shortfall: { steps: count, model: record, partMin: optional(above(0)) },
  iceberg: { display: above(0) },
  peg: {
    offsetTicks: optional(whole),
    thresholdTicks: optional(between(0, Number.MAX_SAFE_INTEGER)),
    intervalMs: optional(between(0, Number.MAX_SAFE_INTEGER)),
  },
};

const modelFields: Readonly<Record<keyof ImpactModel, FieldRule>> = {
  sigma: between(0, Number.MAX_VALUE),
  eta: between(0, Number.MAX_VALUE),
  gamma: between(0, Number.MAX_VALUE),
  lambda: between(0, Number.MAX_VALUE),
};

/** Reads how orders are worked. Throws a UserError that names field, rule and value. */
export function parseWork(input: unknown): WorkSetting {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    refuse(
      `work must be a record such as { rule: "twap", overMs: 600000, parts: 10 }; was ${JSON.stringify(input)}`,
    );
  }
  const given = input as Readonly<Record<string, unknown>>;
  const names = Object.keys(ruleFields);
  if (!names.includes(given.rule as string)) {
    refuse(`work.rule must be one of ${names.join(", ")}; was ${JSON.stringify(given.rule)}`);
  }
  const own = ruleFields[given.rule as WorkSetting["rule"]];
  const rules: Readonly<Record<string, FieldRule>> = {
    rule: oneOf(...names),
    overMs: above(0),
    notionalMin: optional(between(0, Number.MAX_VALUE)),
    ...own,
  };
  // What a rule needs and was not given is checked as undefined, which only an optional field may be.
  const filled = { ...Object.fromEntries(Object.keys(rules).map((name) => [name, undefined])), ...given };
  checkFields("setting", filled, rules, "work.");
  if (given.rule === "shortfall") {
    const model = { sigma: undefined, eta: undefined, gamma: undefined, lambda: undefined };
    checkFields("setting", { ...model, ...(given.model as object) }, modelFields, "work.model.");
  }
  return given as unknown as WorkSetting;
}

/** A setting in the terms of an instrument; `restTicks` is where the market stands on the order's own side. */
export function workRule(work: WorkSetting, { lot }: Instrument, restTicks: number): WorkRule {
  const lots = (quantity: number) => Math.max(1, gridCount(lot, quantity, "down"));
  const lotsMin = "partMin" in work && work.partMin !== undefined ? lots(work.partMin) : 1;
  switch (work.rule) {
    case "twap":
      return { kind: "twap", parts: work.parts, lotsMin };
    case "vwap":
      return { kind: "vwap", profile: work.profile, lotsMin };
    case "pov":
      return { kind: "pov", rate: work.rate, lotsMin };
    case "shortfall":
      return { kind: "shortfall", steps: work.steps, model: work.model, lotsMin };
    case "iceberg":
      return { kind: "iceberg", displayLots: lots(work.display), limitTicks: restTicks };
    case "peg": {
      const { offsetTicks = 0, thresholdTicks = 1, intervalMs = 0 } = work;
      return { kind: "pegged", peg: { offsetTicks, thresholdTicks, intervalMs } };
    }
  }
}
