import { refuse } from "../../../engine/core/errors.ts";
import { withoutNoise } from "../moments.ts";

/** Sums of a strategy's returns by block, around a centre near their mean. */
export interface BlockSums {
  readonly rows: number;
  readonly centre: number;
  /** Deviations from the centre, and their squares. */
  readonly d1: Float64Array;
  readonly d2: Float64Array;
}

/** Sums of equal blocks of rows; the length is a multiple of `blocks`. */
export function blockSums(returns: Float64Array, blocks: number): BlockSums {
  const rows = returns.length / blocks;
  const centre = returns.reduce((sum, x) => sum + x, 0) / returns.length;
  const d1 = new Float64Array(blocks);
  const d2 = new Float64Array(blocks);
  for (let i = 0; i < returns.length; i++) {
    const d = returns[i]! - centre;
    const block = Math.floor(i / rows);
    d1[block]! += d;
    d2[block]! += d * d;
  }
  return { rows, centre, d1, d2 };
}

/** Sharpe ratios of all strategies in the chosen blocks and in the others. */
export interface Halves {
  readonly inside: readonly number[];
  readonly outside: readonly number[];
}

/** Sharpe ratios (per period, ddof 1) of strategies in the chosen blocks joined, and in the rest. */
export function halfSharpes(strategies: readonly BlockSums[], chosen: readonly number[]): Halves {
  const blocks = strategies[0]!.d1.length;
  const rest = Array.from({ length: blocks }, (_, i) => i).filter((i) => !chosen.includes(i));
  return {
    inside: strategies.map((sums) => sharpeOf(sums, chosen)),
    outside: strategies.map((sums) => sharpeOf(sums, rest)),
  };
}

function sharpeOf({ rows, centre, d1, d2 }: BlockSums, blocks: readonly number[]): number {
  const n = rows * blocks.length;
  let [s1, s2] = [0, 0];
  for (const block of blocks) {
    s1 += d1[block]!;
    s2 += d2[block]!;
  }
  const mean = centre + s1 / n;
  // Returns are ratios less one: deviations of rounding size beside 1 are a constant's.
  const squares = withoutNoise(s2, s1, n, 1);
  if (squares > 0) return mean / Math.sqrt(squares / (n - 1));
  if (Math.abs(mean) < 1e-14) return 0;
  return refuse(`a strategy gains ${mean} in every row of a half: it has no Sharpe ratio; leave it out`);
}
