import type { MarketData } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { binsOf } from "../../report-trades.ts";
import { demandKnown } from "../../stats/known-series.ts";
import { blockSampler } from "../../stats/resample/block-indices.ts";
import { automatic } from "../../stats/resample/bootstrap.ts";
import type { Examination } from "../examine.ts";
import { chanceOf, type Study } from "../study.ts";
import { countText, percentText, tidy } from "../words.ts";

/** Whether the strategy earns on markets that are made of blocks of this one's bars, too. */
export const paths: Examination = {
  questions: ({ policy }) => [
    {
      name: "synthetic-paths",
      label: "share of synthetic markets with a loss",
      unit: "probability",
      threshold: policy.paths.loss,
      passes: "at-most",
    },
  ],
  answer: (study) => {
    const { market, policy, run, settings } = study;
    demandKnown("synthetic markets", study.returns, 16);
    const block = blockOf(study);
    const n = market.ts.length;
    const { start } = study.outcome;
    const draw = blockSampler(n - start, { method: "stationary", block }, chanceOf(study, 5));
    // What warms up stays as it was; the bars that count are drawn from each other.
    const rows = Int32Array.from({ length: n }, (_, i) => i);
    const counted = rows.subarray(start);
    const gains = Array.from({ length: policy.paths.count }, () => {
      draw(counted);
      for (let i = 0; i < counted.length; i++) counted[i]! += start;
      const { equity } = run({ market: resampled(market, rows) });
      return equity[n - 1]! / settings.cash - 1;
    });
    const lost = gains.filter((gain) => gain <= 0).length;
    const middle = gains.toSorted((a, b) => a - b)[gains.length >> 1]!;
    const reason = `${countText(lost)} of ${countText(gains.length)} markets made of blocks of ${tidy(block, 0)} bars on average lost; the middle one made ${percentText(middle)}`;
    return {
      answers: [[lost / gains.length, reason]],
      figures: { paths: binsOf(Float64Array.from(gains), 30) },
    };
  },
};

/** Warm-ups within a block: so that most decisions see a past that belongs together. */
const warmups = 3;

/**
 * The mean block: as long as the returns depend on each other, and as the strategy looks back, at most a fifth of the
 * history, so that no path is the history again.
 */
function blockOf({ market, bound, outcome: { start } }: Study): number {
  const n = market.ts.length - start;
  const lengths = market.bars.map(({ close }) => {
    const known = close.subarray(start).filter((price) => price === price);
    const steps = known.subarray(1).map((price, i) => Math.log(price / known[i]!));
    return steps.length < 16 || steps.every((x) => x === steps[0]) ? 1 : automatic(steps, "stationary");
  });
  return Math.max(1, Math.min(n / 5, Math.max(warmups * (bound.warmup + 1), ...lengths)));
}

/**
 * A market of drawn bars: each keeps what it was relative to the close before it, all symbols draw the same rows, and a
 * missing bar stays missing. Volume and further columns come along as they were.
 */
export function resampled(market: MarketData, rows: Int32Array): MarketData {
  return { ...market, bars: market.bars.map((bars) => redrawn(bars, rows)) };
}

function redrawn(bars: Bars, rows: Int32Array): Bars {
  const { open, high, low, close, volume, extra } = bars;
  const n = rows.length;
  const before = previousCloses(bars);
  const [o, h, l, c] = [0, 1, 2, 3].map(() => new Float64Array(n).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let last = before[0]!;
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    if (close[row] !== close[row]) continue;
    const scale = last / before[row]!;
    o[i] = open[row]! * scale;
    h[i] = high[row]! * scale;
    l[i] = low[row]! * scale;
    c[i] = close[row]! * scale;
    last = c[i]!;
  }
  const drawn = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  return {
    ...bars,
    open: o,
    high: h,
    low: l,
    close: c,
    volume: drawn(volume),
    ...(extra && { extra: Object.fromEntries(Object.entries(extra).map(([name, x]) => [name, drawn(x)])) }),
  };
}

/** The last known close before each bar; before the first, its open. */
function previousCloses({ open, close }: Bars): Float64Array {
  const out = new Float64Array(close.length);
  let last = open.find((price) => price === price) ?? Number.NaN;
  for (let i = 0; i < close.length; i++) {
    out[i] = last;
    if (close[i] === close[i]) last = close[i]!;
  }
  return out;
}
