import { seeded } from "../../engine/core/random.ts";
import type { DataIdentity } from "../../engine/trade/bars.ts";
import { type Histogram, histogramOf } from "../metrics/distribution.ts";
import { type MetricRow, metricRows } from "../metrics/table.ts";
import type { Ranked } from "./best.ts";
import { deflatedOf, expectedBestOf, type SharpeSpread } from "./chance.ts";
import { spreadOf, type VariantRow } from "./collect.ts";
import { createFront, type FrontPoint } from "./front.ts";
import type { SweepJob } from "./job.ts";
import { type ParallelLines, parallelOf } from "./lines.ts";
import { createSample, type Sample, sampleMax } from "./sample.ts";
import type { Space, Variant } from "./space.ts";
import {
  type Direction,
  type Heatmap,
  heatmapOf,
  type Marginal,
  marginalOf,
  type Stability,
  stabilityOf,
} from "./surface.ts";

/** One of the best, as a table shows it. */
export interface BestRow {
  readonly scenario: string;
  readonly params: Variant;
  readonly metrics: readonly number[];
}

/** A point of the Pareto front with its parameters. */
export interface FrontRow {
  readonly params: Variant;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
}

/** The surfaces of one scenario. */
export interface ScenarioSurfaces {
  readonly label: string;
  /** Variants, those that the drawings are made from, and those without a value. */
  readonly of: number;
  readonly n: number;
  readonly unknown: number;
  readonly best: { readonly params: Variant; readonly value: number };
  readonly marginals: readonly Marginal[];
  /** Of the pairs of parameters that explain most, at most three. */
  readonly heatmaps: readonly Heatmap[];
  readonly stability: Stability;
  readonly axes: readonly { readonly name: string; readonly low: string; readonly high: string }[];
  readonly lines: ParallelLines;
  /** Total return and drawdown of the variants that no other beats in both, and of some others. */
  readonly front: readonly FrontRow[];
  readonly cloud: { readonly totalReturn: Float64Array; readonly maxDrawdown: Float64Array };
  readonly histogram: Histogram;
}

/** How much of a search luck explains: Sharpe ratios over its variants, annualised. */
export interface Chance extends SharpeSpread {
  /** The best of as many variants without skill, see {@link expectedBestOf}. */
  readonly best: number;
  /** Deflated Sharpe ratio of the best variant, see {@link deflatedOf}. */
  readonly deflated: number;
}

/** Everything that the report of a sweep draws. */
export interface SweepReportModel {
  readonly job: SweepJob;
  readonly hash: string;
  readonly about: string;
  readonly data: readonly DataIdentity[];
  readonly objective: MetricRow;
  readonly direction: Direction;
  readonly variants: number;
  readonly warnings: readonly string[];
  /** Metrics of the rows of `best`, in their order. */
  readonly columns: readonly MetricRow[];
  readonly params: readonly string[];
  readonly best: readonly BestRow[];
  /** Sharpe ratios over all variants, and the best that chance alone would give as many. */
  readonly chance: Chance;
  /** Of the first symbols and periods, at most six: more would be a book. */
  readonly scenarios: readonly ScenarioSurfaces[];
}

const columns = ["totalReturn", "cagr", "sharpe", "sortino", "maxDrawdown", "calmar", "exposure", "trades"];
const cloudMax = 3_000;
const heatmapsMax = 3;
const scenariosMax = 6;

/** What the model is made from besides the variants. */
export interface SweepReportRequest {
  readonly job: SweepJob;
  readonly hash: string;
  readonly about: string;
  readonly data: readonly DataIdentity[];
  readonly space: Space;
  readonly metrics: readonly string[];
  readonly direction: Direction;
  readonly best: readonly Ranked[];
  /** Name and bars a year of each scenario. */
  readonly labels: readonly string[];
  readonly barsPerYear: readonly number[];
  /** Whether surfaces are wanted at all: without them only the Sharpe ratios are looked at. */
  readonly surfaces: boolean;
}

/** Takes all variants in their order, in bounded memory, and makes the model of a report from them. */
export function createSweepReport(request: SweepReportRequest) {
  const { job, space, metrics, direction, labels } = request;
  const places = ["totalReturn", "maxDrawdown", "sharpe", job.objective].map((key) => metrics.indexOf(key));
  const [atReturn, atDrawdown, atSharpe, atObjective] = places as [number, number, number, number];
  const sharpes = spreadOf();
  let variants = 0;
  const drawn = request.surfaces ? labels.slice(0, scenariosMax) : [];
  const collected = drawn.map((label, k) => ({
    label,
    sample: createSample(space.axes.length, seeded(2 * k + 1), Math.floor(sampleMax / drawn.length)),
    // Of two coordinates, return and drawdown.
    cloud: createSample(2, seeded(2 * k + 2), cloudMax),
    front: createFront(),
    unknown: 0,
    best: { point: new Float64Array(space.axes.length), value: Number.NaN },
  }));
  return {
    add: ({ scenario, index, point, metrics: row }: VariantRow): void => {
      variants++;
      sharpes.add(row[atSharpe]!);
      const into = collected[scenario];
      if (!into) return;
      const [value, gain, drawdown] = [row[atObjective]!, row[atReturn]!, row[atDrawdown]!];
      into.sample.add(point, value);
      into.cloud.add([gain, drawdown], value);
      into.front.add(gain, drawdown, index, point);
      if (!Number.isFinite(value)) into.unknown++;
      else if (!((into.best.value - value) * direction >= 0)) into.best = { point: point.slice(), value };
    },
    chance: () => chanceOf(request, sharpes.result()),
    model: (warnings: readonly string[]): SweepReportModel => {
      const shown = [...new Set([job.objective, ...columns])].filter((key) => metrics.includes(key));
      return {
        job,
        hash: request.hash,
        about: request.about,
        data: request.data,
        objective: metricRows.get(job.objective)!,
        direction,
        variants,
        warnings,
        columns: shown.map((key) => metricRows.get(key)!),
        params: space.axes.map(({ name }) => name),
        best: request.best.map(({ scenario, point, metrics: values }) => ({
          scenario: labels[scenario]!,
          params: space.paramsAt(point),
          metrics: shown.map((key) => values[metrics.indexOf(key)]!),
        })),
        chance: chanceOf(request, sharpes.result()),
        scenarios: collected.map((each) => surfacesOf(space, direction, each)),
      };
    },
  };
}

function chanceOf({ best, metrics, barsPerYear }: SweepReportRequest, spread: SharpeSpread): Chance {
  const [first] = best;
  const figure = (key: string): number => first?.metrics[metrics.indexOf(key)] ?? Number.NaN;
  const variant = {
    sharpe: figure("sharpe"),
    skew: figure("skew"),
    kurtosis: figure("kurtosis"),
    bars: figure("bars"),
  };
  return {
    ...spread,
    best: expectedBestOf(spread.n, spread.deviation),
    deflated: first ? deflatedOf(spread, variant, barsPerYear[first.scenario]!) : Number.NaN,
  };
}

interface Collected {
  readonly label: string;
  readonly sample: { readonly result: () => Sample };
  readonly cloud: { readonly result: () => Sample };
  readonly front: { readonly list: () => readonly FrontPoint[] };
  readonly unknown: number;
  readonly best: { readonly point: Float64Array; readonly value: number };
}

function surfacesOf(space: Space, direction: Direction, collected: Collected): ScenarioSurfaces {
  const { axes } = space;
  const sample = collected.sample.result();
  const cloud = collected.cloud.result();
  const marginals = axes.map((_, a) => marginalOf(sample, axes, a, direction));
  const column = (at: 0 | 1) => Float64Array.from({ length: cloud.n }, (_, k) => cloud.points[2 * k + at]!);
  return {
    label: collected.label,
    of: sample.of,
    n: sample.n,
    unknown: collected.unknown,
    best: { params: space.paramsAt(collected.best.point), value: collected.best.value },
    marginals,
    heatmaps: pairsOf(marginals).map((pair) => heatmapOf(sample, axes, pair, direction)),
    stability: stabilityOf(sample, axes, collected.best, direction),
    axes: marginals.map(({ axis: { name, labels } }) => ({
      name,
      low: labels[0]!.replace(/ to .*/, ""),
      high: labels.at(-1)!.replace(/.* to /, ""),
    })),
    lines: parallelOf(sample, axes, direction),
    front: collected.front.list().map(({ x, y, point }) => ({
      params: space.paramsAt(point),
      totalReturn: x,
      maxDrawdown: y,
    })),
    cloud: { totalReturn: column(0), maxDrawdown: column(1) },
    histogram: histogramOf(sample.values, 60),
  };
}

/** Pairs of axes, those that explain most between them first. */
function pairsOf(marginals: readonly Marginal[]): (readonly [number, number])[] {
  const share = (a: number): number => marginals[a]!.explains || 0;
  return marginals
    .flatMap((_, a) => marginals.slice(a + 1).map((__, k) => [a, a + 1 + k] as const))
    .sort(([a, b], [c, d]) => share(c) + share(d) - share(a) - share(b))
    .slice(0, heatmapsMax);
}
