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
  // Which way each bin goes, so that the loop has no branch to guess wrong.
  const toLeft = Uint8Array.from({ length: 256 }, (_, b) =>
    (b === missingBin ? missingLeft : b <= bin) ? 1 : 0,
  );
  let [left, right] = [start, 0];
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    const goesLeft = toLeft[bins[row]!]!;
    rows[left] = row;
    spare[right] = row;
    left += goesLeft;
    right += 1 - goesLeft;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
