import { pairsOf } from "./pairs.ts";
import { rankSum } from "./ranks.ts";
import { type Detector, tooLittle } from "./record.ts";

const groupMin = 8;

/** Larger after a loss, to win it back in one stroke. */
export const martingale: Detector = {
  name: "martingale sizing",
  mark: "the next position is larger, against the one before, after a loss than after a gain",
  test: "rank-sum test of the growth of exposure (Mann and Whitney 1947)",
  measure(record) {
    const growth = pairsOf(record).map(({ before, after }) => ({
      sign: Math.sign(before.return),
      size: Math.log(after!.exposure / before.exposure),
    }));
    const of = (wanted: number): number[] =>
      growth.filter(({ sign, size }) => sign === wanted && Number.isFinite(size)).map(({ size }) => size);
    const [losses, gains] = [of(-1), of(1)];
    const n = losses.length + gains.length;
    if (losses.length < groupMin || gains.length < groupMin) {
      return tooLittle(n, `fewer than ${groupMin} positions after a loss, or after a gain`);
    }
    const { lessShare, p } = rankSum(gains, losses);
    if (Number.isNaN(p)) return tooLittle(n, "all positions are of one size");
    return {
      value: lessShare,
      p,
      n,
      reason: `after a loss the position grows more than after a gain in ${(lessShare * 100).toFixed(0)}% of pairs; 50% is even`,
    };
  },
};
