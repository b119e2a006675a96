import { type Deviations, deviationsAround, type Moments, momentsFrom } from "../stats/moments.ts";
import { blockSize, sumOf } from "../stats/sum.ts";
import { addReturns } from "./add-returns.ts";
import { addEquity, type DrawdownScan, type DrawdownState, drawdownsFrom, finishScan } from "./drawdown.ts";
import type { Counted } from "./equity.ts";
import { type Sums, sumsAround } from "./ratios.ts";
import { addPairs, addRises, noPairs, noRises, type Relative, type Rises, relativeFrom } from "./relative.ts";
import { geometricMean, returnsOf } from "./returns.ts";
import { addLogs, logLine, stabilityOf } from "./stability.ts";
import { addTails, type Tails, tailsFound, tailsFrom, tailsOf, unknownTails } from "./tail.ts";

/** What is measured of the strategy and of its benchmark alike. */
export interface Measured {
  readonly moments: Moments;
  readonly sums: Sums;
  readonly scan: DrawdownScan;
  /** Final equity over equity before the first bar. */
  readonly growth: number;
}

/** All sums that the scalar metrics of equity and benchmark are made from. */
export interface Measurement {
  readonly own: Measured;
  readonly held: Measured;
  readonly relative: Relative;
  readonly tails: Tails;
  readonly stability: number;
  readonly meanEquity: number;
}

interface Track {
  readonly equity: Float64Array;
  readonly before: number;
  readonly growth: number;
  readonly returns: Float64Array;
  readonly deviations: Deviations;
  readonly sums: Sums;
  readonly scan: DrawdownState;
}

/** Room for the returns of a block, of the run and of its benchmark: used again by every measurement. */
const blocks = { own: new Float64Array(blockSize), held: new Float64Array(blockSize) };

function trackOf(equity: Float64Array, before: number, returns: Float64Array): Track {
  const growth = before > 0 ? (equity[equity.length - 1] ?? Number.NaN) / before : Number.NaN;
  // Near the mean and known before the first pass, which so is the only one.
  const centre = geometricMean(growth, equity.length);
  return {
    equity,
    before,
    growth,
    returns,
    deviations: deviationsAround(Number.isFinite(centre) ? centre : 0),
    sums: sumsAround(0),
    scan: drawdownsFrom(before),
  };
}

/** Takes the sums of a block of bars and gives its returns, valid until the next one. */
function advance(track: Track, from: number, to: number): Float64Array {
  const { equity, before } = track;
  const block = equity.subarray(from, to);
  const last = from === 0 ? before : equity[from - 1]!;
  addEquity(track.scan, block);
  return addReturns(track.deviations, track.sums, block, last, track.returns.subarray(0, to - from));
}

const measuredOf = ({ deviations, sums, scan, growth }: Track): Measured => ({
  moments: momentsFrom(deviations, 1),
  sums,
  scan: finishScan(scan),
  growth,
});

/** A benchmark that was measured before, for many runs beside it. */
export interface Held {
  readonly measured: Measured;
  /** What its deviations were taken from. */
  readonly centre: number;
  readonly returns: Float64Array;
  readonly rises: Rises;
}

/** Measures a benchmark once for all runs beside it. */
export function measureHeld(benchmark: Float64Array, before: number): Held {
  const track = trackOf(benchmark, before, blocks.held);
  const returns = new Float64Array(benchmark.length);
  const rises = noRises();
  for (let from = 0; from < benchmark.length; from += blockSize) {
    const block = advance(track, from, Math.min(benchmark.length, from + blockSize));
    addRises(rises, block);
    returns.set(block, from);
  }
  return { measured: measuredOf(track), centre: track.deviations.centre, returns, rises };
}

/** Measures equity and benchmark over the bars that count, in one pass by blocks. */
export function measure({ equity, before, benchmark, benchmarkBefore }: Counted, known?: Held): Measurement {
  const n = equity.length;
  const own = trackOf(equity, before, blocks.own);
  const held = known ? undefined : trackOf(benchmark, benchmarkBefore, blocks.held);
  const centre = held ? held.deviations.centre : known!.centre;
  const pairs = noPairs();
  const rises = known?.rises ?? noRises();
  const line = logLine();
  let equitySum = 0;
  const tails = tailsFrom(n, (i) => equity[i]! / (i === 0 ? before : equity[i - 1]!) - 1);
  for (let from = 0; from < n; from += blockSize) {
    const to = Math.min(n, from + blockSize);
    const returns = advance(own, from, to);
    const others = held ? advance(held, from, to) : known!.returns.subarray(from, to);
    equitySum += sumOf(equity.subarray(from, to));
    if (held) addRises(rises, others);
    addPairs(pairs, returns, others, own.deviations.centre, centre);
    addLogs(line, returns);
    addTails(tails, returns);
  }
  const strategy = measuredOf(own);
  const market = held ? measuredOf(held) : known!.measured;
  const isKnown = n > 0 && !Number.isNaN(strategy.moments.mean);
  return {
    own: strategy,
    held: market,
    relative: relativeFrom(pairs, rises, strategy.moments, own.deviations.centre, market.moments, centre),
    tails: isKnown ? (tailsFound(tails, n) ?? tailsOf(returnsOf(equity, before))) : unknownTails,
    stability: stabilityOf(line),
    meanEquity: equitySum / n,
  };
}
