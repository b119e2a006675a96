import { createHash, hash } from "node:crypto";
import { refuse } from "../../engine/core/errors.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { Trial, TrialSubject } from "./trial.ts";

// A segment is text: a line a record, `md5 TAB json`. JSON escapes tabs and newlines, so both only separate. A line that
// does not have its checksum (what a killed process had half-written) is passed over by the reader.
//   {"define":1,"kind":…}        what many trials share, before the first that refers to it
//   {"subject":1,"params":…}     a trial

/** Longest record that is taken, in characters. The reader takes lines of 8 MiB, of up to 4 bytes a character. */
export const recordCharactersMax = 1_000_000;

/** The line of a record. */
export function lineOf(record: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(record);
  if (json.length > recordCharactersMax) {
    refuse(`parameters of a trial must be under ${recordCharactersMax} characters; were ${json.length}`);
  }
  return `${hash("md5", json)}\t${json}\n`;
}

/** What is written of a subject. */
export function subjectRecord(subject: TrialSubject, define: number): Record<string, unknown> {
  const { kind, strategy, sourceHash, data, fromMs, toMs, settingsHash, group, seed } = subject;
  const hashes = data.map(({ sha256 }) => sha256);
  return {
    define,
    kind,
    strategy: readable(strategy),
    sourceHash,
    dataNames: JSON.stringify(data.map(({ name }) => name)),
    dataHashes: JSON.stringify(hashes),
    dataHash: createHash("sha256").update(hashes.join("\n")).digest("hex"),
    fromMs: known(fromMs),
    toMs: known(toMs),
    settingsHash,
    group,
    seed,
  };
}

/** What is written of a trial. */
export function trialRecord(trial: Trial, subject: number): Record<string, unknown> {
  const { status, timeMs, params, graphHash, runId, variants, result, reason } = trial;
  return {
    subject,
    status,
    timeMs,
    params: params && canonicalJson(params),
    graphHash,
    runId: runId === undefined ? undefined : readable(runId),
    variants,
    reason: reason === undefined ? undefined : readable(reason.slice(0, 1_000)),
    ...(result && {
      sharpe: known(result.sharpe),
      sharpePerBar: known(result.sharpePerBar),
      bars: known(result.bars),
      skew: known(result.skew),
      kurtosis: known(result.kurtosis),
      totalReturn: known(result.totalReturn),
      maxDrawdown: known(result.maxDrawdown),
      trades: known(result.trades),
      objective: known(result.objective),
    }),
  };
}

/** A number, or undefined, which JSON leaves out, where it is none. */
const known = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Text without what SQL's text cannot hold: halves of a character, and NUL. */
export const readable = (text: string): string => text.replace(/[\ud800-\udfff\0]/gu, "\ufffd");
