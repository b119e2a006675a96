import { UserError } from "../engine/core/errors.ts";
import type { Bars, Dataset } from "../engine/trade/bars.ts";
import { mapColumns } from "./columns.ts";
import { checkBars } from "./quality/check.ts";
import { type Defect, type DefectKind, iso, parseAllow } from "./quality/defect.ts";
import { putInOrder } from "./quality/order.ts";

/** Dirty data: the command line tells it from other mistakes by an exit code of its own. */
export class DataDefects extends UserError {
  readonly exitCode = 4;
}

/**
 * Admits bars to a backtest: refuses those with defects that the user has not allowed by name, and notes in the
 * identity the ones that were allowed. Allowed disorder is sorted and of allowed duplicates the last is kept, since
 * time must rise; every other allowed defect stays as it is. Bars before `judgeFromMs` only warm up: their defects are
 * noted and not refused, but for disorder and duplicates.
 */
export function admit(dataset: Dataset, allow: readonly string[] = [], judgeFromMs = -Infinity): Dataset {
  const allowed = new Set<DefectKind>(parseAllow(allow));
  const { serious, notes } = judge(dataset.bars, judgeFromMs);
  const refused = serious.filter((defect) => !allowed.has(defect.kind));
  if (refused.length > 0) throw new DataDefects(refusal(dataset.identity.name, refused));
  const mended = withOrder(dataset.bars);
  return {
    bars: mended,
    identity: {
      ...dataset.identity,
      rows: mended.ts.length,
      fromMs: mended.ts[0]!,
      toMs: mended.ts[mended.ts.length - 1]! + mended.timeframeMs,
      allowed: serious.map((defect) => defect.text),
      ...(serious.length > 0 && { allowedKinds: [...new Set(serious.map((defect) => defect.kind))] }),
      ...(notes.length > 0 && { notes: [...(dataset.identity.notes ?? []), ...notes] }),
    },
  };
}

/** The serious defects of the bars that are judged, and a note on those of the bars before. */
function judge(bars: Bars, fromMs: number): { serious: Defect[]; notes: string[] } {
  const { columns, defects } = putInOrder(bars);
  const ordered = { ...bars, ...columns };
  const { ts } = columns;
  const first = ts.findIndex((open) => open >= fromMs);
  if (first <= 0) return { serious: seriousOf(checkBars(bars)), notes: [] };
  // A gap that reaches into the period shows between the last bar before it and the first bar of it.
  const gaps = ts[first]! - ts[first - 1]! > bars.timeframeMs;
  const serious = [...defects, ...seriousOf(checkBars(rowsOf(ordered, gaps ? first - 1 : first, ts.length)))];
  const before = seriousOf(checkBars(rowsOf(ordered, 0, first)));
  if (before.length === 0) return { serious, notes: [] };
  const words = before.map(({ text }) => text).join("; ");
  return { serious, notes: [`before ${iso(fromMs)}, where bars only warm up: ${words}`] };
}

const seriousOf = (defects: readonly Defect[]) => defects.filter(({ severity }) => severity === "refuse");

/** Rows [from, to) on the same memory. */
function rowsOf(bars: Bars, from: number, to: number): Bars {
  const columns = mapColumns((name) => bars[name].subarray(from, to));
  return { symbol: bars.symbol, timeframeMs: bars.timeframeMs, ...columns };
}

function refusal(name: string, defects: readonly Defect[]): string {
  const kinds = defects.map((defect) => defect.kind).join(",");
  return `${name} has defects: ${defects.map((defect) => defect.text).join("; ")}; mend them, or accept them with --allow ${kinds}`;
}

function withOrder(bars: Bars): Bars {
  const { columns } = putInOrder(bars);
  return columns.ts === bars.ts ? bars : { ...bars, ...columns };
}
