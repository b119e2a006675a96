import { normal, type Random, seeded } from "../../engine/core/random.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { type Columns, sharedColumns } from "../columns.ts";
import { jumpSize, type MarketState, marketStates } from "./market.ts";
import { parseSynth, type SynthOptions } from "./options.ts";
import { volumes } from "./volume.ts";

/**
 * Makes a market of correlated symbols: log returns from a GARCH(1,1) factor with switching regimes and jumps,
 * bars whose high and low are those of a Brownian path between open and close, prices in whole ticks, volume with a
 * daily profile. Every open is the close before. Equal options give equal bars on every machine.
 *
 * @example
 * generateMarket({ symbols: ["A", "B"], bars: 100, seed: 7 }).map((bars) => bars.close.length) // => [100, 100]
 */
export function generateMarket(given: Partial<SynthOptions> = {}): Bars[] {
  const options = parseSynth(given);
  const next = marketStates(options, seeded(options.seed));
  const makers = options.symbols.map((symbol, k) => symbolMaker(symbol, k, options));
  for (let i = 0; i < options.bars; i++) {
    const state = next();
    for (const { step } of makers) step(i, state);
  }
  return makers.map(({ bars }) => bars);
}

function symbolMaker(symbol: string, k: number, options: SynthOptions) {
  const { bars: rows, timeframeMs, fromMs, correlation, price, seed } = options;
  // A generator of its own for each symbol: more symbols do not change the first ones.
  const random = seeded(seed * 1000 + k + 1);
  const columns: Columns = sharedColumns(rows);
  const volume = volumes(timeframeMs, random);
  const tick = 10 ** (Math.floor(Math.log10(price)) - 5);
  const [shared, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  // A lone symbol is the factor itself, so that all of its volatility clusters.
  const lone = options.symbols.length === 1;
  const mix = (factor: number) => (lone ? factor : shared * factor + own * normal(random));
  let log = Math.log(price);
  let open = roundTo(price, tick);
  const step = (i: number, { shock, sigma, mean, jump }: MarketState) => {
    const z = mix(shock);
    const leap = jump === 0 ? 0 : jumpSize * sigma * mix(jump);
    const move = mean + sigma * z + leap;
    log += move;
    const close = Math.max(tick, roundTo(Math.exp(log), tick));
    const [up, down] = reach(move, sigma, random);
    const before = log - move;
    columns.ts[i] = fromMs + i * timeframeMs;
    columns.open[i] = open;
    columns.close[i] = close;
    columns.high[i] = Math.max(open, close, roundTo(Math.exp(before + up), tick));
    columns.low[i] = Math.max(tick, Math.min(open, close, roundTo(Math.exp(before - down), tick)));
    columns.volume[i] = volume(columns.ts[i]!, z + leap / sigma);
    open = close;
  };
  return { bars: { symbol, timeframeMs, ...columns }, step };
}

/**
 * How far a Brownian path with standard deviation `sigma` that ends at `move` went up and down on its way: each is
 * drawn from its exact distribution given the end (reflection principle), independently of the other.
 */
function reach(move: number, sigma: number, random: Random): [number, number] {
  const extreme = (end: number) =>
    (end + Math.sqrt(end * end - 2 * sigma * sigma * Math.log(1 - random()))) / 2;
  return [extreme(move), extreme(-move)];
}

/** The nearest multiple of a power of ten, without the error of multiplying by a fraction. */
function roundTo(value: number, tick: number): number {
  return tick >= 1
    ? Math.round(value / tick) * tick
    : Math.round(value * Math.round(1 / tick)) / Math.round(1 / tick);
}
