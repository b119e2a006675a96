import { closeSync, fsync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { explainWrite } from "../catalog/files.ts";
import { makeFolder } from "../make-folder.ts";
import { lineOf, subjectRecord, trialRecord } from "./lines.ts";
import { closedSuffix, openSuffix, segmentName } from "./segment-name.ts";
import type { Trial, TrialSubject } from "./trial.ts";

/** The segment of this process in one ledger. */
interface Segment {
  readonly fd: number;
  readonly path: string;
  /** Bytes of whole lines. */
  size: number;
  /** Numbers of the subjects that it defines, by object and by text. */
  readonly numbers: WeakMap<TrialSubject, number>;
  readonly texts: Map<string, number>;
  /** Set while lines wait to be flushed to the disk. */
  timer: NodeJS.Timeout | undefined;
}

const flushMs = 1_000;
/** Bytes after which the next trials begin another segment: what reads one need not take more memory than that. */
const segmentBytes = 16 * 2 ** 20;
const segments = new Map<string, Segment>();
let serial = 0;
let closesAtExit = false;

/**
 * Adds trials to a ledger: to the segment of this process, by one `write`, so that processes never wait for each other
 * and a process that is killed loses at most what it had not yet handed over. Throws a UserError where the folder
 * cannot be written; then none of these trials is in the ledger.
 */
export async function appendTrials(ledger: string, trials: readonly Trial[]): Promise<void> {
  if (trials.length === 0) return;
  try {
    if (!segments.has(ledger)) await makeFolder(ledger);
    // Another call may have opened it meanwhile.
    const segment = segments.get(ledger) ?? open(ledger, trials[0]!.timeMs);
    write(segment, trials);
    if (segment.size >= segmentBytes) closeTrials(ledger);
    else segment.timer ??= setTimeout(() => flush(segment), flushMs).unref();
  } catch (error) {
    throw explainWrite(error, ledger);
  }
}

/** Ends the segment of this process, where it has one: its lines are on the disk, and it may be compacted. */
export function closeTrials(ledger: string): void {
  const segment = segments.get(ledger);
  if (!segment) return;
  segments.delete(ledger);
  clearTimeout(segment.timer);
  fsyncSync(segment.fd);
  closeSync(segment.fd);
  if (segment.size === 0) rmSync(segment.path, { force: true });
  else renameSync(segment.path, segment.path.slice(0, -openSuffix.length) + closedSuffix);
  syncFolder(ledger);
}

/** Makes the names in a folder survive a loss of power. Windows has no such call and needs none. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}

function open(ledger: string, timeMs: number): Segment {
  const path = join(ledger, segmentName(timeMs, serial++) + openSuffix);
  let fd: number;
  try {
    fd = openSync(path, "ax");
  } catch (error) {
    // Threads of one process count their segments each for itself.
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return open(ledger, timeMs);
    throw error;
  }
  const segment = { fd, path, size: 0, numbers: new WeakMap(), texts: new Map(), timer: undefined };
  if (!closesAtExit) process.once("exit", closeAll);
  closesAtExit = true;
  segments.set(ledger, segment);
  return segment;
}

/** A process that ends while segments are open; what cannot be closed now is read as it is. */
function closeAll(): void {
  for (const ledger of [...segments.keys()]) {
    try {
      closeTrials(ledger);
    } catch {
      // The file system is gone or full: the lines that were taken stay where they are.
    }
  }
}

/** Hands the lines over in one piece. What was written of them in part is taken back. */
function write(segment: Segment, trials: readonly Trial[]): void {
  const fresh = new Map<TrialSubject, number>();
  const bytes = Buffer.from(linesOf(segment, trials, fresh));
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(segment.fd, bytes, done);
  } catch (error) {
    ftruncateSync(segment.fd, segment.size);
    throw error;
  }
  segment.size += bytes.length;
  for (const [subject, number] of fresh) {
    segment.numbers.set(subject, number);
    segment.texts.set(JSON.stringify(subject), number);
  }
}

/** The lines of trials, each subject defined before the first trial that needs it. */
function linesOf(segment: Segment, trials: readonly Trial[], fresh: Map<TrialSubject, number>): string {
  let text = "";
  let next = segment.texts.size + 1;
  const byText = new Map<string, number>();
  const numberOf = (subject: TrialSubject): number => {
    const known = segment.numbers.get(subject) ?? fresh.get(subject);
    if (known !== undefined) return known;
    const words = JSON.stringify(subject);
    const equal = segment.texts.get(words) ?? byText.get(words);
    const number = equal ?? next++;
    if (equal === undefined) {
      text += lineOf(subjectRecord(subject, number));
      byText.set(words, number);
    }
    fresh.set(subject, number);
    return number;
  };
  for (const trial of trials) {
    const number = numberOf(trial.subject);
    text += lineOf(trialRecord(trial, number));
  }
  return text;
}

function flush(segment: Segment): void {
  segment.timer = undefined;
  // A failure shows when the segment is closed.
  fsync(segment.fd, () => {});
}
