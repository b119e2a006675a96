import { adjustPValues } from "../stats/selection/corrections.ts";
import { anchoring } from "./anchoring.ts";
import { chasing } from "./chasing.ts";
import { disposition } from "./disposition.ts";
import { martingale } from "./martingale.ts";
import { overtrading } from "./overtrading.ts";
import { recency } from "./recency.ts";
import type { BiasRecord, Detector, Measure } from "./record.ts";
import { revenge } from "./revenge.ts";

/** The detectors, in the order in which they are reported. */
export const detectors: readonly Detector[] = [
  revenge,
  disposition,
  chasing,
  overtrading,
  martingale,
  anchoring,
  recency,
];

/** What one detector found. */
export interface BiasFinding extends Omit<Detector, "measure">, Measure {
  /** p corrected for the number of detectors that could measure (Holm 1979); NaN where it could not. */
  readonly adjusted: number;
  readonly verdict: "marked" | "not shown" | "not measurable";
}

/** What a record shows. */
export interface BiasReport {
  readonly schema: "bot4/bias@1";
  /** Chance of at least one mark on an honest record, at most. */
  readonly level: number;
  readonly trades: number;
  readonly overrides: number;
  /** Whether a person decided: in a backtest a mark is a rule of the strategy, not a feeling. */
  readonly decidedBy: "person" | "strategy";
  readonly findings: readonly BiasFinding[];
}

/**
 * Looks for the marks of seven biases. Each test is one-sided against a record whose decisions do not depend on its own
 * results; together they are corrected after Holm, so that an honest record has any mark at all with a chance of at most
 * `level`. That a mark is not shown does not show that there is none.
 */
export function detectBiases(
  record: BiasRecord,
  decidedBy: BiasReport["decidedBy"],
  level = 0.05,
): BiasReport {
  const measured = detectors.map(({ measure, ...detector }) => ({ ...detector, ...measure(record) }));
  const adjusted = adjustPValues(
    measured.map(({ p }) => p).filter((p) => !Number.isNaN(p)),
    "holm",
  );
  let next = 0;
  const findings = measured.map((found): BiasFinding => {
    if (Number.isNaN(found.p)) return { ...found, adjusted: Number.NaN, verdict: "not measurable" };
    const corrected = adjusted[next++]!;
    return { ...found, adjusted: corrected, verdict: corrected <= level ? "marked" : "not shown" };
  });
  const { trades, overrides } = record;
  return {
    schema: "bot4/bias@1",
    level,
    trades: trades.length,
    overrides: overrides.length,
    decidedBy,
    findings,
  };
}
