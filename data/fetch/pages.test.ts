import type { Exchange } from "ccxt";
import { describe, expect, test } from "vitest";
import { checkTimeframe, findMarket, openExchange } from "./client.ts";
import { fetchPages, pageBars } from "./pages.ts";
import { type RetryOptions, withRetries } from "./retry.ts";

const hourMs = 3_600_000;
const start = Date.UTC(2024, 0, 1);
const retry: RetryOptions = {
  attemptsMax: 3,
  pauseMs: 1,
  pauseMsMax: 2,
  sleep: async () => {},
  retryAfterSeconds: () => undefined,
};
const bar = (hour: number) => [start + hour * hourMs, 1, 2, 0.5, 1.5, 10];

/** Opens, in hours, of the bars that pages are made of when an exchange answers so. */
async function hours(
  answer: (since: number) => (number | null | undefined)[][],
  nowHour: number,
  toHour = 1e6,
) {
  const exchange = {
    id: "x",
    fetchOHLCV: async (_: string, __: string, since: number) => answer((since - start) / hourMs),
  };
  const request = {
    market: "A/B",
    timeframe: "1h",
    stepMs: hourMs,
    fromMs: start,
    toMs: start + toHour * hourMs,
    now: () => start + nowHour * hourMs,
  };
  const found: number[] = [];
  for await (const page of fetchPages(exchange as unknown as Exchange, request, retry)) {
    found.push(...Array.from(page.ts, (ts) => (ts - start) / hourMs));
  }
  return found;
}

describe("pages", () => {
  test("that overlap, come backwards or bring the open bar give each closed bar once", async () => {
    const found = await hours((since) => [since + 2, since + 1, since, since - 1].map(bar), 5.5);
    expect(found).toEqual([0, 1, 2, 3, 4]);
  });

  test("that are empty are a hole where an exchange answers by period", async () => {
    const late = pageBars + 500;
    const answer = (since: number) =>
      Array.from({ length: pageBars }, (_, i) => since + i)
        .filter((h) => h >= late)
        .map(bar);
    const found = await hours(answer, late + 3);
    expect(found).toEqual([late, late + 1, late + 2]);
    expect(await hours(() => [], 5000)).toEqual([]);
  });

  test("end where nothing new comes, and before the time that was given", async () => {
    expect(await hours(() => [bar(0)], 100)).toEqual([0]);
    expect(await hours((since) => [since, since + 1, since + 2].map(bar), 100, 4)).toEqual([0, 1, 2, 3]);
  });

  test("may lack a value, but not a time", async () => {
    expect(
      await hours(
        () => [
          [...bar(0).slice(0, 5), null],
          [...bar(1).slice(0, 5), undefined],
        ],
        2,
      ),
    ).toEqual([0, 1]);
    await expect(hours(() => [[null, 1, 1, 1, 1, 1]], 2)).rejects.toThrow(
      "the answer holds a bar without a time",
    );
  });
});

test("a pause is as long as the exchange asks for", async () => {
  const { RateLimitExceeded } = await import("ccxt");
  const pauses: number[] = [];
  let calls = 0;
  const request = async () => {
    if (++calls < 3) throw new RateLimitExceeded("too many");
    return "done";
  };
  const asked = { ...retry, sleep: async (ms: number) => void pauses.push(ms) };
  expect(await withRetries("x", request, { ...asked, retryAfterSeconds: () => 7 })).toBe("done");
  expect(pauses).toEqual([7000, 7000]);
  await expect(withRetries("x", () => Promise.reject(new Error("no such thing")), asked)).rejects.toThrow(
    "x was refused: no such thing",
  );
});

describe("markets", () => {
  test("are found by either name; perpetuals have a symbol of their own", async () => {
    const exchange = await openExchange("binance", ["BTC/USDT:USDT"]);
    const spot = { symbol: "BTC/USDT", base: "BTC", quote: "USDT", spot: true };
    const swap = { symbol: "BTC/USDT:USDT", base: "BTC", quote: "USDT", swap: true };
    Object.assign(exchange, {
      markets: { [spot.symbol]: spot, [swap.symbol]: swap },
      markets_by_id: { BTCUSDT: [swap, spot], BTCPERP: [swap] },
    });
    expect(findMarket(exchange, "BTC/USDT:USDT")).toEqual({ name: "BTC/USDT:USDT", symbol: "BTCUSDT-PERP" });
    expect(findMarket(exchange, "BTCUSDT")).toEqual({ name: "BTC/USDT", symbol: "BTCUSDT" });
    expect(findMarket(exchange, "BTCPERP").symbol).toBe("BTCUSDT-PERP");
    expect(() => findMarket(exchange, "something")).toThrow("names are like BTC/USDT, of perpetuals like");
    Object.assign(exchange, { timeframes: undefined });
    expect(() => checkTimeframe(exchange, "7h")).not.toThrow();
  });

  test("are asked for at another address with their paths kept", async () => {
    const exchange = await openExchange("kraken", ["BTC/USD"], { baseUrl: "http://127.0.0.1:9" });
    expect(JSON.stringify(exchange.urls.api)).not.toContain("kraken.com");
    await expect(openExchange("nonesuchatall", [])).rejects.toThrow(
      'unknown exchange "nonesuchatall"; ccxt has',
    );
  });
});
