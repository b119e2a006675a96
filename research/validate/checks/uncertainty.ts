import { annualReturn } from "../../metrics/returns.ts";
import { demandKnown, demandVariety } from "../../stats/known-series.ts";
import { sortedQuantile } from "../../stats/quantile.ts";
import { blockSampler } from "../../stats/resample/block-indices.ts";
import { automatic, percentileInterval } from "../../stats/resample/bootstrap.ts";
import type { Examination } from "../examine.ts";
import type { Fan } from "../model.ts";
import { annualSharpe, chanceOf, type Study } from "../study.ts";
import { percentText, tidy } from "../words.ts";

/** Instants of the fan, and the levels of its lines. */
const instants = 120;
const levels = [0.05, 0.25, 0.5, 0.75, 0.95];

interface Resampled {
  readonly annual: Float64Array;
  readonly sharpe: Float64Array;
  readonly drawdown: Float64Array;
  readonly fan: Fan;
  readonly block: number;
}

/** Intervals of return, Sharpe ratio and drawdown, by the stationary bootstrap of the bar returns. */
export const uncertainty: Examination = {
  questions: ({ policy: { bootstrap } }) => {
    const of = `low end of the ${bootstrap.level * 100}% interval`;
    const { annualReturn: gain, sharpe, drawdown } = bootstrap;
    return [
      {
        name: "bootstrap-return",
        label: `annual return, ${of}`,
        unit: "percent",
        threshold: gain,
        passes: "above",
      },
      {
        name: "bootstrap-sharpe",
        label: `Sharpe ratio, ${of}`,
        unit: "number",
        threshold: sharpe,
        passes: "above",
      },
      {
        name: "bootstrap-drawdown",
        label: `drawdown, deep end of the ${bootstrap.level * 100}% interval`,
        unit: "percent",
        threshold: drawdown,
        passes: "at-most",
      },
    ];
  },
  answer: (study) => {
    const { level } = study.policy.bootstrap;
    const { annual, sharpe, drawdown, fan, block } = resample(study);
    const by = `by resamples in blocks of ${tidy(block, 1)} bars on average`;
    const [gainLow, gainHigh] = percentileInterval(annual, level);
    const [low, high] = percentileInterval(sharpe, level);
    const [shallow, deep] = percentileInterval(drawdown, level);
    return {
      answers: [
        [gainLow, `between ${percentText(gainLow)} and ${percentText(gainHigh)} a year ${by}`],
        [low, `between ${tidy(low)} and ${tidy(high)} ${by}`],
        [deep, `between ${percentText(shallow)} and ${percentText(deep)} ${by}`],
      ],
      figures: { fan },
    };
  },
};

/** Draws the resamples once for all three, and the fan. */
function resample(study: Study): Resampled {
  const { returns, barsPerYear, policy, ts } = study;
  demandKnown("the bootstrap", returns, 16);
  demandVariety("the bootstrap", returns);
  const n = returns.length;
  const { resamples } = policy.bootstrap;
  const block = automatic(returns, "stationary");
  const draw = blockSampler(n, { method: "stationary", block }, chanceOf(study, 1));
  const rows = new Int32Array(n);
  const path = new Float64Array(n);
  const count = Math.min(instants, n);
  const at = Array.from({ length: count }, (_, k) => Math.round(((k + 1) * n) / count) - 1);
  const values = at.map(() => new Float64Array(resamples));
  const [annual, sharpe, drawdown] = [0, 1, 2].map(() => new Float64Array(resamples)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let b = 0; b < resamples; b++) {
    draw(rows);
    for (let i = 0; i < n; i++) path[i] = returns[rows[i]!]!;
    sharpe[b] = annualSharpe(path, barsPerYear);
    drawdown[b] = compound(path);
    annual[b] = annualReturn(path[n - 1]!, n, barsPerYear);
    for (let k = 0; k < count; k++) values[k]![b] = path[at[k]!]!;
  }
  for (const column of values) column.sort();
  const own = returns.slice();
  compound(own);
  const fan: Fan = {
    ts: at.map((i) => ts[i]!),
    levels,
    lines: levels.map((level) => values.map((column) => sortedQuantile(column, level))),
    own: at.map((i) => own[i]!),
  };
  return { annual, sharpe, drawdown, fan, block };
}

/** Turns returns into equity from 1 in place; gives the deepest drawdown as a positive fraction. */
function compound(path: Float64Array): number {
  let [value, peak, deepest] = [1, 1, 0];
  for (let i = 0; i < path.length; i++) {
    value *= 1 + path[i]!;
    path[i] = value;
    if (value > peak) peak = value;
    deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}
