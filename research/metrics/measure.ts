import { type Deviations, deviationsAround, type Moments, momentsFrom } from "../stats/moments.ts";
import { scratch } from "../stats/scratch.ts";
import { blockSize } from "../stats/sum.ts";
import { addReturns } from "./add-returns.ts";
import { addSpells, type DrawdownScan, type DrawdownState, drawdownsFrom, finishScan } from "./drawdown.ts";
import { isRuined, lastEquity, type Moves, movesOf } from "./moves.ts";
import { type Sums, sumsAround } from "./ratios.ts";
import {
  addPairs,
  addRises,
  addStills,
  type Beside,
  noPairs,
  noRises,
  type Relative,
  type Rises,
  relativeFrom,
} from "./relative.ts";
import { geometricMean } from "./returns.ts";
import { addLogs, logLine, stabilityOf } from "./stability.ts";
import { type TailGuess, type Tails, tailsOf, unknownTails } from "./tail.ts";

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
  readonly moves: Moves;
  readonly growth: number;
  /** Of each move. */
  readonly returns: Float64Array;
  readonly deviations: Deviations;
  readonly sums: Sums;
  readonly scan: DrawdownState;
}

function trackOf(moves: Moves, returns: Float64Array): Track {
  const { n, before } = moves;
  const growth = before > 0 ? lastEquity(moves) / before : Number.NaN;
  // Near the mean and known before the first pass, which so is the only one.
  const centre = geometricMean(growth, n);
  return {
    moves,
    growth,
    returns,
    deviations: deviationsAround(Number.isFinite(centre) ? centre : 0),
    sums: sumsAround(0),
    scan: drawdownsFrom(before),
  };
}

/** Takes the sums of some moves, and writes down their returns. */
function advance({ moves, returns, deviations, sums, scan }: Track, from: number, to: number): void {
  addSpells(scan, moves, from, to);
  addReturns(moves, from, to, deviations, sums, returns);
}

function measuredOf({ moves, deviations, sums, scan, growth }: Track): Measured {
  const { n, count } = moves;
  // Bars without a move have a return of 0, which is in no sum.
  sums.n = deviations.n = n;
  deviations.zeros = n - count;
  const drawdowns = finishScan(scan, n);
  const measured = { moments: momentsFrom(deviations, 1), sums, scan: drawdowns, growth };
  // Only what fell by all that it was can have nothing left.
  if ((moves.before > 0 && scan.worst > -1) || !isRuined(moves)) return measured;
  return { ...measured, moments: { ...unknownMoments, n }, sums: { ...unknownSums, n } };
}

const { NaN: nan } = Number;
const unknownMoments = { mean: nan, s2: nan, s3: nan, s4: nan };
const unknownSums = {
  threshold: 0,
  sum: nan,
  gains: nan,
  losses: nan,
  downsideSquares: nan,
  above: nan,
  below: nan,
};

/** A benchmark that was measured, for all runs beside it. */
export interface Held extends Beside {
  readonly measured: Measured;
  readonly rises: Rises;
}

/**
 * Measures a benchmark once for all runs beside it. Whatever moves were made before are gone. Its returns are written to `room`,
 * a new column unless told.
 */
export function measureHeld(
  benchmark: Float64Array,
  before: number,
  room: Float64Array = new Float64Array(benchmark.length),
): Held {
  const moves = movesOf(benchmark, before);
  const track = trackOf(moves, room);
  const { count } = moves;
  const rises = noRises();
  for (let from = 0; from < count; from += blockSize) {
    const to = Math.min(count, from + blockSize);
    advance(track, from, to);
    addRises(rises, room.subarray(from, to));
  }
  spread(room, moves);
  const measured = measuredOf(track);
  if (Number.isNaN(measured.moments.mean)) room.fill(nan);
  return { measured, centre: track.deviations.centre, returns: room, rises };
}

/** Moves the returns of moves, which stand one after the other, to their bars; on the others there is none. */
function spread(returns: Float64Array, { n, count, at }: Moves): void {
  for (let j = count - 1, end = n; j >= 0 && end > j + 1; j--) {
    const bar = at[j]!;
    const r = returns[j]!;
    returns.fill(0, bar + 1, end);
    returns[bar] = r;
    end = bar;
  }
}

/** Measures the moves of a run beside its benchmark; `guess` is what the tails of a similar run told. */
export function measure(moves: Moves, held: Held, guess?: TailGuess): Measurement {
  const { n, count, at } = moves;
  const returns = scratch(5, count);
  const track = trackOf(moves, returns);
  const { sums, scan } = track;
  const { centre } = track.deviations;
  const pairs = noPairs();
  const line = logLine();
  // Block by block through all passes, while it stays in the nearest cache.
  for (let from = 0; from < count; from += blockSize) {
    const to = Math.min(count, from + blockSize);
    advance(track, from, to);
    addPairs(pairs, returns, at, from, to, centre, held);
    addStills(pairs, at, from, to, centre, held);
    addLogs(line, moves, from, to);
  }
  const own = measuredOf(track);
  const market = held.measured;
  const isKnown = n > 0 && !Number.isNaN(own.moments.mean);
  return {
    own,
    held: market,
    relative: relativeFrom(pairs, held.rises, own.moments, centre, market.moments, held.centre),
    tails: isKnown ? tailsOf(returns, n, sums.below, sums.above, guess) : unknownTails,
    stability: isKnown ? stabilityOf(line, n) : nan,
    meanEquity: scan.equity / n,
  };
}
