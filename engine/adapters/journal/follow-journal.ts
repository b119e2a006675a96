import { refuse } from "../../core/errors.ts";
import { decodeLine, type JournalRecord } from "./line.ts";
import { linesOf } from "./lines.ts";
import { ownKinds } from "./read-journal.ts";
import { segmentsOf } from "./segments.ts";

/** A reader that goes on where it stopped, while the journal is being written. */
export interface JournalFollower {
  /** The records that have come since the last call; what is being written is left for the next. */
  readonly next: () => Generator<JournalRecord>;
}

/**
 * Follows a journal from its first record on. It does not look for damage, which is for {@link readJournal} to find: of a
 * line that is not whole it waits for the rest. Throws a UserError where a record is not the one after the last.
 */
export function followJournal(folder: string): JournalFollower {
  let [last, segment, offset] = [0, 0, 0];
  function* next(): Generator<JournalRecord> {
    for (const { path, first } of segmentsOf(folder).filter((each) => each.first >= segment)) {
      if (first !== segment) [segment, offset] = [first, 0];
      for (const line of linesOf(path, offset)) {
        const record = line.whole && line.bytes.length > 0 ? decodeLine(line.bytes) : undefined;
        if (!record && line.bytes.length > 0) break;
        offset = line.offset + line.bytes.length + 1;
        if (!record) continue;
        if (record.sequence !== last + 1) {
          refuse(
            `${path} must go on with record ${last + 1}; was ${record.sequence}; bot4 journal verify tells more`,
          );
        }
        last = record.sequence;
        if (record.kind !== ownKinds.segment && record.kind !== ownKinds.synced) yield record;
      }
    }
  }
  return { next };
}
