import { pairsOf } from "./pairs.ts";
import { rankSum } from "./ranks.ts";
import { type Detector, tooLittle } from "./record.ts";

const groupMin = 8;

/** Back in the market at once to win back what was lost. */
export const revenge: Detector = {
  name: "revenge trading",
  mark: "the next entry, or request for more risk, comes sooner after a loss than after a gain",
  test: "rank-sum test of the delays (Mann and Whitney 1947)",
  measure(record) {
    const pairs = pairsOf(record, true);
    const delays = (sign: number): number[] =>
      pairs.filter(({ before }) => Math.sign(before.return) === sign).map(({ delayMs }) => delayMs);
    const [losses, gains] = [delays(-1), delays(1)];
    const n = losses.length + gains.length;
    if (losses.length < groupMin || gains.length < groupMin) {
      return tooLittle(n, `fewer than ${groupMin} acts after a loss, or after a gain`);
    }
    const { lessShare, p } = rankSum(losses, gains);
    if (Number.isNaN(p)) return tooLittle(n, "all delays are equal");
    return {
      value: lessShare,
      p,
      n,
      reason: `after a loss the next act comes sooner than after a gain in ${(lessShare * 100).toFixed(0)}% of pairs; 50% is even`,
    };
  },
};
