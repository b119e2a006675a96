import type { Bars } from "../engine/trade/bars.ts";
import { extremes } from "./downsample.ts";

/**
 * A time line cut into slots of equal span, the first at `fromMs`: a chart that gives each slot the same width has an
 * axis linear in time, and two charts on the same slots align.
 */
export interface Slots {
  /** Open of the first slot, ms since 1970 UTC. */
  readonly fromMs: number;
  /** Span of a slot, ms. */
  readonly stepMs: number;
  readonly count: number;
  /** Span of a bar, ms; equal to `stepMs` where each bar has a slot of its own. */
  readonly frameMs: number;
}

/**
 * Slots of one bar each where that needs at most `limit`, else of as few bars as fit it.
 *
 * @example
 * slotsOf({ fromMs: 0, lastMs: 9, frameMs: 1, limit: 5 }) // => { fromMs: 0, stepMs: 2, count: 5, frameMs: 1 }
 */
export function slotsOf({ fromMs, lastMs, frameMs, limit }: SlotsWanted): Slots {
  if (!(lastMs >= fromMs)) return { fromMs: 0, stepMs: frameMs, count: 0, frameMs };
  const frames = Math.round((lastMs - fromMs) / frameMs) + 1;
  return slotsOfStep(fromMs, lastMs, frameMs, Math.ceil(frames / limit) * frameMs);
}

export interface SlotsWanted {
  /** Opens of the first bar and of the last. */
  readonly fromMs: number;
  readonly lastMs: number;
  readonly frameMs: number;
  readonly limit: number;
}

function slotsOfStep(fromMs: number, lastMs: number, frameMs: number, stepMs: number): Slots {
  const slots = { fromMs, stepMs, count: 0, frameMs };
  return { ...slots, count: slotAt(slots, lastMs) + 1 };
}

/** Slots `times` as long, over the same time. */
export function widened({ fromMs, stepMs, count, frameMs }: Slots, times: number): Slots {
  return { fromMs, stepMs: stepMs * times, count: Math.ceil(count / times), frameMs };
}

/** The slot of a bar by its open; half a bar of tolerance, as clocks change and days are not all of 24 hours. */
export const slotAt = ({ fromMs, stepMs, frameMs }: Slots, ms: number): number =>
  Math.floor((ms - fromMs + frameMs / 2) / stepMs);

/** Open of a slot, ms since 1970 UTC. */
export const slotTime = ({ fromMs, stepMs }: Slots, slot: number): number => fromMs + slot * stepMs;

/**
 * A column on slots, NaN where none of its bars is. Where a slot holds several bars, each pair of slots holds the
 * lowest and the highest value of its span in the order in which they came; the last value stands as it is.
 */
export function onSlots(slots: Slots, ts: Float64Array, column: Float64Array, from = 0): Float64Array {
  const out = new Float64Array(slots.count).fill(Number.NaN);
  const put = (slot: number, i: number) => {
    if (slot >= 0 && slot < out.length) out[slot] = column[i]!;
  };
  const width = slots.stepMs === slots.frameMs ? 1 : 2;
  for (let i = from; i < ts.length; ) {
    const bucket = Math.floor(slotAt(slots, ts[i]!) / width);
    const end = firstFrom(ts, i, slots, (bucket + 1) * width);
    const [low, high] = extremes(column, i, end);
    if (low >= 0) {
      put(bucket * width, Math.min(low, high));
      if (width > 1 && low !== high) put(bucket * width + 1, Math.max(low, high));
    }
    i = end;
  }
  const last = ts.length - 1;
  if (last >= from && Number.isFinite(column[last])) put(slotAt(slots, ts[last]!), last);
  return out;
}

/** The first bar from `i` on, but for `i` itself, that lies in `slot` or later. */
function firstFrom(ts: Float64Array, i: number, slots: Slots, slot: number): number {
  const bound = slotTime(slots, slot) - slots.frameMs / 2;
  let end = i + 1;
  while (end < ts.length && ts[end]! < bound) end++;
  return end;
}

/** Candles on slots: those slots that hold a whole price, and the price of each. */
export interface SlotCandles {
  readonly at: readonly number[];
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Joins the bars of each slot: the first open, the highest high, the lowest low, the last close; those not known passed over. */
export function candlesOn(slots: Slots, bars: Bars, from: number): SlotCandles {
  const at: number[] = [];
  const rows: [number, number, number, number][] = [];
  const { ts, open, high, low, close } = bars;
  for (let i = from; i < ts.length; i++) {
    const [o, h, l, c] = [open[i]!, high[i]!, low[i]!, close[i]!];
    const slot = slotAt(slots, ts[i]!);
    if (!Number.isFinite(o + h + l + c) || slot < 0 || slot >= slots.count) continue;
    const row = rows[rows.length - 1];
    if (row === undefined || at[at.length - 1] !== slot) {
      at.push(slot);
      rows.push([o, h, l, c]);
    } else {
      row[1] = Math.max(row[1], h);
      row[2] = Math.min(row[2], l);
      row[3] = c;
    }
  }
  const column = (k: 0 | 1 | 2 | 3) => Float64Array.from(rows, (row) => row[k]);
  return { at, open: column(0), high: column(1), low: column(2), close: column(3) };
}
