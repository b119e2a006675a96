import { lowerBound } from "../engine/core/calendar.ts";
import { type LinesData, significant } from "./chart-data.ts";
import { keepExtremes } from "./downsample.ts";
import type { ReportModel } from "./model.ts";

const pointLimit = 9000;

/** Runs on one time line: equity as a multiple of what each began with, and its drawdown. */
export interface Overlay {
  /** ms since 1970 UTC. */
  readonly ts: Float64Array;
  /** NaN before a run begins and after it ends. */
  readonly growth: readonly Float64Array[];
  readonly drawdown: readonly Float64Array[];
}

/** Names of the colours of the runs; they return after the eighth. */
export const toneOf = (run: number): string => `series-${(run % 8) + 1}`;

/** Brings runs onto the union of the bars worth drawing of each; between its bars a run keeps its last value. */
export function overlay(models: readonly ReportModel[]): Overlay {
  const limit = Math.floor(pointLimit / models.length);
  const moments = new Set<number>();
  for (const { run, drawdown } of models) {
    const { ts, equity, start } = run.outcome;
    for (const i of keepExtremes([equity, drawdown], { from: start, to: ts.length, limit }))
      moments.add(ts[i]!);
  }
  const ts = Float64Array.from(moments).sort();
  return {
    ts,
    growth: models.map((model) => spread(model, ts, growthOf(model))),
    drawdown: models.map((model) => spread(model, ts, model.drawdown)),
  };
}

function growthOf({ run }: ReportModel): Float64Array {
  const { equity, start } = run.outcome;
  const before = start > 0 ? equity[start - 1]! : run.identity.settings.cash;
  return equity.map((value) => value / before);
}

function spread({ run }: ReportModel, moments: Float64Array, column: Float64Array): Float64Array {
  const { ts, start } = run.outcome;
  const first = ts[start] ?? Number.POSITIVE_INFINITY;
  const last = ts[ts.length - 1] ?? Number.NEGATIVE_INFINITY;
  return moments.map((ms) => {
    if (ms < first || ms > last) return Number.NaN;
    const at = lowerBound(ts, ms);
    return column[ts[at] === ms ? at : at - 1]!;
  });
}

/** The overlay as lines for the page's script. */
export function overlayLines({ ts, growth, drawdown }: Overlay, names: readonly string[]): LinesData {
  const rounded = (column: Float64Array) => Array.from(column, (value) => significant(value, 6));
  return {
    t: Array.from(ts, (ms) => ms / 1000),
    lines: [
      ...growth.map((column, i) => ({
        label: names[i]!,
        tone: toneOf(i),
        pane: 0 as const,
        kind: "line" as const,
        unit: "growth" as const,
        values: rounded(column),
      })),
      ...drawdown.map((column, i) => ({
        label: "",
        tone: toneOf(i),
        pane: 1 as const,
        kind: "line" as const,
        unit: "percent" as const,
        values: rounded(column),
      })),
    ],
  };
}

/** One thing that was asked differently of the runs: its name and what each run has. */
export interface Difference {
  readonly name: string;
  readonly values: readonly string[];
}

/** Strategy, parameters, settings and data in which runs differ. */
export function differences(models: readonly ReportModel[]): Difference[] {
  const asked = models.map(({ run }) => flatten(run.identity));
  const names = [...new Set(asked.flatMap((item) => [...item.keys()]))];
  return names
    .map((name) => ({ name, values: asked.map((item) => item.get(name) ?? "\u2013") }))
    .filter(({ values }) => new Set(values).size > 1);
}

function flatten({
  strategy,
  sourceHash,
  params,
  settings,
  data,
  codeVersion,
}: ReportModel["run"]["identity"]) {
  const out = new Map<string, string>([
    ["strategy", strategy],
    ["source hash", sourceHash.slice(0, 12)],
  ]);
  for (const [name, value] of Object.entries(params)) out.set(`parameter ${name}`, String(value));
  const { fees, ...rest } = settings;
  for (const [name, value] of [
    ...Object.entries(rest),
    ...Object.entries(fees).map(([k, v]) => [`${k} fee`, v] as const),
  ]) {
    out.set(name, String(value ?? "\u2013"));
  }
  out.set("data", data.map((set) => `${set.name} ${set.sha256.slice(0, 12)}`).join(", "));
  out.set("code version", codeVersion);
  return out;
}
