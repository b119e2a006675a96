import { UserError } from "../engine/core/errors.ts";
import type { Bars, Dataset } from "../engine/trade/bars.ts";
import { checkBars } from "./quality/check.ts";
import { type Defect, type DefectKind, parseAllow } from "./quality/defect.ts";
import { putInOrder } from "./quality/order.ts";

/** Dirty data: the command line tells it from other mistakes by an exit code of its own. */
export class DataDefects extends UserError {
  readonly exitCode = 4;
}

/**
 * Admits bars to a backtest: refuses those with defects that the user has not allowed by name, and notes in the
 * identity the ones that were allowed. Allowed disorder is sorted and of allowed duplicates the last is kept, since
 * time must rise; every other allowed defect stays as it is.
 */
export function admit(dataset: Dataset, allow: readonly string[] = []): Dataset {
  const allowed = new Set<DefectKind>(parseAllow(allow));
  const serious = checkBars(dataset.bars).filter((defect) => defect.severity === "refuse");
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
    },
  };
}

function refusal(name: string, defects: readonly Defect[]): string {
  const kinds = defects.map((defect) => defect.kind).join(",");
  return `${name} has defects: ${defects.map((defect) => defect.text).join("; ")}; mend them, or accept them with --allow ${kinds}`;
}

function withOrder(bars: Bars): Bars {
  const { columns } = putInOrder(bars);
  return columns.ts === bars.ts ? bars : { ...bars, ...columns };
}
