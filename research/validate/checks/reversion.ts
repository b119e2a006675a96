import { refuse } from "../../../engine/core/errors.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { varianceRatio } from "../../stats/autocorrelation/variance-ratio.ts";
import { engleGranger } from "../../stats/cointegration/engle-granger.ts";
import { normalCdf } from "../../stats/normal.ts";
import type { Answer, Examination } from "../examine.ts";
import type { Study } from "../study.ts";
import { tidy } from "../words.ts";

/** Net exposure below this part of the gross one is that of a spread. */
const hedged = 0.25;

/** Whether what a strategy that trades against moves assumes is there: that prices, or their spread, revert. */
export const reversion: Examination = {
  questions: ({ policy }) => [
    {
      name: "reversion",
      label: "chance of such prices if they do not revert",
      unit: "probability",
      threshold: policy.reversion.p,
      passes: "at-most",
    },
  ],
  answer: (study) => {
    const { assumed } = study.policy.reversion;
    const { against, words } =
      assumed === "detect" ? detect(study) : { against: assumed === "yes", words: "the policy says so" };
    // What is not assumed need not be there.
    if (!against)
      return { answers: [[Number.NaN, `the strategy does not live on reversion: ${words}`, true]] };
    return { answers: [isSpread(study) ? spread(study) : single(study)] };
  },
};

/** A strategy that holds much and is net of little trades the spread of its symbols. */
function isSpread({ outcome: { net, exposure, start, symbols } }: Study): boolean {
  const meanOf = (column: Float64Array) => column.subarray(start).reduce((sum, x) => sum + Math.abs(x), 0);
  return symbols.length > 1 && meanOf(net) < hedged * meanOf(exposure);
}

/** Bars that a position is held on average, at least 2. */
function horizonOf({ outcome: { trades } }: Study): number {
  const bars = trades.reduce((sum, { entryIndex, exitIndex }) => sum + exitIndex - entryIndex, 0);
  return Math.max(2, Math.round(trades.length === 0 ? 2 : bars / trades.length));
}

/** Looks whether exposure is the lower, the higher the move before it was: over as many bars as a position is held. */
function detect(study: Study): { readonly against: boolean; readonly words: string } {
  if (isSpread(study)) return { against: true, words: "it holds a spread" };
  const { outcome, market } = study;
  const { net, start } = outcome;
  const { close } = market.bars[0]!;
  const horizon = horizonOf(study);
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let t = Math.max(start, horizon); t < close.length; t++) {
    const move = Math.log(close[t]! / close[t - horizon]!);
    if (move !== move || net[t] !== net[t]) continue;
    xs.push(move);
    ys.push(net[t]!);
  }
  const r = correlation(xs, ys);
  // Moves over a horizon overlap: only each horizon-th is new.
  const score = r * Math.sqrt(xs.length / horizon);
  const words = `its exposure goes with the move of the ${horizon} bars before by ${tidy(r)}`;
  return { against: score < -1.645, words };
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    sxx += (xs[i]! - mx) ** 2;
    sxy += (xs[i]! - mx) * (ys[i]! - my);
    syy += (ys[i]! - my) ** 2;
  }
  return sxx > 0 && syy > 0 ? sxy / Math.sqrt(sxx * syy) : 0;
}

const logs = ({ close }: Bars): Float64Array => close.filter((price) => price > 0).map(Math.log);

/** Variance ratio below 1 over the time that a position is held (one-sided). */
function single(study: Study): Answer {
  const horizon = horizonOf(study);
  const { ratio, statistic } = varianceRatio(logs(study.market.bars[0]!), { lags: horizon });
  return [
    normalCdf(statistic),
    `the variance over ${horizon} bars, as long as a position is held, is ${tidy(ratio)} times that of a random walk`,
  ];
}

/** Cointegration of the first symbol with the others. */
function spread({ market: { bars } }: Study): Answer {
  const known = bars.slice(0, 6);
  const rows = Int32Array.from(known[0]!.close.keys()).filter((i) =>
    known.every(({ close }) => close[i]! > 0),
  );
  const levels = known.map(({ close }) => Float64Array.from(rows, (i) => Math.log(close[i]!)));
  const [first, ...others] = levels;
  if (!first || others.length === 0) refuse("a spread needs two symbols");
  const { p, statistic } = engleGranger(first, others);
  return [p, `the symbols are bound to each other with a statistic of ${tidy(statistic)} (Engle-Granger)`];
}
