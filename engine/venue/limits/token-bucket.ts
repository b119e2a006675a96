/** Tokens that come back at a steady rate, up to a capacity. Time is given; it never goes back. */
export interface TokenBucket {
  readonly capacity: number;
  readonly perMs: number;
  tokens: number;
  nowMs: number;
}

/** A full bucket that refills wholly within `periodMs`. */
export const createBucket = (capacity: number, periodMs: number): TokenBucket => ({
  capacity,
  perMs: capacity / periodMs,
  tokens: capacity,
  nowMs: Number.NEGATIVE_INFINITY,
});

/** Ms until so many tokens are there; 0 where they are. Infinity for more than it can ever hold. */
export function waitFor(bucket: TokenBucket, tokens: number, nowMs: number): number {
  if (nowMs > bucket.nowMs) {
    const passed = nowMs - bucket.nowMs;
    bucket.tokens = Math.min(bucket.capacity, bucket.tokens + passed * bucket.perMs);
    bucket.nowMs = nowMs;
  }
  if (tokens > bucket.capacity) return Number.POSITIVE_INFINITY;
  return tokens <= bucket.tokens ? 0 : (tokens - bucket.tokens) / bucket.perMs;
}

/** Takes tokens that are known to be there. */
export function takeTokens(bucket: TokenBucket, tokens: number): void {
  bucket.tokens -= tokens;
}
