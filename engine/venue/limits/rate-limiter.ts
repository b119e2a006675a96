import { type Refusal, refusal } from "./refusal.ts";
import { createBucket, type TokenBucket, takeTokens, waitFor } from "./token-bucket.ts";

/** How often one client may ask. */
export interface RateLimits {
  /** Weight of all requests in a minute. */
  readonly weightPerMinute: number;
  /** New orders in ten seconds, and in a day. */
  readonly ordersPer10s: number;
  readonly ordersPerDay: number;
  /** Requests in a row that may be turned down before the client is banned. */
  readonly violationsMax: number;
  /** First ban; each one that follows within a day is twice as long, up to the longest. */
  readonly banMs: number;
  readonly banMaxMs: number;
}

/** What Binance's spot API documents: 6,000 weight a minute, 100 orders in 10 s, 200,000 a day; bans of 2 min to 3 days. */
export const binanceLimits: RateLimits = {
  weightPerMinute: 6_000,
  ordersPer10s: 100,
  ordersPerDay: 200_000,
  violationsMax: 10,
  banMs: 120_000,
  banMaxMs: 259_200_000,
};

/** What one client has used. */
export interface RateLimiter {
  readonly limits: RateLimits;
  readonly weight: TokenBucket;
  readonly quick: TokenBucket;
  readonly daily: TokenBucket;
  violations: number;
  bans: number;
  bannedUntilMs: number;
}

export const createRateLimiter = (limits: RateLimits): RateLimiter => ({
  limits,
  weight: createBucket(limits.weightPerMinute, 60_000),
  quick: createBucket(limits.ordersPer10s, 10_000),
  daily: createBucket(limits.ordersPerDay, 86_400_000),
  violations: 0,
  bans: 0,
  bannedUntilMs: Number.NEGATIVE_INFINITY,
});

/** Lets a request pass, or says why not and when to try again. Whoever goes on asking all the same is banned. */
export function passRate(
  limiter: RateLimiter,
  weight: number,
  orders: number,
  nowMs: number,
): Refusal | undefined {
  if (nowMs < limiter.bannedUntilMs) {
    return refusal("banned", "banned for too many requests", limiter.bannedUntilMs - nowMs);
  }
  const waitWeight = waitFor(limiter.weight, weight, nowMs);
  const waitOrders =
    orders === 0 ? 0 : Math.max(waitFor(limiter.quick, orders, nowMs), waitFor(limiter.daily, orders, nowMs));
  if (waitWeight === 0 && waitOrders === 0) {
    takeTokens(limiter.weight, weight);
    if (orders > 0) {
      takeTokens(limiter.quick, orders);
      takeTokens(limiter.daily, orders);
    }
    limiter.violations = 0;
    return undefined;
  }
  limiter.violations++;
  if (limiter.violations > limiter.limits.violationsMax) return ban(limiter, nowMs);
  const wait = Math.max(waitWeight, waitOrders);
  return waitWeight > 0
    ? refusal(
        "rate-limit",
        `too much request weight used; limit is ${limiter.limits.weightPerMinute} a minute`,
        wait,
      )
    : refusal("order-rate", "too many new orders", wait);
}

function ban(limiter: RateLimiter, nowMs: number): Refusal {
  const { banMs, banMaxMs } = limiter.limits;
  if (nowMs - limiter.bannedUntilMs > 86_400_000) limiter.bans = 0;
  const length = Math.min(banMaxMs, banMs * 2 ** limiter.bans);
  limiter.bans++;
  limiter.violations = 0;
  limiter.bannedUntilMs = nowMs + length;
  return refusal("banned", "banned for too many requests", length);
}
