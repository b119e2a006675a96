import { refuse } from "../../../engine/core/errors.ts";
import { combinationsOf } from "../../validate/cross-validation-combinatorial.ts";
import { demandKnown } from "../known-series.ts";
import { blockSums, type Halves, halfSharpes } from "./half-sharpes.ts";

/** How the strategy that is best in one half of the data does in the other, over all ways to halve it. */
export interface Overfitting {
  /** Share of the splits in which the best in sample is at or below the median out of sample. */
  readonly pbo: number;
  /** ln(w / (1 - w)) of each split, w the rank of the selected out of sample over N + 1. */
  readonly logits: Float64Array;
  /** The strategy that each split selects. */
  readonly selected: Int32Array;
  readonly inSample: Float64Array;
  readonly outOfSample: Float64Array;
  /** Least squares line of the selected strategies' Sharpe ratios out of sample on those in sample. */
  readonly degradation: { readonly slope: number; readonly intercept: number; readonly r2: number };
  /** Share of the splits whose selected strategy loses out of sample. */
  readonly lossProbability: number;
}

/** Beyond it, there are more than 100,000 splits. */
const blocksMost = 18;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado
 * and Zhu 2017): rows are cut into `blocks` equal parts, and each half of the parts selects the strategy of the best
 * Sharpe ratio (per period, ddof 1; the first of equals), which is ranked in the other half (mean rank of equals).
 * Rows beyond a multiple of `blocks` are left out at the beginning. A strategy that stays flat has a Sharpe ratio of 0.
 *
 * Throws a UserError for fewer than two strategies, an odd number of blocks or more than 18, fewer than two rows a block, a
 * gap, or a strategy that gains the same every row of a half.
 */
export function backtestOverfitting(returns: readonly Float64Array[], blocks = 16): Overfitting {
  if (returns.length < 2)
    refuse(`overfitting is of a choice among at least two strategies; there are ${returns.length}`);
  if (!(Number.isInteger(blocks / 2) && blocks >= 2 && blocks <= blocksMost)) {
    refuse(`blocks must be an even number from 2 to ${blocksMost}; was ${blocks}`);
  }
  const n = returns[0]!.length;
  for (const column of returns) {
    if (column.length !== n) refuse(`strategies must have one length; were ${n} and ${column.length} rows`);
    demandKnown("overfitting", column, 2 * blocks);
  }
  const sums = returns.map((column) => blockSums(column.subarray(n % blocks), blocks));
  const splits = combinationsOf(blocks, blocks / 2).map((inside) => splitOf(halfSharpes(sums, inside)));
  return summary(splits);
}

interface Split {
  readonly selected: number;
  readonly inSample: number;
  readonly outOfSample: number;
  readonly logit: number;
}

/** Sharpe ratios this near are equal: what parts them is rounding, and must not choose. */
const same = 1e-12;

function splitOf({ inside, outside }: Halves): Split {
  const most = inside.reduce((a, b) => Math.max(a, b));
  const selected = inside.findIndex((sharpe) => sharpe >= most - same);
  const mine = outside[selected]!;
  let [below, equal] = [0, 0];
  for (const sharpe of outside) {
    if (Math.abs(sharpe - mine) <= same) equal++;
    else if (sharpe < mine) below++;
  }
  const w = (below + (equal + 1) / 2) / (outside.length + 1);
  return { selected, inSample: inside[selected]!, outOfSample: mine, logit: Math.log(w / (1 - w)) };
}

function summary(splits: readonly Split[]): Overfitting {
  const column = (of: (split: Split) => number) => Float64Array.from(splits, of);
  const shareOf = (is: (split: Split) => boolean) => splits.filter(is).length / splits.length;
  const inSample = column((split) => split.inSample);
  const outOfSample = column((split) => split.outOfSample);
  return {
    pbo: shareOf(({ logit }) => logit <= 0),
    logits: column(({ logit }) => logit),
    selected: Int32Array.from(splits, ({ selected }) => selected),
    inSample,
    outOfSample,
    degradation: lineOf(inSample, outOfSample),
    lossProbability: shareOf((split) => split.outOfSample < 0),
  };
}

/** Least squares line; NaN where x does not vary. */
function lineOf(xs: Float64Array, ys: Float64Array) {
  const n = xs.length;
  const meanOf = (column: Float64Array) => column.reduce((sum, x) => sum + x, 0) / n;
  const [mx, my] = [meanOf(xs), meanOf(ys)];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [xs[i]! - mx, ys[i]! - my];
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  const slope = xs.every((x) => x === xs[0]) ? Number.NaN : sxy / sxx;
  return { slope, intercept: my - slope * mx, r2: (slope * sxy) / syy };
}
