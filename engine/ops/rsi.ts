import { number, op } from "../graph/op.ts";
import { num, window } from "../graph/params.ts";
import { averageParam } from "./average.ts";
import { type Averager, type AverageSettings, averager, pushAverage } from "./averager.ts";
import { finite } from "./finite.ts";
import { seedParam } from "./smoothing.ts";

interface State {
  readonly up: Averager;
  readonly down: Averager;
  readonly flat: number;
  last: number;
}

const start = (params: AverageSettings & { readonly flat: number }): State => ({
  up: averager(params),
  down: averager(params),
  flat: params.flat,
  last: Number.NaN,
});

function next(s: State, x: number): number {
  const rise = x - s.last;
  const fall = s.last - x;
  s.last = x;
  if (rise !== rise) return Number.NaN;
  return share(pushAverage(s.up, rise < 0 ? 0 : rise), pushAverage(s.down, fall < 0 ? 0 : fall), s.flat);
}

const share = (up: number, down: number, flat: number): number =>
  up + down === 0 ? flat : (100 * up) / (up + down);

/**
 * Relative strength index, 0 to 100: the average rise in percent of the average rise and fall together. Wilder's own
 * average (1978) unless told; `smooth: "simple"` is Cutler's. Where nothing has moved at all it is `flat`: 0 as in
 * TA-Lib; give 50 where that would read as oversold. Begins with the first n changes, or with `seed: "first"` as pandas
 * does with the first one.
 */
export const rsi = op({
  name: "rsi",
  family: "momentum",
  about: "relative strength index, 0 to 100",
  inputs: [number],
  params: { n: window(), smooth: averageParam("wilder"), seed: seedParam(), flat: num(0) },
  warmup: ({ n }) => n,
  init: start,
  step: next,
  column: (params, [x], out) => {
    const s = start(params);
    const head = params.smooth === "simple" ? x!.length : Math.min(x!.length, params.n + 1);
    for (let i = 0; i < head; i++) out[i] = finite(next(s, x![i]!));
    const { weight } = s.up.recursive;
    let up = s.up.recursive.value;
    let down = s.down.recursive.value;
    for (let i = head; i < x!.length; i++) {
      const rise = x![i]! - x![i - 1]!;
      const fall = x![i - 1]! - x![i]!;
      up += ((rise < 0 ? 0 : rise) - up) * weight;
      down += ((fall < 0 ? 0 : fall) - down) * weight;
      out[i] = finite(share(up, down, params.flat));
    }
  },
});
