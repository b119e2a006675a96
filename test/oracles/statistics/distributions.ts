import { beta, betaOf } from "../../../research/stats/distributions/beta.ts";
import { chiSquareTest } from "../../../research/stats/distributions/chi-square-test.ts";
import type { Distribution } from "../../../research/stats/distributions/distribution.ts";
import { exponential } from "../../../research/stats/distributions/exponential.ts";
import { gamma } from "../../../research/stats/distributions/gamma.ts";
import { ksCritical, ksCriticalLimit } from "../../../research/stats/distributions/ks-critical.ts";
import { ksTest } from "../../../research/stats/distributions/ks-test.ts";
import { logNormal, logNormalOf } from "../../../research/stats/distributions/log-normal.ts";
import { normalDistribution } from "../../../research/stats/distributions/normal-distribution.ts";
import { poisson } from "../../../research/stats/distributions/poisson.ts";
import type { Case, Family, Got, Json } from "./case.ts";
import { seriesOf } from "./sample.ts";

type Params = Readonly<Record<string, number>>;
type Named = Readonly<Record<string, Json>>;

const kinds: Readonly<Record<string, (params: Params) => Distribution>> = {
  lognormal: ({ mu, sigma }) => logNormal({ mu: mu!, sigma: sigma! }),
  poisson: ({ lam }) => poisson({ mean: lam! }),
  exponential: ({ rate }) => exponential({ rate: rate! }),
  beta: ({ a, b }) => beta({ a: a!, b: b! }),
  gamma: ({ shape, scale }) => gamma({ shape: shape!, scale: scale! }),
};

/** Distributions by the arguments that the reference's library takes: shapes, then location and scale. */
const scipy: Readonly<Record<string, (args: readonly number[]) => Distribution>> = {
  lognorm: ([sigma, , scale]) => logNormal({ mu: Math.log(scale!), sigma: sigma! }),
  expon: ([, scale]) => exponential({ rate: 1 / scale! }),
  beta: ([a, b]) => beta({ a: a!, b: b! }),
  norm: ([mean, sd]) => normalDistribution({ mean: mean!, sd: sd! }),
};

/** Values of a function at the points that an expectation names. */
const at = (points: Json | undefined, of: (x: number) => number): Got =>
  Object.fromEntries(Object.keys((points ?? {}) as Named).map((x) => [x, of(Number(x))]));

function described(distribution: Distribution, expected: Named): Got {
  return {
    mean: distribution.mean,
    variance: distribution.variance,
    sd: Math.sqrt(distribution.variance),
    skewness: distribution.skewness,
    excess_kurtosis: distribution.excessKurtosis,
    median: distribution.quantile(0.5),
    quantiles: at(expected.quantiles, distribution.quantile),
    cdf: at(expected.cdf, distribution.cdf),
    sf: at(expected.sf, distribution.survival),
    pdf: at(expected.pdf, distribution.density),
    pmf: at(expected.pmf, distribution.density),
  };
}

function ks({ input }: Case): Got {
  const { scipy: kind, args } = input.params as { scipy: string; args: number[] };
  const distribution = scipy[kind]!(args);
  const xs = seriesOf(input);
  const plain = ksTest(xs, distribution);
  // The reference wrote its values with ten digits, the scaled ones too.
  const stretched = xs.map((x) => Number((x * 1.15).toPrecision(10)));
  const scaled = ksTest(stretched, distribution);
  return {
    statistic: plain.statistic,
    pvalue_exact: plain.p,
    pvalue_asymptotic: plain.pLimit,
    statistic_scaled_1_15: scaled.statistic,
    pvalue_scaled_1_15: scaled.p,
  };
}

/** Classes "<=0, 1..6 singly, >=7": the first and the last take the tails. */
function counts({ input }: Case): Got {
  const { lam, n, bins, observed } = input.params as {
    lam: number;
    n: number;
    bins: string;
    observed: number[];
  };
  const [low, high] = [/<=(\d+)/, />=(\d+)/].map((pattern) => Number(pattern.exec(bins)![1]));
  const { density, cdf, survival } = poisson({ mean: lam });
  const single = Array.from({ length: high! - low! - 1 }, (_, i) => density(low! + 1 + i));
  const expected = [cdf(low!), ...single, survival(high! - 1)].map((p) => p * n);
  const { statistic, df, p } = chiSquareTest(observed, expected);
  return { expected, statistic, df, pvalue: p };
}

function critical({ input }: Case): Got {
  const { alpha, n } = input.params as { alpha: number[]; n: number[] };
  return {
    exact: Object.fromEntries(n.map((size) => [size, alpha.map((level) => ksCritical(level, size))])),
    asymptotic_lambda: alpha.map(ksCriticalLimit),
  };
}

/** `distributions.json`: a case by the first word of its name. */
export const distributions: Family = {
  run(subject) {
    const { name, input, expect } = subject;
    const params = input.params as Params;
    if (name === "ks_critical") return critical(subject);
    if (name.startsWith("ks_")) return ks(subject);
    if (name.startsWith("chi2_poisson")) return counts(subject);
    if (name.startsWith("lognormal_from")) {
      const found = logNormalOf({ mean: params.mean!, sd: params.sd! });
      return { ...found, median: logNormal(found).quantile(0.5) };
    }
    if (name.startsWith("beta_from"))
      return { ...betaOf({ mean: params.mean!, variance: params.variance! }) };
    const make =
      kinds[
        name
          .split("_")[0]!
          .replace(/[\d.]+$/, "")
          .replace(/rate$|shape$/, "")
      ];
    if (!make) throw new Error(`unknown distribution ${name}`);
    return described(make(params), expect as Named);
  },
};
