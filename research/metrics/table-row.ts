export type Unit = "percent" | "ratio" | "money" | "bars" | "count";

/** How a metric is named, printed and judged. */
export interface MetricRow {
  readonly key: string;
  readonly label: string;
  /** A percent is a fraction in the data: 0.12 is printed as 12%. */
  readonly unit: Unit;
  /** Which way is better where two runs are compared. */
  readonly better: "higher" | "lower" | "none";
  readonly group: Group;
  /** What is computed, by which convention. */
  readonly convention: string;
}

export const groups = [
  "return",
  "risk",
  "ratios",
  "distribution",
  "benchmark",
  "activity",
  "trades",
  "costs",
] as const;
export type Group = (typeof groups)[number];

/** Makes the rows of one group. */
export const rowsOf =
  (group: Group) =>
  <const K extends string>(
    key: K,
    label: string,
    unit: Unit,
    better: MetricRow["better"],
    convention: string,
  ) => ({ key, label, unit, better, group, convention });
