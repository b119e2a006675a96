import { formatTimeframe } from "../engine/core/time.ts";
import { heldSlots, type LinesData, significant, slotData } from "./chart-data.ts";
import { bound, percent } from "./format.ts";
import type { ReportModel } from "./model.ts";
import { onSlots, type Slots, slotAt, slotsOf, slotTime } from "./slots.ts";

/** Values of all lines, and slots of one chart, at most about so many. */
const valueLimit = 70_000;
const slotLimit = 9000;

/** Runs on one time line: equity as a multiple of what each began with, and its drawdown. */
export interface Overlay {
  readonly slots: Slots;
  /** Slots in which any run has a bar, and the open of each in ms since 1970 UTC. */
  readonly at: readonly number[];
  readonly ts: Float64Array;
  /** NaN before a run begins and after it ends. */
  readonly growth: readonly Float64Array[];
  readonly drawdown: readonly Float64Array[];
}

/** Names of the colours of the runs; they return after the eighth. */
export const toneOf = (run: number): string => `series-${(run % 8) + 1}`;

/** Brings runs onto slots that span them all; between its bars a run keeps its last value. */
export function overlay(models: readonly ReportModel[]): Overlay {
  const spans = models.map(({ run: { outcome } }) => ({
    from: outcome.ts[outcome.start] ?? Number.NaN,
    last: outcome.ts[outcome.ts.length - 1] ?? Number.NaN,
  }));
  const known = spans.filter(({ from, last }) => last >= from);
  const slots = slotsOf({
    fromMs: Math.min(...known.map(({ from }) => from)),
    lastMs: Math.max(...known.map(({ last }) => last)),
    frameMs: Math.min(...models.map(({ run }) => run.outcome.timeframeMs)),
    limit: Math.min(slotLimit, Math.floor(valueLimit / (2 * models.length))),
  });
  const columns = (of: (model: ReportModel) => Float64Array) =>
    models.map((model) => onSlots(slots, model.run.outcome.ts, of(model), model.run.outcome.start));
  const growth = columns(growthOf);
  const drawdown = columns(({ drawdown }) => drawdown);
  const at = heldSlots([...growth, ...drawdown]);
  const dense = (all: readonly Float64Array[]) =>
    all.map((column, run) => {
      const end = slotAt(slots, spans[run]!.last);
      let last = Number.NaN;
      return Float64Array.from(at, (slot) => {
        if (!Number.isNaN(column[slot])) last = column[slot]!;
        return slot <= end ? last : Number.NaN;
      });
    });
  return {
    slots,
    at,
    ts: Float64Array.from(at, (slot) => slotTime(slots, slot)),
    growth: dense(growth),
    drawdown: dense(drawdown),
  };
}

function growthOf({ run }: ReportModel): Float64Array {
  const { equity, start } = run.outcome;
  const before = start > 0 ? equity[start - 1]! : run.identity.settings.cash;
  return equity.map((value) => value / before);
}

/** The overlay as lines for the page's script. */
export function overlayLines({ slots, at, growth, drawdown }: Overlay, names: readonly string[]): LinesData {
  const rounded = (column: Float64Array) => Array.from(column, (value) => significant(value, 6));
  return {
    ...slotData(slots, at),
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

/** Strategy, parameters, period, settings and data in which runs differ. */
export function differences(models: readonly ReportModel[]): Difference[] {
  const asked = models.map(flatten);
  const names = [...new Set(asked.flatMap((item) => [...item.keys()]))].sort((a, b) => rankOf(a) - rankOf(b));
  return names
    .map((name) => ({ name, values: asked.map((item) => item.get(name) ?? "\u2013") }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** Parameters of all strategies stand together. */
const rankOf = (name: string): number =>
  ["strategy", "source hash"].includes(name) ? 0 : name.startsWith("parameter ") ? 1 : 2;

/** Whether runs were tested over different time: then totals, money and durations cannot be compared. */
export const periodsDiffer = (models: readonly ReportModel[]): boolean =>
  new Set(models.map(({ run: { outcome } }) => `${outcome.ts[outcome.start]} ${outcome.ts.at(-1)}`)).size > 1;

const shares: readonly string[] = ["halfSpread", "slippage", "borrowRate", "taker fee", "maker fee"];

function textOf(name: string, value: unknown): string {
  if (shares.includes(name) && typeof value === "number") return percent(value, 3);
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value ?? "\u2013");
}

function flatten({ run: { identity, outcome } }: ReportModel) {
  const { strategy, sourceHash, params, settings, data, codeVersion } = identity;
  const { ts, start, timeframeMs } = outcome;
  const out = new Map<string, string>([
    ["strategy", strategy],
    ["source hash", sourceHash.slice(0, 12)],
  ]);
  for (const [name, value] of Object.entries(params)) out.set(`parameter ${name}`, String(value));
  out.set("timeframe", formatTimeframe(timeframeMs));
  out.set("from", bound(ts[start] ?? Number.NaN));
  out.set("to (exclusive)", bound((ts[ts.length - 1] ?? Number.NaN) + timeframeMs));
  out.set("bars", String(ts.length - start));
  // When the test begins is told by its first bar.
  const { fees, fromMs: _, ...rest } = settings;
  const all = [...Object.entries(rest), ...Object.entries(fees).map(([k, v]) => [`${k} fee`, v] as const)];
  for (const [name, value] of all) out.set(name, textOf(name, value));
  out.set("data", data.map((set) => `${set.name} ${set.sha256.slice(0, 12)}`).join(", "));
  out.set("code version", codeVersion);
  return out;
}
