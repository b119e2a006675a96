import { refuse } from "../../../engine/core/errors.ts";
import { demandBars } from "./demand-bars.ts";
import type { Label, Labelling } from "./labelling.ts";

/** How {@link trendScan} labels. */
export interface TrendOptions {
  /** Bars of the shortest and of the longest trend that is tried. */
  readonly from: number;
  readonly to: number;
  /** From one length that is tried to the next; 1 unless told. */
  readonly step?: number;
  /** `up`, 1 for a rising trend and else 0, unless told; `t`, its t statistic. */
  readonly as?: "up" | "t";
}

/**
 * Labels by scanning for a trend: of the lines fitted by least squares to the log closes of the next `from` to `to` bars,
 * the one of the greatest absolute t statistic. Which one that is, only the longest tells, so that every label is known
 * `to` bars later, however short its trend. Source: Lopez de Prado 2019, Machine Learning for Asset Managers, 5.4.
 * A gap within `to` bars leaves the bar without a label.
 *
 * @example
 * trendScan({ from: 5, to: 20 }).params // => { from: 5, to: 20, step: 1, as: "up" }
 */
export function trendScan({ from, to, step = 1, as = "up" }: TrendOptions): Labelling {
  demandBars("the shortest trend", from, 2);
  demandBars("the longest trend", to, from);
  demandBars("the step between trends", step);
  if (as !== "up" && as !== "t") refuse(`a trend's "as" must be one of up, t; was "${as}"`);
  return {
    name: "trend-scan",
    params: { from, to, step, as },
    task: as === "up" ? "binary" : "regression",
    make: (market, symbol) => {
      const logs = market.bars[symbol]!.close.map(Math.log);
      const labels: Label[] = [];
      for (let row = 0; row + to < logs.length; row++) {
        const t = strongest(logs, row, { from, to, step });
        if (!Number.isNaN(t)) labels.push({ row, until: row + to, y: as === "up" ? Number(t > 0) : t });
      }
      return labels;
    },
  };
}

/** The t statistic of greatest size of the lines from a bar on; NaN where a value is missing or none has one. */
function strongest(logs: Float64Array, row: number, { from, to, step }: Required<Omit<TrendOptions, "as">>) {
  const first = logs[row]!;
  // Sums of y, of k y and of y y, y being the change since the first bar.
  let [sum, cross, squares] = [0, 0, 0];
  let best = Number.NaN;
  for (let k = 1; k <= to; k++) {
    const y = logs[row + k]! - first;
    sum += y;
    cross += k * y;
    squares += y * y;
    if (k < from || (k - from) % step !== 0) continue;
    const t = tOf(k + 1, sum, cross, squares);
    if (Number.isNaN(best) || Math.abs(t) > Math.abs(best)) best = t;
  }
  return Number.isFinite(sum) ? best : Number.NaN;
}

/** The t statistic of the slope of n values over 0 to n - 1. A line that is met exactly has one without bound. */
function tOf(n: number, sum: number, cross: number, squares: number): number {
  const sxx = (n * (n * n - 1)) / 12;
  const sxy = cross - ((n - 1) / 2) * sum;
  const syy = squares - (sum * sum) / n;
  const slope = sxy / sxx;
  const residual = Math.max(syy - slope * sxy, 0);
  if (residual <= 1e-14 * syy) return Math.sign(slope) * tMost;
  return slope / Math.sqrt(residual / (n - 2) / sxx);
}

/** Where a line is met exactly, rounding alone would tell its t statistic. */
const tMost = 1e6;
