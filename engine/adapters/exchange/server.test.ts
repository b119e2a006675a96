import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import type { FeedEvent } from "../../ports.ts";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { parseFaults } from "../../venue/faults/parse-faults.ts";
import { binanceLimits } from "../../venue/limits/rate-limiter.ts";
import { playFeed } from "./play-feed.ts";
import { createExchangeServer, type ServerOptions } from "./server.ts";
import { payloadOf, signatureOf } from "./signature.ts";
import { createWireFaults } from "./wire-faults.ts";

const instrument = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.001",
});
const key = { key: "k", secret: "s" };

/** A server for one test, and a way to ask it, signed where it must be. */
async function asked(
  options: Partial<ServerOptions>,
  ask: (
    request: (method: string, path: string, params?: Record<string, string>) => Promise<Response>,
  ) => Promise<void>,
): Promise<void> {
  const all = {
    instruments: [instrument],
    market: { balances: { USDT: 1_000 } },
    keys: [key],
    wallMs: () => Date.now(),
    ...options,
  };
  const server = createExchangeServer(all);
  server.see({ kind: "trade", ts: 1, symbol: "BTC/USDT", price: 100, quantity: 1 });
  const port = await server.listen(0);
  try {
    await ask((method, path, params) => {
      const query = params && new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
      const signed = query === undefined ? "" : `?${query}&signature=${signatureOf("s", query)}`;
      return fetch(`http://127.0.0.1:${port}/api/v3/${path}${signed}`, {
        method,
        headers: { "X-MBX-APIKEY": "k" },
      });
    });
  } finally {
    await server.close();
  }
}

const order = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "1",
  price: "90",
};

describe("requests", () => {
  test("too many of them: 429 with when to come back, then 418", async () => {
    const rates = { ...binanceLimits, ordersPer10s: 1, violationsMax: 1 };
    await asked({ market: { rates, balances: { USDT: 1_000 } } }, async (request) => {
      expect((await request("POST", "order", { ...order, newClientOrderId: "a" })).status).toBe(200);
      const second = await request("POST", "order", { ...order, newClientOrderId: "b" });
      expect([second.status, second.headers.get("retry-after")]).toEqual([429, "10"]);
      expect(await second.json()).toEqual({ code: -1015, msg: "too many new orders" });
      const third = await request("POST", "order", order);
      expect([third.status, third.headers.get("retry-after")]).toEqual([418, "120"]);
    });
  });

  test.each([
    ["GET", "nowhere", undefined, 401, -2015],
    ["GET", "depth?symbol=NONE", undefined, 400, -1121],
    ["GET", "klines?symbol=BTCUSDT&interval=soon", undefined, 400, -1102],
    ["POST", "order", { ...order, side: "HOLD" }, 400, -1102],
    ["POST", "order", { ...order, price: "" }, 400, -1102],
    ["POST", "order", { ...order, type: "LATER" }, 400, -1102],
    ["POST", "order", { ...order, price: "90.001" }, 400, -1013],
    [
      "POST",
      "orderList/oco",
      { symbol: "BTCUSDT", side: "SELL", quantity: "1", price: "90", stopPrice: "80" },
      400,
      -2010,
    ],
    ["DELETE", "order", { symbol: "BTCUSDT", orderId: "7" }, 400, -2011],
    ["GET", "order", { symbol: "BTCUSDT", orderId: "7" }, 400, -2013],
    ["PUT", "sideways", {}, 400, -1102],
  ] as const)("%s %s %j is refused: %i, code %i", async (method, path, params, status, code) => {
    await asked({}, async (request) => {
      const plain = path === "nowhere" ? fetchWithoutKey : undefined;
      const response = plain
        ? await plain(request)
        : await request(method, path, params as Record<string, string> | undefined);
      expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([status, code]);
    });
  });

  test("the same client order id is one order", async () => {
    await asked({}, async (request) => {
      await request("POST", "order", { ...order, newClientOrderId: "same" });
      const again = await request("POST", "order", { ...order, newClientOrderId: "same" });
      expect(await again.json()).toEqual({ code: -2010, msg: "Duplicate order sent." });
      expect(((await (await request("GET", "openOrders", {})).json()) as unknown[]).length).toBe(1);
    });
  });
});

/** A signed path with a key that nobody has. */
const fetchWithoutKey = async (
  request: (method: string, path: string) => Promise<Response>,
): Promise<Response> => {
  const { url } = await request("GET", "ping");
  return fetch(url.replace("ping", "account"), { headers: { "X-MBX-APIKEY": "nobody" } });
};

test("a signature is over what came, in its order, without itself", () => {
  expect(payloadOf("a=1&b=2&signature=ff", "")).toEqual({ payload: "a=1&b=2", signature: "ff" });
  expect(payloadOf("a=1", "b=2&signature=ff")).toEqual({ payload: "a=1b=2", signature: "ff" });
  expect(payloadOf("a=1", "")).toEqual({ payload: "a=1", signature: "" });
  // The example of Binance's own documentation.
  const secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
  const payload =
    "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
  expect(signatureOf(secret, payload)).toBe(
    "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
  );
});

describe("faults on the wire", () => {
  const fates = (input: object, path = "order", method = "POST") => {
    let now = 0;
    const faults = createWireFaults(parseFaults(input), seeded(1), () => now);
    faults.tick();
    now = 150;
    return faults.fateOf(method, path);
  };
  const spell = (kind: string) => ({ timeline: [{ at: 100, kind, for: 100 }] });

  test("of each kind", () => {
    expect(fates({}).kind).toBe("served");
    expect(fates({ rates: { "drop-request": 1 } }).kind).toBe("lost");
    expect(fates({ rates: { "drop-reply": 1 } }).kind).toBe("mute");
    expect(fates({ rates: { "malformed-reply": 1 } }).kind).toBe("malformed");
    expect(fates({ rates: { "server-error": 1 } })).toMatchObject({
      kind: "failed",
      answer: { status: 500 },
    });
    expect(fates(spell("disconnect")).kind).toBe("lost");
    expect(fates(spell("outage"))).toMatchObject({
      kind: "failed",
      carriedOut: false,
      answer: { status: 503 },
    });
    expect(fates(spell("partial-outage")).kind).toBe("failed");
    expect(fates(spell("partial-outage"), "order", "DELETE").kind).toBe("served");
  });

  test("an answer that is cut, or none at all, is what a client gets", async () => {
    const at = (input: object) => ({
      faults: createWireFaults(parseFaults(input), seeded(1), () => Date.now()),
    });
    await asked(at({ rates: { "malformed-reply": 1 } }), async (request) => {
      await expect((await request("GET", "exchangeInfo")).json()).rejects.toThrow(SyntaxError);
    });
    await asked(at({ rates: { "drop-reply": 1 } }), async (request) => {
      await expect(request("GET", "ping")).rejects.toThrow("fetch failed");
    });
    await asked(at({ timeline: [{ at: 0, kind: "outage", for: "1h" }] }), async (request) => {
      expect((await request("GET", "ping")).status).toBe(503);
    });
  });
});

test("a feed is played at its speed, and can be stopped", async () => {
  const events: FeedEvent[] = Array.from({ length: 5 }, (_, k) => ({ kind: "timer", ts: 1_000 + k * 1_000 }));
  const seen: number[] = [];
  const start = Date.now();
  await new Promise<void>((ended, failed) => {
    playFeed(events, { speed: 100, wallMs: () => Date.now(), see: ({ ts }) => seen.push(ts), ended, failed });
  });
  expect(seen).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
  // Never ahead of its time: four seconds at a hundred times the speed.
  expect(Date.now() - start).toBeGreaterThanOrEqual(40);
  const stop = playFeed(events, {
    speed: 1e-3,
    wallMs: () => Date.now(),
    see: ({ ts }) => seen.push(ts),
    ended: () => seen.push(0),
    failed: () => seen.push(0),
  });
  stop();
  expect(seen.length).toBe(6);
});
