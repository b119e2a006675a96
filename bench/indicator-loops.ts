import type { Bars } from "../engine/trade/bars.ts";

/**
 * Indicators as the shortest loops that one would write by hand for each alone, with no care for what drifts: the
 * reference that the operators are timed beside. Results are new columns, NaN where there is none yet.
 */
type Columns = readonly Float64Array[];
const unknown = Number.NaN;

export function smaLoop(x: Float64Array, n: number): Float64Array {
  const out = new Float64Array(x.length);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i]!;
    if (i >= n) sum -= x[i - n]!;
    out[i] = i < n - 1 ? unknown : sum / n;
  }
  return out;
}

/** With weight `w` from the mean of the n values from `from` on. */
function smoothLoop(x: Float64Array, n: number, w: number, from = 0): Float64Array {
  const out = new Float64Array(x.length);
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    if (i < from + n) {
      if (i >= from) value += x[i]! / n;
      out[i] = i < from + n - 1 ? unknown : value;
    } else {
      value += (x[i]! - value) * w;
      out[i] = value;
    }
  }
  return out;
}

export const emaLoop = (x: Float64Array, n: number): Float64Array => smoothLoop(x, n, 2 / (n + 1));

export function rsiLoop(x: Float64Array, n: number): Float64Array {
  const out = new Float64Array(x.length).fill(unknown, 0, n);
  let up = 0;
  let down = 0;
  for (let i = 1; i < x.length; i++) {
    const change = x[i]! - x[i - 1]!;
    const rise = change > 0 ? change : 0;
    const fall = change < 0 ? -change : 0;
    const w = i <= n ? 1 / i : 1 / n;
    up += (rise - up) * w;
    down += (fall - down) * w;
    if (i >= n) out[i] = (100 * up) / (up + down);
  }
  return out;
}

export function atrLoop({ high, low, close }: Bars, n: number): Float64Array {
  const out = new Float64Array(close.length).fill(unknown, 0, n);
  let value = 0;
  for (let i = 1; i < close.length; i++) {
    const last = close[i - 1]!;
    const top = high[i]! > last ? high[i]! : last;
    const bottom = low[i]! < last ? low[i]! : last;
    value += (top - bottom - value) * (i <= n ? 1 / i : 1 / n);
    if (i >= n) out[i] = value;
  }
  return out;
}

/** Standard deviation by Welford's recurrence with the oldest value replaced by the newest. */
export function stdLoop(x: Float64Array, n: number, ddof: number): Float64Array {
  const out = new Float64Array(x.length);
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const before = mean;
    if (i < n) {
      mean += (value - mean) / (i + 1);
      squares += (value - before) * (value - mean);
    } else {
      const old = x[i - n]!;
      mean += (value - old) / n;
      squares += (value - old) * (value - mean + old - before);
    }
    out[i] = i < n - 1 ? unknown : Math.sqrt(Math.max(0, squares) / (n - ddof));
  }
  return out;
}

export function bollingerLoop(x: Float64Array, n: number, k: number): Columns {
  const [upper, lower] = [new Float64Array(x.length), new Float64Array(x.length)];
  const middle = smaLoop(x, n);
  const spread = stdLoop(x, n, 0);
  for (let i = 0; i < x.length; i++) {
    upper[i] = middle[i]! + k * spread[i]!;
    lower[i] = middle[i]! - k * spread[i]!;
  }
  return [upper, middle, lower];
}

export function macdLoop(x: Float64Array, fast: number, slow: number, n: number): Columns {
  const line = smoothLoop(x, fast, 2 / (fast + 1), slow - fast);
  const calm = smoothLoop(x, slow, 2 / (slow + 1));
  for (let i = 0; i < x.length; i++) line[i] = line[i]! - calm[i]!;
  const signal = smoothLoop(line, n, 2 / (n + 1), slow - 1);
  const histogram = new Float64Array(x.length);
  line.fill(unknown, 0, slow + n - 2);
  for (let i = 0; i < x.length; i++) histogram[i] = line[i]! - signal[i]!;
  return [line, signal, histogram];
}
