import { normal, type Random } from "../../core/random.ts";
import { gridCount } from "../../trade/grid.ts";
import { type Instrument, priceOfTicks } from "../../trade/instrument.ts";
import type { Book } from "./book.ts";
import type { DepthProfile } from "./depth-profile.ts";
import { levelAt } from "./ladder.ts";
import { type QueueRule, setMarket, uncross } from "./market-depth.ts";

/** One side of a book that is made: what it should have, and what was taken and is not back yet. */
interface MadeSide {
  readonly ticks: Float64Array;
  readonly wanted: Float64Array;
  readonly missing: Float64Array;
}

/** The market's part of a book, made around a middle by a profile. Changed by the functions of this file alone. */
export interface GeneratedDepth {
  readonly profile: DepthProfile;
  readonly instrument: Instrument;
  readonly random: Random;
  readonly bids: MadeSide;
  readonly asks: MadeSide;
  /** Best prices of the market that it is made around, in units of price; NaN before the first. */
  bid: number;
  ask: number;
  /** Fraction by which impact has moved both. */
  shift: number;
  nowMs: number;
}

const side = (levels: number): MadeSide => ({
  ticks: new Float64Array(levels).fill(Number.NaN),
  wanted: new Float64Array(levels),
  missing: new Float64Array(levels),
});

export const createGeneratedDepth = (
  instrument: Instrument,
  profile: DepthProfile,
  random: Random,
): GeneratedDepth => ({
  profile,
  instrument,
  random,
  bids: side(profile.levels),
  asks: side(profile.levels),
  bid: Number.NaN,
  ask: Number.NaN,
  shift: 0,
  nowMs: Number.NEGATIVE_INFINITY,
});

const sideOf = ({ bids, asks }: GeneratedDepth, sign: number): MadeSide => (sign > 0 ? bids : asks);

/** Makes the book around a middle price, half a spread to each side. */
export function centreOn(
  book: Book,
  made: GeneratedDepth,
  price: number,
  rule: QueueRule,
  stamp: number,
): void {
  const half = Math.max((price * made.profile.spreadBps) / 2e4, made.instrument.tick.step / 2);
  quote(book, made, price - half, price + half, rule, stamp);
}

/** Makes the book around a quote. What was taken stays missing as far from the touch as it was. */
export function quote(
  book: Book,
  made: GeneratedDepth,
  bid: number,
  ask: number,
  rule: QueueRule,
  stamp: number,
): void {
  made.bid = bid;
  made.ask = ask;
  remake(book, made, rule, stamp);
}

function remake(book: Book, made: GeneratedDepth, rule: QueueRule, stamp: number): void {
  const { instrument, shift, bid, ask } = made;
  const { tick } = instrument;
  const best = Math.max(1, gridCount(tick, bid * (1 + shift), "nearest"));
  const offer = Math.max(best + 1, gridCount(tick, ask * (1 + shift), "nearest"));
  lay(book, made, 1, best, rule, stamp);
  lay(book, made, -1, offer, rule, stamp);
  uncross(book);
}

/** Sets the levels of one side from its best price on, and clears those of before. */
function lay(
  book: Book,
  made: GeneratedDepth,
  sign: 1 | -1,
  best: number,
  rule: QueueRule,
  stamp: number,
): void {
  const { profile, instrument, random } = made;
  const { ticks, wanted, missing } = sideOf(made, sign);
  const price = priceOfTicks(instrument, best);
  const step = Math.max(1, Math.round((price * profile.stepBps) / 1e4 / instrument.tick.step));
  const unit = instrument.contractSize * (instrument.payoff === "linear" ? price : 1) * instrument.lot.step;
  const moved = ticks[0] !== best;
  const last = best - sign * step * (profile.levels - 1);
  if (moved) clearOld(book, sign, ticks, best, last, step, rule, stamp);
  for (let k = 0; k < profile.levels; k++) {
    const at = best - sign * step * k;
    if (moved) {
      const chance =
        profile.jitter === 0 ? 1 : Math.exp(profile.jitter * normal(random) - profile.jitter ** 2 / 2);
      wanted[k] = Math.max(1, Math.round((profile.touchNotional / unit) * profile.growth ** k * chance));
    }
    ticks[k] = at;
    if (at >= 1) setMarket(book, sign, at, Math.max(0, wanted[k]! - Math.round(missing[k]!)), rule, stamp);
  }
}

/** Takes the market away where the new levels do not stand. */
function clearOld(
  book: Book,
  sign: 1 | -1,
  ticks: Float64Array,
  best: number,
  last: number,
  step: number,
  rule: QueueRule,
  stamp: number,
): void {
  const [from, to] = [Math.min(best, last), Math.max(best, last)];
  for (const at of ticks) {
    const stays = at >= from && at <= to && (at - from) % step === 0;
    if (at === at && !stays) setMarket(book, sign, at, 0, rule, stamp);
  }
}

/** Writes down what takers have left of a side, so that it is missing until it comes back. */
export function noteTaken(book: Book, made: GeneratedDepth, sign: 1 | -1): void {
  const { ticks, wanted, missing } = sideOf(made, sign);
  const ladder = sign > 0 ? book.bids : book.asks;
  for (let k = 0; k < ticks.length; k++) {
    const level = levelAt(ladder, sign * ticks[k]!);
    missing[k] = wanted[k]! - (level === -1 ? 0 : book.levels.market[level]!);
    // Levels behind one that is whole are whole.
    if (missing[k] === 0) return;
  }
}

/** Lets time pass: half of what is missing comes back in each half-life. */
export function recover(
  book: Book,
  made: GeneratedDepth,
  nowMs: number,
  rule: QueueRule,
  stamp: number,
): void {
  const passed = nowMs - made.nowMs;
  made.nowMs = nowMs;
  if (!(passed > 0) || made.bid !== made.bid) return;
  const left = made.profile.halfLifeMs === 0 ? 0 : 0.5 ** (passed / made.profile.halfLifeMs);
  let any = false;
  for (const { missing } of [made.bids, made.asks]) {
    for (let k = 0; k < missing.length; k++) {
      if (missing[k] === 0) continue;
      any = true;
      const rest = missing[k]! * left;
      missing[k] = rest < 0.5 ? 0 : rest;
    }
  }
  if (any) remake(book, made, rule, stamp);
}

/** Moves the book by impact: a fraction of its price. */
export function shiftTo(
  book: Book,
  made: GeneratedDepth,
  shift: number,
  rule: QueueRule,
  stamp: number,
): void {
  if (shift === made.shift) return;
  made.shift = shift;
  if (made.bid === made.bid) remake(book, made, rule, stamp);
}
