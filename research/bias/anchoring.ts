import { quantile } from "../stats/quantile.ts";
import { incompleteBeta } from "../stats/special/incomplete-beta.ts";
import { type Detector, ended, signOf, tooLittle } from "./record.ts";

/** Bands around the entry price, in the median distance of exits from it. */
const inner = 1 / 20;
const outer = 1 / 4;
const exitsMin = 10;

/**
 * Share of the outer band's exits that the inner one has, were distances of the Laplace law: that of a random walk which
 * is left at random times (Kotz, Kozubowski and Podgorski 2001). Laws that are less peaked, such as the normal one, have
 * fewer there: on them the test errs to the safe side.
 */
const honest = (1 - 2 ** -inner) / (1 - 2 ** -outer);

/** Probability of at least k of n at chance q. */
const atLeast = (k: number, n: number, q: number): number =>
  k <= 0 ? 1 : k > n ? 0 : incompleteBeta(q, k, n - k + 1);

/** Waiting until the entry price is back. */
export const anchoring: Detector = {
  name: "anchoring",
  mark: "exits heap up at the entry price",
  test: "binomial test, mid-p (Lancaster 1961), of exits very near to the entry price among those near to it (break-even: Shefrin and Statman 1985)",
  measure(record) {
    const distances = ended(record)
      .filter(({ chosen }) => chosen)
      .map((trade) => Math.abs(signOf(trade) * Math.log(trade.exitPrice / trade.entryPrice)))
      .filter(Number.isFinite);
    const median = distances.length > 0 ? quantile(Float64Array.from(distances), 0.5) : 0;
    if (!(median > 0)) return tooLittle(distances.length, "no exits away from the entry price");
    const n = distances.filter((x) => x <= median * outer).length;
    const k = distances.filter((x) => x <= median * inner).length;
    if (n < exitsMin) return tooLittle(n, `fewer than ${exitsMin} exits near to the entry price`);
    const p = (atLeast(k, n, honest) + atLeast(k + 1, n, honest)) / 2;
    const expected = (n * honest).toFixed(1);
    return {
      value: k / n,
      p,
      n,
      reason: `${k} of ${n} exits near to the entry price are at it; ${expected} by chance`,
    };
  },
};
