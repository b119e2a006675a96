import { cusumEvents } from "../../../research/stats/labels/cusum-events.ts";
import { returnDeviations } from "../../../research/stats/labels/return-deviations.ts";
import { drawProbabilities } from "../../../research/stats/labels/sequential-bootstrap.ts";
import { type BarrierLabel, tripleBarrier } from "../../../research/stats/labels/triple-barrier.ts";
import {
  averageUniqueness,
  concurrency,
  returnAttribution,
  type Span,
  timeDecay,
} from "../../../research/stats/labels/uniqueness.ts";
import type { Case, Family, Got } from "./case.ts";
import { digestOf } from "./digest.ts";
import { seriesOf } from "./sample.ts";

type Params = Readonly<Record<string, never>>;

const spansOf = ({ t0, t1 }: { t0: number[]; t1: number[] }): Span[] =>
  t0.map((from, i) => ({ from, to: t1[i]! }));

/** `labeling.json`: events, barriers, uniqueness and the sequential bootstrap. */
export const labeling: Family = {
  run(subject) {
    const { name, input } = subject;
    const params = input.params as Params;
    if (name.startsWith("seq_bootstrap")) return sequential(params as never);
    const prices = seriesOf(input);
    if (name.startsWith("ewm_vol")) {
      return digestOf(returnDeviations(prices, params.span!), subject.expect as never);
    }
    if (name.startsWith("cusum")) return { events: cusumEvents(prices, params.threshold!) };
    if (name.startsWith("uniqueness")) return unique(subject, prices);
    return { rows: barriers(subject, prices) };
  },
};

function sequential({ n, t0, t1, drawn }: { n: number; t0: number[]; t1: number[]; drawn: number[] }): Got {
  const spans = spansOf({ t0, t1 });
  const { uniqueness, probabilities } = drawProbabilities(spans, n, drawn);
  return {
    concurrency: concurrency(spans, n),
    average_uniqueness_all: averageUniqueness(spans, n),
    average_uniqueness: uniqueness,
    probabilities,
  };
}

function unique({ input, expect }: Case, prices: Float64Array): Got {
  const spans = spansOf(input.params as never);
  const average = averageUniqueness(spans, prices.length);
  const { raw, normalised } = returnAttribution(spans, prices);
  const decays = Object.keys((expect as { time_decay: object }).time_decay);
  return {
    concurrency: concurrency(spans, prices.length),
    average_uniqueness: average,
    mean_uniqueness: average.reduce((sum, u) => sum + u, 0) / average.length,
    return_attribution_raw: raw,
    return_attribution_normalised: normalised,
    time_decay: Object.fromEntries(decays.map((text) => [text, timeDecay(average, Number(text))])),
  };
}

const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

function barriers({ name, input }: Case, prices: Float64Array): Got {
  const { events, target, pt, sl, vertical_bars, min_target } = input.params as never as {
    events: number[];
    target: number | string;
    pt: number;
    sl: number;
    vertical_bars: number;
    min_target?: number;
  };
  const deviations = returnDeviations(prices, 50);
  const sided = name.startsWith("meta");
  const sideAt = (at: number) =>
    Math.sign(mean(prices.subarray(at - 4, at + 1)) - mean(prices.subarray(at - 19, at + 1))) as 1 | -1;
  const labels = tripleBarrier(
    prices,
    events.map((at) => ({
      at,
      target: typeof target === "number" ? target : deviations[at]!,
      ...(sided && { side: sideAt(at) }),
    })),
    { profit: pt, loss: sl, bars: vertical_bars, targetMin: min_target ?? 0 },
  );
  return labels.map((label) => rowOf(label, sided));
}

const names = { profit: "pt", loss: "sl", time: "vertical" } as const;

const rowOf = ({ barrier, label, ...row }: BarrierLabel, sided: boolean): Got => ({
  event: row.at,
  target: row.target,
  side: row.side,
  touch: row.touch,
  barrier: names[barrier],
  truncated: row.truncated,
  ret: row.return,
  label_sign: sided ? null : label,
  label_zero_at_vertical: sided ? null : barrier === "time" ? 0 : label,
  meta_label: sided ? label : null,
});
