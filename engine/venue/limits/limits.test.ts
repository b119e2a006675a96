import { describe, expect, test } from "vitest";
import { aheadMaxMs, checkClock } from "./clock-check.ts";
import { addTurnover, createTurnover, feePlan, feeRate, turnoverAt } from "./fee-tiers.ts";
import { createRateLimiter, passRate } from "./rate-limiter.ts";
import { createBucket, takeTokens, waitFor } from "./token-bucket.ts";

test("a bucket refills at its rate, no further than its capacity", () => {
  const bucket = createBucket(10, 1_000);
  expect(waitFor(bucket, 10, 0)).toBe(0);
  takeTokens(bucket, 10);
  expect(waitFor(bucket, 1, 0)).toBe(100);
  expect(waitFor(bucket, 1, 100)).toBe(0);
  expect(waitFor(bucket, 11, 1e9)).toBe(Number.POSITIVE_INFINITY);
  expect(bucket.tokens).toBe(10);
});

describe("rate limits", () => {
  const limits = {
    weightPerMinute: 60,
    ordersPer10s: 5,
    ordersPerDay: 100,
    violationsMax: 2,
    banMs: 1_000,
    banMaxMs: 3_000,
  };

  test("weight, orders, then a ban that doubles", () => {
    const limiter = createRateLimiter(limits);
    for (let k = 0; k < 5; k++) expect(passRate(limiter, 1, 1, 0)).toBeUndefined();
    const refused = passRate(limiter, 1, 1, 0);
    expect(refused).toMatchObject({ rule: "order-rate", status: 429, retryAfterMs: 2_000 });
    expect(passRate(limiter, 55, 0, 0)).toBeUndefined();
    expect(passRate(limiter, 1, 0, 0)).toMatchObject({
      rule: "rate-limit",
      code: -1003,
      retryAfterMs: 1_000,
    });
    expect(passRate(limiter, 1, 0, 0)).toMatchObject({ rule: "rate-limit" });
    expect(passRate(limiter, 1, 0, 0)).toMatchObject({ rule: "banned", status: 418, retryAfterMs: 1_000 });
    expect(passRate(limiter, 1, 0, 400)).toMatchObject({ rule: "banned", retryAfterMs: 600 });
    // It asks for more than there is as soon as the ban is over.
    for (let k = 0; k < 2; k++) passRate(limiter, 60, 0, 1_000);
    expect(passRate(limiter, 60, 0, 1_000)).toMatchObject({ rule: "banned", retryAfterMs: 2_000 });
    expect(passRate(limiter, 1, 1, 3_001)).toBeUndefined();
  });
});

test.each([
  ["now", 10_000, undefined],
  ["as old as its window", 5_000, undefined],
  ["older", 4_999, "timestamp"],
  ["a little ahead", 10_000 + aheadMaxMs - 1, undefined],
  ["too far ahead", 10_000 + aheadMaxMs, "timestamp"],
  ["without a time", Number.NaN, "timestamp"],
])("a request of %s", (_, timestamp, rule) => {
  expect(checkClock(timestamp, 5_000, 10_000)?.rule).toBe(rule);
  expect(checkClock(timestamp, 60_001, 10_000)?.rule).toBe("timestamp");
});

describe("fees by turnover", () => {
  const plan = feePlan({
    tiers: [
      { turnover: 0, maker: 0.001, taker: 0.002 },
      { turnover: 1_000, maker: -0.0001, taker: 0.001 },
    ],
    discount: 0.25,
  });
  const day = 86_400_000;

  test("a tier holds from the day after; after 30 days what was traded counts no more", () => {
    const turnover = createTurnover();
    addTurnover(turnover, 1_500, 0);
    expect(feeRate(plan, turnover, "taker", day - 1)).toBe(0.0015);
    expect(feeRate(plan, turnover, "taker", day)).toBe(0.00075);
    expect(feeRate(plan, turnover, "maker", day)).toBe(-0.0001);
    expect(turnoverAt(turnover, 30 * day)).toBe(1_500);
    expect(turnoverAt(turnover, 31 * day)).toBe(0);
    addTurnover(turnover, 7, 400 * day);
    expect(turnoverAt(turnover, 401 * day)).toBe(7);
  });

  test("plans that make no sense are refused", () => {
    expect(() => feePlan({ tiers: [] })).toThrow("fee tiers must begin at a turnover of 0");
    expect(() => feePlan({ tiers: [...plan.tiers, plan.tiers[1]!] })).toThrow("1000 follows 1000");
    expect(() => feePlan({ tiers: plan.tiers, discount: 1 })).toThrow("discount must be in [0, 1); was 1");
  });
});
