import { normal, seeded } from "../../../engine/core/random.ts";
import { int, type Strategy, strategy } from "../../../engine/graph/strategy.ts";
import { gt } from "../../../engine/ops/gt.ts";
import { sma } from "../../../engine/ops/sma.ts";
import { where } from "../../../engine/ops/where.ts";
import type { Row } from "../../../engine/run/testing/scenario.ts";
import type { Dataset } from "../../../engine/trade/bars.ts";
import { datasetOf } from "../../walkforward/testing/walk.ts";
import { parsePolicy } from "../parse-policy.ts";
import type { ValidationRequest } from "../study.ts";

/** Daily bars of a random walk, whose drift, in deviations, turns every `days`. */
export function drifting(length: number, seed: number, drift = 0, days = 40): Row[] {
  const random = seeded(seed);
  let price = 100;
  return Array.from({ length }, (_, i) => {
    const open = price;
    const side = Math.floor(i / days) % 2 === 0 ? 1 : -1;
    price *= Math.exp(0.02 * (side * drift + normal(random)));
    return [open, Math.max(open, price) * 1.005, Math.min(open, price) * 0.995, price] as Row;
  });
}

/** The same as a data set that is traded a million times a day. */
export function marketOf(length: number, seed: number, drift = 0): Dataset {
  const { bars, identity } = datasetOf(drifting(length, seed, drift));
  return { bars: { ...bars, volume: bars.volume.map(() => 1e6) }, identity };
}

/** Long above an average and short below it. */
export const follow = strategy({
  name: "follow",
  params: { n: int(20, { from: 2, to: 200 }) },
  decide: ({ close }, { n }) => ({ target: where(gt(close, sma(close, n)), 1, -1) }),
}) as unknown as Strategy;

/** Little work: the thresholds are the default ones. */
export const quickPolicy = parsePolicy({
  superiorAbility: { resamples: 200 },
  bootstrap: { resamples: 200 },
  trades: { resamples: 200 },
  paths: { count: 20 },
  overfitting: { blocks: 8 },
});

/** A request over 1,000 days whose drift is strong, or as told. */
export const requestOf = (more: Partial<ValidationRequest> = {}): ValidationRequest => ({
  strategy: follow,
  params: { n: 15 },
  datasets: [marketOf(1_000, 3, 0.4)],
  trials: { count: 1, variance: Number.NaN },
  policy: quickPolicy,
  ...more,
});
