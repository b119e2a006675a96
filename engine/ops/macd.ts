import { refuse } from "../core/errors.ts";
import { composite } from "../graph/composite.ts";
import type { Numeric, Series } from "../graph/node.ts";
import { number } from "../graph/op.ts";
import { choice, int } from "../graph/params.ts";
import { ema } from "./ema.ts";
import { knownWith } from "./known-with.ts";
import { sma } from "./sma.ts";
import { sub } from "./sub.ts";

/** Parameters of an oscillator of two averages and its signal line. */
export const oscillatorParams = {
  fast: int(12, { from: 1 }),
  slow: int(26, { from: 2 }),
  signal: int(9, { from: 1 }),
  smooth: choice("ema", ["ema", "simple"]),
  seed: choice("joint", ["joint", "own", "first"]),
};

/** How {@link macd} and {@link ppo} were asked to be made. */
export interface OscillatorSettings {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
  readonly smooth: "ema" | "simple";
  readonly seed: "joint" | "own" | "first";
}

/** The two averages of an oscillator, and a way to its signal line. Throws a UserError unless fast < slow. */
export function twoAverages(name: string, x: Numeric, settings: OscillatorSettings) {
  const { fast, slow, smooth, seed } = settings;
  if (fast >= slow) refuse(`${name}: fast must be less than slow; was ${fast} and ${slow}`);
  const of = (series: Numeric, n: number, skip = 0): Series =>
    smooth === "simple" ? sma(series, n) : ema(series, { n, skip, seed: seed === "first" ? "first" : "sma" });
  return { quick: of(x, fast, seed === "joint" ? slow - fast : 0), calm: of(x, slow), of };
}

/** The line beside its signal and their difference; a joint line begins with its signal. */
export function withSignal(
  line: Series,
  { signal: n, seed }: OscillatorSettings,
  of: (x: Series, n: number) => Series,
) {
  const signal = of(line, n);
  return { line: seed === "joint" ? knownWith(line, signal) : line, signal, histogram: sub(line, signal) };
}

/**
 * Moving average convergence and divergence (Appel): a fast average less a slow one, the average of that as its
 * signal, and their difference as a histogram. Seeds: `joint` as TA-Lib (both averages start at the same bar, the
 * line begins with its signal), `own` (each on its first n values), `first` (from the first value, as pandas).
 */
export const macd = composite({
  name: "macd",
  family: "momentum",
  about: "fast average less slow one, with its signal line and histogram",
  inputs: [number],
  params: oscillatorParams,
  build: (x, settings) => {
    const { quick, calm, of } = twoAverages("macd", x, settings);
    const { line, signal, histogram } = withSignal(sub(quick, calm), settings, of);
    return { macd: line, signal, histogram };
  },
});
