import type { BreakerLimits } from "./limits.ts";

/** What a breaker watches. Rates count failures, the others are levels that one value breaks. */
export type Watched = "errorRate" | "rejectRate" | "latencyMs" | "slippageBps" | "staleMs" | "jump";

export const watched = ["errorRate", "rejectRate", "latencyMs", "slippageBps", "staleMs", "jump"] as const;

/**
 * Closed: orders flow. Open: none goes out until the cooldown is over. Half-open: one probe is out, and nothing else
 * goes until its fate is known.
 */
export type BreakerState = "closed" | "open" | "half-open";

/** One breaker of a board. */
export interface Breaker {
  readonly watches: Watched;
  readonly limit: number;
  state: BreakerState;
  /** End of the cooldown, ms since 1970 UTC; -Infinity while closed, Infinity while a probe is out. */
  blockedUntilMs: number;
  /** The last outcomes of a rate: 1 failed, 0 went well. */
  readonly outcomes: Uint8Array;
  next: number;
  count: number;
  failures: number;
  /** How often it has opened. */
  opened: number;
}

/** The breakers of one venue. Time comes in as an argument; nothing here reads a clock. */
export interface BreakerBoard {
  readonly breakers: readonly Breaker[];
  readonly cooldownMs: number;
  /** Latest end of all blocks: no order may go out before it. The one number that the hot path compares. */
  blockedUntilMs: number;
}

/** A board with a breaker for each limit that is set, all closed. */
export function createBreakers(limits: BreakerLimits): BreakerBoard {
  return {
    breakers: watched.flatMap((name) => {
      const limit = limits[name];
      return limit === null ? [] : [createBreaker(name, limit, limits.window)];
    }),
    cooldownMs: limits.cooldownMs,
    blockedUntilMs: Number.NEGATIVE_INFINITY,
  };
}

const isRate = (name: Watched): boolean => name === "errorRate" || name === "rejectRate";

const createBreaker = (watches: Watched, limit: number, window: number): Breaker => ({
  watches,
  limit,
  state: "closed",
  blockedUntilMs: Number.NEGATIVE_INFINITY,
  outcomes: new Uint8Array(isRate(watches) ? window : 0),
  next: 0,
  count: 0,
  failures: 0,
  opened: 0,
});

/** Whether an order that adds may go out now. Orders that only reduce are not asked: they always may. */
export const mayTrade = (board: BreakerBoard, nowMs: number): boolean => nowMs >= board.blockedUntilMs;

/**
 * Notes that an order goes out, after {@link mayTrade} said yes. Where a cooldown has just ended it is the probe:
 * its breakers are half-open, and block until it is settled.
 */
export function noteOrder(board: BreakerBoard, nowMs: number): void {
  // Closed throughout, as nearly always: nothing to do.
  if (board.blockedUntilMs === Number.NEGATIVE_INFINITY) return;
  for (const breaker of board.breakers) {
    if (breaker.state !== "open" || nowMs < breaker.blockedUntilMs) continue;
    breaker.state = "half-open";
    breaker.blockedUntilMs = Number.POSITIVE_INFINITY;
  }
  block(board);
}

/**
 * Notes a measurement, NaN of which is none: for a rate 1 for a failure and 0 for a success, for the others the value
 * itself. A rate opens its breaker once its window is full, a level at once; a failure reopens a half-open one.
 */
export function noteMeasure(board: BreakerBoard, watches: Watched, value: number, nowMs: number): void {
  for (const breaker of board.breakers) {
    if (breaker.watches === watches && value === value) measure(board, breaker, value, nowMs);
  }
}

function measure(board: BreakerBoard, breaker: Breaker, value: number, nowMs: number): void {
  const rate = isRate(breaker.watches);
  const failed = rate ? value > 0 : Math.abs(value) > breaker.limit;
  if (rate) count(breaker, failed ? 1 : 0);
  if (breaker.state === "half-open") {
    if (failed) open(board, breaker, nowMs);
    return;
  }
  if (breaker.state !== "closed") return;
  const { failures, outcomes } = breaker;
  if (rate) {
    if (breaker.count === outcomes.length && failures > breaker.limit * outcomes.length)
      open(board, breaker, nowMs);
  } else if (failed) open(board, breaker, nowMs);
}

function count(breaker: Breaker, failed: 0 | 1): void {
  const { outcomes, next } = breaker;
  if (breaker.count === outcomes.length) breaker.failures -= outcomes[next]!;
  else breaker.count++;
  outcomes[next] = failed;
  breaker.failures += failed;
  breaker.next = (next + 1) % outcomes.length;
}

/**
 * Settles the probe: every half-open breaker closes if it went well and no measurement of it failed, and opens for
 * another cooldown if not. Without a probe nothing happens.
 */
export function settleProbe(board: BreakerBoard, succeeded: boolean, nowMs: number): void {
  for (const breaker of board.breakers) {
    if (breaker.state !== "half-open") continue;
    if (succeeded) close(breaker);
    else open(board, breaker, nowMs);
  }
  block(board);
}

function open(board: BreakerBoard, breaker: Breaker, nowMs: number): void {
  breaker.state = "open";
  breaker.blockedUntilMs = nowMs + board.cooldownMs;
  breaker.opened++;
  block(board);
}

function close(breaker: Breaker): void {
  breaker.state = "closed";
  breaker.blockedUntilMs = Number.NEGATIVE_INFINITY;
  // What opened it is over: counted on, one more failure would open it again.
  breaker.count = 0;
  breaker.failures = 0;
  breaker.next = 0;
}

function block(board: BreakerBoard): void {
  let until = Number.NEGATIVE_INFINITY;
  for (const breaker of board.breakers) {
    if (breaker.blockedUntilMs > until) until = breaker.blockedUntilMs;
  }
  board.blockedUntilMs = until;
}
