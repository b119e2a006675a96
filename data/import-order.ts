import { refuse } from "../engine/core/errors.ts";
import { takeRows } from "./columns.ts";
import type { ImportOptions } from "./import.ts";
import type { Joined } from "./import-groups.ts";
import { iso, parseAllow } from "./quality/defect.ts";
import { equalRows } from "./quality/order.ts";

/** Sorts and drops repeats where the user says so; refuses them otherwise, with their places and times. */
export function settleOrder(rows: Joined, options: ImportOptions) {
  const allowed = parseAllow(options.allow ?? []);
  let { columns } = rows.table;
  const { ts } = columns;
  const backwards = ts.findIndex((time, i) => i > 0 && time < ts[i - 1]!);
  const order = Uint32Array.from({ length: ts.length }, (_, i) => i);
  if (backwards >= 0 && options.sort) order.sort((a, b) => ts[a]! - ts[b]! || a - b);
  else if (backwards >= 0 && !allowed.includes("disorder")) {
    refuse(
      `${rows.placeOf(backwards)}: the bar of ${iso(ts[backwards]!)} stands after that of ${iso(ts[backwards - 1]!)}; ` +
        "import it in the order of time with --sort",
    );
  }
  const kept = withoutCopies(rows, order, options, allowed.includes("duplicates"));
  const sorted = backwards >= 0 && options.sort === true;
  if (sorted || kept.length < ts.length) columns = takeRows(columns, kept);
  return { columns, sorted, dropped: ts.length - kept.length };
}

function withoutCopies(rows: Joined, order: Uint32Array, options: ImportOptions, allowed: boolean): number[] {
  const { placeOf } = rows;
  const { columns } = rows.table;
  const { ts } = columns;
  const kept: number[] = [];
  // Rows of the current timestamp, which stand side by side once sorted.
  let same: number[] = [];
  for (const row of order) {
    if (same.length > 0 && ts[same[0]!] !== ts[row]) same = [];
    const copied = same.find((other) => equalRows(columns, other, row));
    if (copied !== undefined && options.dedupe) continue;
    if (same.length > 0 && !allowed) {
      const both = `${placeOf(same[0]!)} and ${placeOf(row)} both hold the bar of ${iso(ts[row]!)}`;
      if (copied !== undefined) refuse(`${both}, with equal values; drop such copies with --dedupe`);
      refuse(`${both}, with different values; mend the file, or import both with --allow duplicates`);
    }
    same.push(row);
    kept.push(row);
  }
  return kept;
}
