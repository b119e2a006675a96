import { z } from "zod";
import { refuse } from "../../engine/core/errors.ts";

/** Limits of numbers, lowest and highest; a rule tells the user of them. */
const limits = {
  bars: [2, 50_000_000],
  seed: [0, 2 ** 40],
  correlation: [0, 0.999],
  volatility: [1e-6, 10],
  drift: [-10, 10],
  price: [1e-9, 1e12],
  jumpsPerYear: [0, 10_000],
} as const satisfies Partial<Record<keyof SynthOptions, readonly [number, number]>>;

const within = (name: keyof typeof limits) => z.number().min(limits[name][0]).max(limits[name][1]);

const schema = z.strictObject({
  symbols: z.array(z.string()).min(1).max(1000),
  bars: within("bars").int(),
  timeframeMs: z.number().positive(),
  fromMs: z.number(),
  seed: within("seed").int(),
  correlation: within("correlation"),
  volatility: within("volatility"),
  drift: within("drift"),
  price: within("price"),
  jumpsPerYear: within("jumpsPerYear"),
});

/** What a synthetic market should be like. */
export interface SynthOptions {
  readonly symbols: readonly string[];
  /** Bars of each symbol. */
  readonly bars: number;
  readonly timeframeMs: number;
  /** Open of the first bar. */
  readonly fromMs: number;
  readonly seed: number;
  /** Of the log returns of any two symbols, in [0, 1). */
  readonly correlation: number;
  /** Annual, of log returns, as a fraction. */
  readonly volatility: number;
  /** Annual, of log prices. */
  readonly drift: number;
  /** First open. */
  readonly price: number;
  readonly jumpsPerYear: number;
}

/** A market like a large cryptocurrency's. */
export const synthDefaults: SynthOptions = {
  symbols: ["SYN1"],
  bars: 10_000,
  timeframeMs: 3_600_000,
  fromMs: Date.UTC(2020, 0, 1),
  seed: 1,
  correlation: 0.6,
  volatility: 0.6,
  drift: 0.1,
  price: 100,
  jumpsPerYear: 12,
};

/** Options with defaults for what is not given; refuses values out of range by name. */
export function parseSynth(given: Partial<SynthOptions>): SynthOptions {
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse({ ...synthDefaults, ...known });
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]!.path[0]) as keyof SynthOptions;
    const value = JSON.stringify(known[name] ?? null);
    const rule = Object.hasOwn(limits, name) ? ruleOf(name as keyof typeof limits) : "1 to 1,000 names";
    refuse(`${flagOf(name)} must be ${rule}; was ${value}`);
  }
  return parsed.data;
}

function ruleOf(name: keyof typeof limits): string {
  const [low, high] = limits[name].map((limit) =>
    limit.toLocaleString("en-US", { maximumFractionDigits: 9 }),
  );
  return `${name === "bars" || name === "seed" ? "a whole number" : "a number"} from ${low} to ${high}`;
}

/** The flag of an option: `--jumps-per-year` for `jumpsPerYear`. */
const flagOf = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
