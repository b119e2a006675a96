import { refuse } from "../../engine/core/errors.ts";
import type { FoldedSession } from "../../engine/run/paper/fold-session.ts";
import type { PaperRecord } from "../promotion/paper-record.ts";
import { deviation, momentsOf } from "../stats/moments.ts";
import type { Comparison } from "./compare.ts";
import type { LinkedFill } from "./linked-fill.ts";
import type { FillGroup } from "./match-fills.ts";

/** What a record names beside the session itself. */
export interface RecordOrigin {
  /** The feed that the session followed, as its file names it. */
  readonly feed: string;
  /** sha256 of the dossier that the session was started from, and over its journal. */
  readonly dossier: string;
  readonly journal: string;
}

/**
 * What a session came to, as promotion to live judges it. Throws a UserError for a session that has not seen a bar:
 * there is nothing to judge.
 */
export function composePaperRecord(
  { outcome, uptime, lastMs, market }: FoldedSession,
  { shadow, groups, agreement, cash }: Comparison,
  { dossier, journal, feed }: RecordOrigin,
): PaperRecord {
  if (market.ts.length === outcome.start) {
    refuse("a session must have seen a whole bar to be judged; its journal has none");
  }
  const matched = groups.filter(({ paper, shadow: other }) => paper.length > 0 && other.length > 0);
  const slippage = momentsOf(Float64Array.from(matched, slippageBps));
  return {
    schema: "bot4/paper-record@1",
    dossier,
    journal,
    feed,
    fromMs: uptime.fromMs,
    toMs: lastMs,
    upMs: uptime.upMs,
    decisions: agreement.decisions,
    decisionsAgreed: agreement.agreed,
    fillsMatched: matched.length,
    fillsMissed: groups.filter(({ paper }) => paper.length === 0).length,
    fillsExtra: groups.filter(({ shadow: other }) => other.length === 0).length,
    // Too few for a mean or a deviation: such a record is judged by its number of fills.
    slippageMeanBps: matched.length > 0 ? slippage.mean : 0,
    slippageDeviationBps: matched.length > 1 ? deviation(slippage) : 0,
    totalReturn: outcome.equity.at(-1)! / cash - 1,
    shadowReturn: shadow.outcome.equity.at(-1)! / cash - 1,
  };
}

/** The mean price of a matched group against the shadow's, in basis points; worse above 0. */
export function slippageBps({ side, paper, shadow }: FillGroup): number {
  const worse = meanPrice(paper) / meanPrice(shadow) - 1;
  return 10_000 * (side === "buy" ? worse : -worse);
}

function meanPrice(fills: readonly LinkedFill[]): number {
  let [quantity, paid] = [0, 0];
  for (const fill of fills) {
    quantity += fill.quantity;
    paid += fill.quantity * fill.price;
  }
  return paid / quantity;
}
