import { pairsOf } from "./pairs.ts";
import { rankCorrelation } from "./ranks.ts";
import { type Detector, tooLittle } from "./record.ts";

/** Results that are remembered. */
const memory = 3;
const groupsMin = 12;

/** The last few results decide how much is risked. */
export const recency: Detector = {
  name: "recency",
  mark: `positions are the larger, the better the last ${memory} results were`,
  test: "rank correlation over disjoint runs of results (Spearman 1904; the hot hand of Gilovich, Vallone and Tversky 1985)",
  measure(record) {
    const pairs = pairsOf(record).filter(({ after }) => Number.isFinite(after!.exposure));
    const results: number[] = [];
    const sizes: number[] = [];
    // Disjoint, so that results are independent of each other however sizes hang together.
    for (let end = memory; end <= pairs.length; end += memory) {
      const run = pairs.slice(end - memory, end);
      results.push(run.reduce((sum, { before }) => sum + before.return, 0) / memory);
      sizes.push(run.at(-1)!.after!.exposure);
    }
    const n = sizes.length;
    if (n < groupsMin) return tooLittle(n, `fewer than ${groupsMin} runs of ${memory} results`);
    const { rho, pGreater } = rankCorrelation(results, sizes);
    if (Number.isNaN(rho)) return tooLittle(n, "all positions are of one size");
    return {
      value: rho,
      p: pGreater,
      n,
      reason: `size goes with the mean of the last ${memory} results at a rank correlation of ${rho.toFixed(2)}`,
    };
  },
};
