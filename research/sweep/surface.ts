import { sortedQuantile } from "../stats/quantile.ts";
import { type Axis, fractionOf } from "./axis.ts";
import { type CellAxis, cellCounts, cellsOf } from "./cells.ts";
import type { Sample } from "./sample.ts";

/** The objective over two parameters; cells row by row, NaN where no variant lies. */
export interface Heatmap {
  readonly x: CellAxis;
  readonly y: CellAxis;
  /** Best and mean of the variants of each cell, whatever their other parameters. */
  readonly best: Float64Array;
  readonly mean: Float64Array;
}

/** The objective over one parameter: five quantiles and the best of each cell. */
export interface Marginal {
  readonly axis: CellAxis;
  readonly counts: Float64Array;
  readonly quantiles: Readonly<Record<"q10" | "q25" | "median" | "q75" | "q90", Float64Array>>;
  readonly best: Float64Array;
  /** Share of the variance of the objective that this parameter explains by itself (eta squared), 0 to 1. */
  readonly explains: number;
}

/** How quickly the objective decays around its best. */
export interface Stability {
  /** Distances from the best: the greatest difference over the parameters, as a share of each one's range. */
  readonly distance: Float64Array;
  readonly counts: Float64Array;
  readonly q25: Float64Array;
  readonly median: Float64Array;
  readonly q75: Float64Array;
  /** The variants one step from the best in any parameter: their number, mean and worst. */
  readonly neighbours: { readonly n: number; readonly mean: number; readonly worst: number };
  /** Distance at which the median has fallen to half of the best; NaN where it has not, or the best is not above 0. */
  readonly half: number;
}

export type Direction = 1 | -1;

/** A value out of `a` and `b`, the better one; what is not known is worse than anything. */
const better = (a: number, b: number, direction: Direction): number =>
  b !== b || (a - b) * direction >= 0 ? a : b;

/** Share of the cells that must hold a variant, of those that would if cells were as large as can be. */
const filledMin = 0.75;
/** Variants that a cell of a marginal should hold on average. */
const heldMin = 5;

/** The objective over a pair of axes, in cells large enough that most of them hold a variant. */
export function heatmapOf(
  sample: Sample,
  axes: readonly Axis[],
  pair: readonly [number, number],
  direction: Direction,
): Heatmap {
  const maps = (most: number) => heatmapIn(sample, axes, pair, direction, most);
  const coarsest = maps(cellCounts.at(-1)!);
  for (const most of cellCounts.slice(0, -1)) {
    const map = maps(most);
    if (filledShare(map) >= filledMin * filledShare(coarsest)) return map;
  }
  return coarsest;
}

const filledShare = ({ best }: Heatmap): number =>
  best.filter((value) => value === value).length / best.length;

function heatmapIn(
  { n, points, values }: Sample,
  axes: readonly Axis[],
  [a, b]: readonly [number, number],
  direction: Direction,
  most: number,
): Heatmap {
  const [x, y] = [cellsOf(axes[a]!, most), cellsOf(axes[b]!, most)];
  const size = x.labels.length * y.labels.length;
  const best = new Float64Array(size).fill(Number.NaN);
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < n; k++) {
    const value = values[k]!;
    if (!Number.isFinite(value)) continue;
    const at =
      y.cellOf(points[k * axes.length + b]!) * x.labels.length + x.cellOf(points[k * axes.length + a]!);
    best[at] = better(value, best[at]!, direction);
    sums[at]! += value;
    counts[at]!++;
  }
  return { x, y, best, mean: sums.map((sum, k) => sum / counts[k]!) };
}

/** The objective over one axis, the others being what they may. */
export function marginalOf(sample: Sample, axes: readonly Axis[], a: number, direction: Direction): Marginal {
  const counts = cellCounts.map((most) => cellsOf(axes[a]!, most));
  const axis = counts.find(({ labels }) => labels.length * heldMin <= sample.n) ?? counts.at(-1)!;
  const groups: number[][] = axis.labels.map(() => []);
  for (let k = 0; k < sample.n; k++) {
    const value = sample.values[k]!;
    if (Number.isFinite(value)) groups[axis.cellOf(sample.points[k * axes.length + a]!)]!.push(value);
  }
  const sorted = groups.map((group) => Float64Array.from(group).sort());
  const at = (q: number) => Float64Array.from(sorted, (group) => sortedQuantile(group, q));
  return {
    axis,
    counts: Float64Array.from(groups, (group) => group.length),
    quantiles: { q10: at(0.1), q25: at(0.25), median: at(0.5), q75: at(0.75), q90: at(0.9) },
    best: Float64Array.from(sorted, (group) => (direction > 0 ? group.at(-1) : group[0]) ?? Number.NaN),
    explains: explainedBy(groups),
  };
}

/** Sum of squares between groups over that of all values. */
function explainedBy(groups: readonly (readonly number[])[]): number {
  const all = groups.flat();
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const total = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const between = groups.reduce((sum, group) => {
    if (group.length === 0) return sum;
    const own = group.reduce((part, value) => part + value, 0) / group.length;
    return sum + group.length * (own - mean) ** 2;
  }, 0);
  return total > 0 ? between / total : Number.NaN;
}

const distances = 20;

/** The objective by distance from a point; where a parameter is a list of words, among variants that share its word. */
export function stabilityOf(
  { n, points, values }: Sample,
  axes: readonly Axis[],
  best: { readonly point: ArrayLike<number>; readonly value: number },
  direction: Direction,
): Stability {
  const width = axes.length;
  const groups: number[][] = Array.from({ length: distances + 1 }, () => []);
  const near: number[] = [];
  for (let k = 0; k < n; k++) {
    const point = points.subarray(k * width, (k + 1) * width);
    const distance = distanceOf(axes, point, best.point);
    if (!Number.isFinite(values[k]!) || !(distance <= 1)) continue;
    groups[Math.ceil(distance * distances - 1e-9)]!.push(values[k]!);
    if (distance > 0 && isNear(axes, point, best.point)) near.push(values[k]!);
  }
  const filled = groups.flatMap((group, k) =>
    group.length > 0 ? [{ k, group: Float64Array.from(group).sort() }] : [],
  );
  const column = (of: (each: (typeof filled)[number]) => number) => Float64Array.from(filled, of);
  const distance = column(({ k }) => k / distances);
  const median = column(({ group }) => sortedQuantile(group, 0.5));
  const fallen = direction > 0 && best.value > 0 ? median.findIndex((value) => value < best.value / 2) : -1;
  return {
    distance,
    counts: column(({ group }) => group.length),
    q25: column(({ group }) => sortedQuantile(group, 0.25)),
    median,
    q75: column(({ group }) => sortedQuantile(group, 0.75)),
    neighbours: {
      n: near.length,
      mean: near.reduce((sum, value) => sum + value, 0) / near.length,
      worst: near.reduce(
        (worst, value) => ((value - worst) * direction < 0 ? value : worst),
        near[0] ?? Number.NaN,
      ),
    },
    half: fallen < 0 ? Number.NaN : distance[fallen]!,
  };
}

/** The greatest difference of two points as a share of an axis; infinite where words differ. */
function distanceOf(axes: readonly Axis[], a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (const [k, axis] of axes.entries()) {
    if (a[k] === b[k]) continue;
    if (axis.kind === "values" && axis.values.some((value) => typeof value !== "number")) {
      return Number.POSITIVE_INFINITY;
    }
    const apart = Math.abs(fractionOf(axis, a[k]!) - fractionOf(axis, b[k]!));
    most = Math.max(most, apart * (axis.kind === "span" ? 1 : axis.count / (axis.count - 1)));
  }
  return most;
}

/** Share of a span that counts as one step. */
const stepOfSpan = 0.05;

const isNear = (axes: readonly Axis[], a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  axes.every((axis, k) =>
    axis.kind === "span"
      ? Math.abs(fractionOf(axis, a[k]!) - fractionOf(axis, b[k]!)) <= stepOfSpan
      : Math.abs(a[k]! - b[k]!) <= 1,
  );
