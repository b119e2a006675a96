import { refuse } from "../../../engine/core/errors.ts";
import type { Isotonic, Platt } from "../../../engine/model/calibration.ts";
import { logisticRegression } from "../linear/elastic-net.ts";

/** Throws a UserError unless values and outcomes are known, finite and of one length. */
function demandPairs(values: Float64Array, outcomes: Float64Array): void {
  if (values.length === 0 || values.length !== outcomes.length) {
    refuse(`calibration needs an outcome a value; there are ${values.length} and ${outcomes.length}`);
  }
  if (!values.every(Number.isFinite) || !outcomes.every(Number.isFinite)) {
    refuse("calibration needs values and outcomes that are known and finite");
  }
}

/**
 * Platt's sigmoid (2000): the logistic curve of a model's values that makes the log-loss of outcomes 0 and 1 least, where
 * as Platt has it each outcome counts as almost certain: of n ones each as (n + 1) / (n + 2), of n zeros as 1 / (n + 2).
 * So there is a best curve even where a value parts the outcomes. The values must come from samples that the model was
 * not trained on.
 */
export function fitPlatt(values: Float64Array, outcomes: Float64Array): Platt {
  demandPairs(values, outcomes);
  if (!outcomes.every((outcome) => outcome === 0 || outcome === 1)) refuse("outcomes must be 0 or 1");
  const ones = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const [certain, hardly] = [(ones + 1) / (ones + 2), 1 / (outcomes.length - ones + 2)];
  const chances = outcomes.map((outcome) => (outcome === 1 ? certain : hardly));
  // Each value twice: as a 1 that counts as much as its chance, and as a 0 that counts as the rest.
  const twice = (first: Float64Array, second: Float64Array): Float64Array => {
    const both = new Float64Array(2 * values.length);
    both.set(first);
    both.set(second, values.length);
    return both;
  };
  const { intercept, coefficients } = logisticRegression({
    columns: [twice(values, values)],
    y: twice(new Float64Array(values.length).fill(1), new Float64Array(values.length)),
    weights: twice(
      chances,
      chances.map((chance) => 1 - chance),
    ),
  });
  return { kind: "platt", slope: coefficients[0]!, intercept };
}

/**
 * The rising curve with the least squared error, by pooling adjacent violators (Ayer et al. 1955); straight between
 * the values that it was fitted on. Equal values share their mean.
 *
 * @example
 * fitIsotonic(Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 1, 0, 1)).y.join(" ") // => "0 0.5 0.5 1"
 */
export function fitIsotonic(values: Float64Array, outcomes: Float64Array): Isotonic {
  demandPairs(values, outcomes);
  const pools: { sum: number; weight: number; xs: number[] }[] = [];
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  for (const i of order) {
    const before = pools.at(-1);
    if (before?.xs.at(-1) === values[i]) {
      before!.sum += outcomes[i]!;
      before!.weight += 1;
    } else pools.push({ sum: outcomes[i]!, weight: 1, xs: [values[i]!] });
  }
  const rising: typeof pools = [];
  for (const pool of pools) {
    rising.push(pool);
    while (rising.length > 1 && meanOf(rising.at(-2)!) >= meanOf(rising.at(-1)!)) {
      const last = rising.pop()!;
      const into = rising.at(-1)!;
      into.sum += last.sum;
      into.weight += last.weight;
      into.xs.push(...last.xs);
    }
  }
  const points = rising.flatMap((pool) => endsOf(pool.xs).map((x) => [x, meanOf(pool)] as const));
  return {
    kind: "isotonic",
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
  };
}

const meanOf = ({ sum, weight }: { readonly sum: number; readonly weight: number }): number => sum / weight;

/** First and last of a flat piece, which say it all. */
const endsOf = (xs: readonly number[]): number[] => (xs.length === 1 ? [xs[0]!] : [xs[0]!, xs.at(-1)!]);
