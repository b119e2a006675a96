import { readdirSync } from "node:fs";
import { join } from "node:path";

/** A file of a journal: all records from `first` on, up to the next segment's. */
export interface Segment {
  readonly path: string;
  readonly first: number;
}

const digits = 16;
const named = /^(\d{16})\.journal$/;

/** The segment of a folder that begins with a record. */
export const segmentAt = (folder: string, first: number): Segment => ({
  path: join(folder, `${String(first).padStart(digits, "0")}.journal`),
  first,
});

/** The segments of a folder in the order of their records; none where there is no such folder. */
export function segmentsOf(folder: string): Segment[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return names
    .flatMap((name) => named.exec(name)?.[1] ?? [])
    .map((first) => segmentAt(folder, Number(first)))
    .sort((a, b) => a.first - b.first);
}
