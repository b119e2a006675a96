import { missingBin } from "./bins.ts";

/** Puts the rows that go left before those that go right, each in their order; gives the place of the first right one. */
export function partition(
  rows: Int32Array,
  spare: Int32Array,
  bins: Uint8Array,
  { bin, missingLeft }: { readonly bin: number; readonly missingLeft: boolean },
  start: number,
  end: number,
): number {
  let [left, right] = [start, 0];
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    const b = bins[row]!;
    if (b === missingBin ? missingLeft : b <= bin) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
