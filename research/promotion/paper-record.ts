import { refuse } from "../../engine/core/errors.ts";

/**
 * What a session on paper came to, beside the backtest of the same bars (its shadow). Written by the paper session, folded
 * from its journal, and judged before anything goes live.
 */
export interface PaperRecord {
  readonly schema: "bot4/paper-record@1";
  /** sha256 of the dossier that it was started from. */
  readonly dossier: string;
  /** sha256 over the journal that it was folded from. */
  readonly journal: string;
  /** The feed that it followed: `ccxt:<exchange>`, `serve:<url>` or `replay:<data set>@60x`, as its session names it. */
  readonly feed: string;
  /** Start and end of trading on paper, ms since 1970 UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Time within it in which the session ran and its feed was fresh, ms. */
  readonly upMs: number;
  /** Bars on which it decided, and those on which its shadow decided the same target. */
  readonly decisions: number;
  readonly decisionsAgreed: number;
  /** Fills of both, those of the shadow alone, and those of the paper session alone. */
  readonly fillsMatched: number;
  readonly fillsMissed: number;
  readonly fillsExtra: number;
  /** Price of matched fills against the shadow's, in basis points, worse above 0: mean and sample deviation (ddof 1). */
  readonly slippageMeanBps: number;
  readonly slippageDeviationBps: number;
  /** Total return of both over the period, as fractions. */
  readonly totalReturn: number;
  readonly shadowReturn: number;
}

const hashes = ["dossier", "journal"] as const;
const counts = ["decisions", "decisionsAgreed", "fillsMatched", "fillsMissed", "fillsExtra"] as const;
const numbers = [
  "fromMs",
  "toMs",
  "upMs",
  "slippageMeanBps",
  "slippageDeviationBps",
  "totalReturn",
  "shadowReturn",
] as const;

/** Reads a record of a paper session. Throws a UserError that names the field, rule and value. */
export function parsePaperRecord(input: unknown): PaperRecord {
  if (typeof input !== "object" || input === null) refuse("paper record must be a record");
  const given = input as Readonly<Record<string, unknown>>;
  if (given.schema !== "bot4/paper-record@1") {
    refuse(`paper record: schema must be bot4/paper-record@1; was ${String(given.schema)}`);
  }
  const must = (field: string, rule: string, holds: boolean): void => {
    if (!holds) refuse(`paper record: ${field} must be ${rule}; was ${String(given[field])}`);
  };
  for (const field of hashes) {
    const value = given[field];
    must(field, "a sha256", typeof value === "string" && /^[0-9a-f]{64}$/.test(value));
  }
  if (given.feed === undefined) {
    refuse("paper record: feed is missing, as older records have none; write it again with bot4 shadow");
  }
  must(
    "feed",
    "ccxt:, serve: or replay: and what follows it",
    /^(ccxt|serve|replay):./s.test(String(given.feed)),
  );
  for (const field of counts) {
    must(field, "a count", Number.isSafeInteger(given[field]) && (given[field] as number) >= 0);
  }
  for (const field of numbers) must(field, "a number", Number.isFinite(given[field]));
  const record = given as unknown as PaperRecord;
  must("toMs", "later than fromMs", record.toMs > record.fromMs);
  must("upMs", "within the period", record.upMs >= 0 && record.upMs <= record.toMs - record.fromMs);
  must("decisionsAgreed", "at most decisions", record.decisionsAgreed <= record.decisions);
  must("slippageDeviationBps", "at least 0", record.slippageDeviationBps >= 0);
  return record;
}
