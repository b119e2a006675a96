import { refuse, suggest } from "../core/errors.ts";
import { above, between, checkFields, type FieldRule, yesNo } from "../core/fields.ts";
import type { Limits } from "./limits.ts";
import { carefulLimits, researchLimits } from "./profiles.ts";

/** Profiles by name. */
export const profiles: Readonly<Record<string, Limits>> = {
  careful: carefulLimits,
  research: researchLimits,
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const orNull = ([rule, accepts]: FieldRule): FieldRule => [
  `${rule}, or null for none`,
  (value) => value === null || accepts(value),
];

const whole = (from: number, to: number): FieldRule => [
  `a whole number in [${from}, ${to}]`,
  (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
];

const fraction = between(Number.MIN_VALUE, 1, "in (0, 1]");
const money = above(0);
const multiple = between(Number.MIN_VALUE, 125, "a multiple of equity in (0, 125]");
const record: FieldRule = ["a record by symbol", isRecord];

type Rules<T> = Readonly<Record<keyof T, FieldRule>>;

const rules: { readonly [G in keyof Limits]: Rules<Limits[G]> } = {
  order: {
    quantityMax: orNull(money),
    notionalMin: between(0, 1e15, "a number of at least 0"),
    notionalMax: orNull(money),
    collar: orNull(fraction),
    ratePerMinute: orNull(whole(1, 10_000)),
  },
  position: {
    notionalMax: orNull(money),
    fractionMax: orNull(multiple),
    symbols: record,
    sectors: record,
    sectorMax: orNull(multiple),
  },
  account: {
    grossMax: between(1e-3, 125),
    netMax: orNull(multiple),
    marginHeadroom: between(0, 0.99, "a fraction in [0, 0.99]"),
    dailyLoss: orNull(fraction),
    maxDrawdown: fraction,
    short: yesNo,
  },
  statistical: {
    window: whole(2, 100_000),
    correlatedMax: orNull(multiple),
    volatilityTarget: orNull(between(Number.MIN_VALUE, 100, "an annual volatility in (0, 100]")),
    kellyFraction: orNull(between(Number.MIN_VALUE, 10, "a fraction in (0, 10]")),
    level: between(0.5, 0.9999),
    varMax: orNull(fraction),
    cvarMax: orNull(fraction),
  },
  stops: {
    fixed: orNull(between(Number.MIN_VALUE, 0.99, "a fraction in (0, 0.99]")),
    atr: orNull(between(Number.MIN_VALUE, 100, "a multiple in (0, 100]")),
    atrBars: whole(1, 10_000),
    trail: orNull(between(Number.MIN_VALUE, 0.99, "a fraction in (0, 0.99]")),
    bars: orNull(whole(1, 1_000_000_000)),
    strategyDrawdown: orNull(fraction),
  },
  breakers: {
    window: whole(1, 100_000),
    cooldownMs: above(0),
    errorRate: orNull(fraction),
    rejectRate: orNull(fraction),
    latencyMs: orNull(above(0)),
    slippageBps: orNull(above(0)),
    staleMs: orNull(above(0)),
    jump: orNull(fraction),
  },
};

/**
 * Limits from the name of a profile or from partial groups; what is left out is taken from `profile`, which the
 * record itself may name. Throws a UserError that names limit, rule and value.
 *
 * @example
 * parseLimits({ account: { grossMax: 2 } }).account.grossMax // => 2
 * @example
 * parseLimits("careful").account.maxDrawdown // => 0.15
 */
export function parseLimits(input: unknown = {}, profile: Limits = researchLimits): Limits {
  if (typeof input === "string") return profileOf(input);
  if (!isRecord(input)) refuse(`limits must be a record of groups; was ${String(input)}`);
  const { profile: named, ...groups } = input;
  const base = named === undefined ? profile : profileOf(named);
  const names = Object.keys(rules) as (keyof Limits)[];
  for (const [name, value] of Object.entries(groups)) {
    if (!Object.hasOwn(rules, name)) refuse(`unknown group of limits "${name}"${suggest(name, names)}`);
    if (!isRecord(value) && value !== undefined)
      refuse(`limits.${name} must be a record; was ${String(value)}`);
  }
  const parsed = names.map((name) => [name, parseGroup(name, groups[name], base)] as const);
  return Object.fromEntries(parsed) as unknown as Limits;
}

function profileOf(name: unknown): Limits {
  const known = Object.keys(profiles);
  if (typeof name === "string" && Object.hasOwn(profiles, name)) return profiles[name]!;
  refuse(`profile of limits must be one of ${known.join(", ")}; was ${JSON.stringify(name)}`);
}

function parseGroup(name: keyof Limits, input: unknown, base: Limits): object {
  const given = Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== undefined));
  checkFields("limit", given, rules[name], `${name}.`);
  if (name === "position") parseMaps(given);
  return { ...base[name], ...given };
}

/** Limits of single symbols, and the sectors of symbols. */
function parseMaps({ symbols = {}, sectors = {} }: Record<string, unknown>): void {
  const { notionalMax, fractionMax } = rules.position;
  for (const [symbol, own] of Object.entries(symbols as object)) {
    if (!isRecord(own)) refuse(`position.symbols.${symbol} must be a record; was ${String(own)}`);
    checkFields("limit", own, { notionalMax, fractionMax }, `position.symbols.${symbol}.`);
  }
  for (const [symbol, sector] of Object.entries(sectors as object)) {
    if (typeof sector !== "string" || sector === "") {
      refuse(`position.sectors.${symbol} must be the name of a sector; was ${JSON.stringify(sector)}`);
    }
  }
}
