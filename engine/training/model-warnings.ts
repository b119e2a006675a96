import { lowerBound } from "../core/calendar.ts";
import type { ModelFile } from "../model/artefact-file.ts";
import { modelFileOf } from "./model-files.ts";

/** The bars on which a model is traded. */
export interface TradedBars {
  readonly symbols: readonly string[];
  /** Opens of all bars, and the first that counts. */
  readonly ts: Float64Array;
  readonly start: number;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What a reader must know of the models that parameters name, before believing what they made on these bars. */
export const modelWarnings = (params: Readonly<Record<string, unknown>>, bars: TradedBars): string[] =>
  modelsOf(params).flatMap((file) => warningsOf(file, bars));

/**
 * Why what models made on these bars is no evidence of what they can do: they were trained on bars that come after, or
 * do not say on which. Undefined where it is.
 */
export function tainted(params: Readonly<Record<string, unknown>>, bars: TradedBars): string | undefined {
  for (const file of modelsOf(params)) {
    if (!file.record) return unsaid;
    const count = foreseen(file, bars);
    if (count > 0) return foreseenText(file.record.scheme, count, bars);
  }
  return undefined;
}

const unsaid =
  "the file of its model does not say on which bars it was trained; bot4 train writes one that does";

const modelsOf = (params: Readonly<Record<string, unknown>>): ModelFile[] =>
  Object.values(params).flatMap((value) =>
    typeof value === "string" && /.#[0-9a-f]{64}$/s.test(value) ? [modelFileOf(value)] : [],
  );

function warningsOf(file: ModelFile, bars: TradedBars): string[] {
  const { schedule, record } = file;
  const { ts, start, symbols } = bars;
  const warnings: string[] = [];
  const before = Math.max(0, lowerBound(ts, schedule[0]!.fromMs) - start);
  if (before > 0) {
    const date = day(schedule[0]!.fromMs);
    warnings.push(
      `its first model predicts from ${date} on: the ${before} bars before count as bars without a position (--from ${date} leaves them out)`,
    );
  }
  if (!record) return [...warnings, unsaid];
  const count = foreseen(file, bars);
  if (count > 0) warnings.push(foreseenText(record.scheme, count, bars));
  const foreign = symbols.filter((symbol) => !record.symbols.includes(symbol));
  if (foreign.length > 0) {
    warnings.push(`its model was not trained on ${foreign.join(", ")} but on ${record.symbols.join(", ")}`);
  }
  return warnings;
}

const foreseenText = (scheme: string, count: number, { ts, start }: TradedBars): string =>
  `its model was trained on bars that come after those it trades (--scheme ${scheme}; ${count} of ${ts.length - start} bars): no trader could have done this`;

/** Bars that open before the last label was known from which their model learned. */
function foreseen({ schedule, record }: ModelFile, { ts, start }: TradedBars): number {
  if (!record) return 0;
  let count = 0;
  for (const [k, { fromMs }] of schedule.entries()) {
    const first = Math.max(start, lowerBound(ts, fromMs));
    const next = schedule[k + 1];
    const end = next ? lowerBound(ts, next.fromMs) : ts.length;
    count += Math.max(0, Math.min(end, lowerBound(ts, record.trainedToMs[k]!)) - first);
  }
  return count;
}
