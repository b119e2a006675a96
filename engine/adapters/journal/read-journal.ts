import { statSync } from "node:fs";
import { basename } from "node:path";
import { refuse } from "../../core/errors.ts";
import { decodeLine, type JournalRecord } from "./line.ts";
import { type Line, linesOf } from "./lines.ts";
import { type Segment, segmentsOf } from "./segments.ts";

/** Kinds that the journal writes for itself: the begin of a segment, and how far it is known to be on the disk. */
export const ownKinds = { segment: "segment", synced: "synced" } as const;

/** What begins a segment. */
export interface SegmentHead {
  readonly schema: "bot4/journal@1";
}

/** Where a journal ends. */
export interface JournalEnd {
  /** Number of its last whole record; 0 for none. */
  readonly last: number;
  readonly segments: readonly Segment[];
  /** Index of the segment in which the last whole record is, and the bytes of that segment up to its end. */
  readonly segment: number;
  readonly bytes: number;
  /** Bytes after it that are no whole records: what was being written as the machine stopped. */
  readonly tornBytes: number;
  /** Up to which record it is known to have reached the disk. */
  readonly synced: number;
}

/** What a scan knows as it goes. */
interface Scan {
  last: number;
  segment: number;
  bytes: number;
  synced: number;
  /** Where the first line is that is no record or not the next one. */
  bad: { readonly path: string; readonly offset: number } | undefined;
}

/**
 * The records of a journal in their order, in bounded memory; returns where it ends. A tail that is no record is torn:
 * it was being written as the machine stopped. But what a later record says had reached the disk cannot be torn:
 * where that is not whole, the journal is damaged, and nothing of what follows may be believed. Throws a UserError then,
 * after the records before it.
 */
export function* readJournal(folder: string): Generator<JournalRecord, JournalEnd> {
  const segments = segmentsOf(folder);
  const scan: Scan = { last: (segments[0]?.first ?? 1) - 1, segment: 0, bytes: 0, synced: 0, bad: undefined };
  if (scan.last > 0)
    refuse(`${folder} must begin with record 1; its first segment begins with ${scan.last + 1}`);
  for (const [index, { path }] of segments.entries()) {
    for (const line of linesOf(path)) {
      if (line.bytes.length === 0) continue;
      const record = takeLine(scan, line, path, index);
      if (record && record.kind !== ownKinds.segment && record.kind !== ownKinds.synced) yield record;
    }
  }
  const { last, segment, bytes, synced } = scan;
  return { last, segments, segment, bytes, synced, tornBytes: tornBytes(segments, segment, bytes) };
}

/** Takes a line into a scan; its record if it is the next one. */
function takeLine(scan: Scan, line: Line, path: string, index: number): JournalRecord | undefined {
  const record = line.whole ? decodeLine(line.bytes) : undefined;
  const { offset } = line;
  const next = record?.sequence === scan.last + 1 && (offset > 0 || record.kind === ownKinds.segment);
  if (!next && !scan.bad) scan.bad = { path, offset };
  if (record?.kind === ownKinds.synced) {
    scan.synced = Math.max(scan.synced, (record.data as { readonly upTo: number }).upTo);
    if (scan.bad && scan.synced > scan.last) {
      refuse(
        `${scan.bad.path} must be as it was written; record ${scan.last + 1} at byte ${scan.bad.offset} is not, ` +
          `though ${basename(path)} says that it was on the disk; restore the journal from a copy`,
      );
    }
  }
  if (scan.bad || !record) return undefined;
  scan.last = record.sequence;
  scan.segment = index;
  scan.bytes = offset + line.bytes.length + 1;
  return record;
}

const tornBytes = (segments: readonly Segment[], index: number, bytes: number): number =>
  segments.slice(index).reduce((sum, { path }) => sum + statSync(path).size, -bytes);
