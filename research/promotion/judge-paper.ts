import { normalQuantile } from "../stats/normal.ts";
import type { PaperRecord } from "./paper-record.ts";

/** How far a session on paper may be from its own shadow backtest. */
export interface PaperPolicy {
  /** 1: it must have followed a live market; 0 lets a replay or a served market count as well. */
  readonly feed: number;
  /** It must have run for longer than this. */
  readonly days: number;
  /** Share of the period in which it must have run with a fresh feed. */
  readonly uptime: number;
  /** Share of decisions that must have been the shadow's. */
  readonly agreement: number;
  /** Matched fills at least, from where on a mean is taken to be near to normal. */
  readonly fills: number;
  /** Share of all fills that may be missed or extra. */
  readonly unmatched: number;
  /** The upper end of the one-sided 95% interval of mean slippage beyond the shadow's, in basis points, at most. */
  readonly slippageBps: number;
  /** Level of that interval. */
  readonly confidence: number;
}

/**
 * More than a month, as the rule of promotion has it. The others are ours: one decision in a hundred and one fill in
 * twenty may differ, and five basis points are what the gate's own stress of fills takes. That the whole interval, not
 * only the mean, must lie within the margin is a test of non-inferiority (Schuirmann 1987).
 */
export const defaultPaperPolicy: PaperPolicy = {
  feed: 1,
  days: 30,
  uptime: 0.99,
  agreement: 0.99,
  fills: 30,
  unmatched: 0.05,
  slippageBps: 5,
  confidence: 0.95,
};

/** One question to a paper record, with its answer. */
export interface PaperCheck {
  readonly name: keyof Omit<PaperPolicy, "confidence">;
  readonly value: number;
  readonly threshold: number;
  readonly passed: boolean;
  readonly reason: string;
}

/** A paper record and what was said of it. */
export interface PaperVerdict {
  readonly passed: boolean;
  readonly policy: PaperPolicy;
  readonly checks: readonly PaperCheck[];
  readonly record: PaperRecord;
}

const dayMs = 86_400_000;
const percent = (share: number): string =>
  Number.isNaN(share) ? "n/a" : `${Number((share * 100).toFixed(2))}%`;

/**
 * Whether a session on a feed is evidence for trading live: what is played again from history, or served by an exchange
 * that is made up, is over in a minute, shows nothing that was not known before, and is a rehearsal.
 *
 * @example
 * isLiveMarket("ccxt:binance") // => true
 * isLiveMarket("replay:BTCUSDT:1m@max") // => false
 */
export const isLiveMarket = (feed: string): boolean => feed.startsWith("ccxt:");

/** Judges a paper record by rule. What it has none of (no decision, no fill) does not pass. */
export function judgePaper(record: PaperRecord, policy: PaperPolicy = defaultPaperPolicy): PaperVerdict {
  const { fromMs, toMs, upMs, decisions, decisionsAgreed } = record;
  const { fillsMatched, fillsMissed, fillsExtra } = record;
  const days = (toMs - fromMs) / dayMs;
  const uptime = upMs / (toMs - fromMs);
  const agreement = decisionsAgreed / decisions;
  const unmatched = (fillsMissed + fillsExtra) / (fillsMatched + fillsMissed + fillsExtra);
  const error = record.slippageDeviationBps / Math.sqrt(fillsMatched);
  const slippage = record.slippageMeanBps + normalQuantile(policy.confidence) * error;
  const check = (
    name: PaperCheck["name"],
    value: number,
    passes: (value: number, threshold: number) => boolean,
    reason: string,
  ): PaperCheck => ({ name, value, threshold: policy[name], passed: passes(value, policy[name]), reason });
  const above = (a: number, b: number): boolean => a > b;
  const atLeast = (a: number, b: number): boolean => a >= b;
  const atMost = (a: number, b: number): boolean => a <= b;
  const live = isLiveMarket(record.feed);
  const checks = [
    check(
      "feed",
      Number(live),
      atLeast,
      live
        ? `followed a live market, ${record.feed}`
        : `${record.feed} is a rehearsal; only a live market (ccxt:) is evidence`,
    ),
    check("days", days, above, `${days.toFixed(1)} days on paper; must be more than ${policy.days}`),
    check(
      "uptime",
      uptime,
      atLeast,
      `up for ${percent(uptime)} of the time; must be at least ${percent(policy.uptime)}`,
    ),
    check(
      "agreement",
      agreement,
      atLeast,
      `${decisionsAgreed} of ${decisions} decisions were the shadow's, ${percent(agreement)}; must be at least ${percent(policy.agreement)}`,
    ),
    check("fills", fillsMatched, atLeast, `${fillsMatched} fills matched; must be at least ${policy.fills}`),
    check(
      "unmatched",
      unmatched,
      atMost,
      `${fillsMissed} fills missed, ${fillsExtra} extra, ${percent(unmatched)} of all; must be at most ${percent(policy.unmatched)}`,
    ),
    check(
      "slippageBps",
      slippage,
      atMost,
      `mean slippage ${record.slippageMeanBps.toFixed(2)} bps beyond the shadow's, with ${percent(policy.confidence)} confidence below ` +
        `${Number.isNaN(slippage) ? "n/a" : slippage.toFixed(2)}; that must be at most ${policy.slippageBps}`,
    ),
  ];
  return { passed: checks.every(({ passed }) => passed), policy, checks, record };
}
