import { z } from "zod";
import { refuse } from "../../engine/core/errors.ts";

const schema = z.strictObject({
  symbols: z.array(z.string()).min(1).max(1000),
  bars: z.int().min(2).max(50_000_000),
  timeframeMs: z.number().positive(),
  fromMs: z.number(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 40),
  correlation: z.number().min(0).max(0.999),
  volatility: z.number().positive().max(10),
  drift: z.number().min(-10).max(10),
  price: z.number().positive(),
  jumpsPerYear: z.number().min(0).max(10_000),
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
    const { path, message } = parsed.error.issues[0]!;
    const value = (known as Record<string, unknown>)[String(path[0])];
    refuse(`synth: ${path.join(".")} is out of range (${message}); was ${JSON.stringify(value)}`);
  }
  return parsed.data;
}
