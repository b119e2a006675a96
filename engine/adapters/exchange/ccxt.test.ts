import ccxt from "ccxt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { createExchangeServer, type ExchangeServer } from "./server.ts";

const instrument = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
  notionalMin: 5,
  fees: { maker: 0.001, taker: 0.001 },
});
const keys = [
  { key: "key-one", secret: "secret-one" },
  { key: "key-two", secret: "secret-two" },
];
const symbol = "BTC/USDT";

let server: ExchangeServer;
let port: number;
let now = 1_700_000_000_000;

const trade = (price: number, quantity = 1, taker: "buy" | "sell" = "buy") =>
  server.see({ kind: "trade", ts: ++now, symbol, price, quantity, taker });

beforeAll(async () => {
  server = createExchangeServer({
    instruments: [instrument],
    market: {
      balances: { USDT: 100_000, BTC: 10 },
      triggerAtOnce: "reject",
      depth: { jitter: 0, halfLifeMs: 0, touchNotional: 50_000 },
    },
    keys,
    wallMs: () => Date.now(),
  });
  trade(50_000);
  port = await server.listen(0);
});

afterAll(() => server.close());

/** The unmodified client, pointed at the server. */
async function client(kind: "rest" | "pro", { key, secret } = keys[0]!) {
  const settings = {
    apiKey: key,
    secret,
    enableRateLimit: false,
    options: {
      fetchMarkets: { types: ["spot"] },
      fetchMargins: false,
      fetchCurrencies: false,
      defaultType: "spot",
    },
  };
  const exchange = kind === "pro" ? new ccxt.pro.binance(settings) : new ccxt.binance(settings);
  const rest = `http://127.0.0.1:${port}/api/v3`;
  const streams = `ws://127.0.0.1:${port}/ws`;
  const api = exchange.urls.api as Record<string, unknown>;
  api.public = rest;
  api.private = rest;
  api.v1 = rest;
  api.ws = { ...(api.ws as object), spot: streams, "ws-api": { spot: `ws://127.0.0.1:${port}/ws-api/v3` } };
  // It asks for a proxy agent before it opens a socket that is not encrypted.
  await (exchange as unknown as { loadHttpProxyAgent: () => Promise<unknown> }).loadHttpProxyAgent();
  return exchange;
}

describe("the ccxt client over REST", () => {
  test("loads markets with their steps and limits", async () => {
    const exchange = await client("rest");
    const markets = await exchange.loadMarkets();
    expect(markets[symbol]).toMatchObject({
      id: "BTCUSDT",
      active: true,
      precision: { price: 0.01, amount: 0.00001 },
    });
    expect(markets[symbol]!.limits.cost?.min).toBe(5);
  });

  test("reads book, ticker, trades and bars", async () => {
    const exchange = await client("rest");
    const book = await exchange.fetchOrderBook(symbol);
    expect(book.bids[0]![0]!).toBeLessThan(book.asks[0]![0]!);
    expect(book.asks.length).toBe(20);
    const ticker = await exchange.fetchTicker(symbol);
    expect([ticker.last, ticker.bid]).toEqual([50_000, book.bids[0]![0]]);
    const trades = await exchange.fetchTrades(symbol);
    expect(trades.at(-1)).toMatchObject({ price: 50_000, amount: 1, side: "buy" });
    expect((await exchange.fetchOHLCV(symbol, "1m")).at(-1)!.slice(1, 5)).toEqual([
      50_000, 50_000, 50_000, 50_000,
    ]);
    expect(await exchange.fetchTime()).toBeGreaterThan(1.7e12);
  });

  test("trades: limit, market, cancel, open orders, balance, own trades", async () => {
    const exchange = await client("rest");
    const before = await exchange.fetchBalance();
    const limit = await exchange.createOrder(symbol, "limit", "buy", 0.1, 49_000);
    expect(limit).toMatchObject({ status: "open", filled: 0, price: 49_000, amount: 0.1 });
    expect((await exchange.fetchOpenOrders(symbol)).map(({ id }) => id)).toEqual([limit.id]);
    expect(((await exchange.fetchBalance()) as never as Record<string, { used: number }>).USDT!.used).toBe(
      4_900,
    );
    const market = await exchange.createOrder(symbol, "market", "buy", 0.2);
    expect(market).toMatchObject({ status: "closed", filled: 0.2 });
    expect(market.average).toBeGreaterThan(50_000);
    expect(await exchange.cancelOrder(limit.id!, symbol)).toMatchObject({ status: "canceled" });
    expect(await exchange.fetchOrder(limit.id!, symbol)).toMatchObject({ status: "canceled", filled: 0 });
    const after = (await exchange.fetchBalance()) as never as Record<string, { total: number }>;
    expect(after.BTC!.total).toBeCloseTo((before as never as typeof after).BTC!.total + 0.2, 8);
    const own = await exchange.fetchMyTrades(symbol);
    expect(own.reduce((sum, { amount }) => sum + amount!, 0)).toBeCloseTo(0.2, 8);
    expect(own[0]).toMatchObject({ side: "buy", takerOrMaker: "taker", order: market.id });
  });

  test("an OCO: what one fills, the other does not", async () => {
    const exchange = await client("rest");
    const request = { symbol: "BTCUSDT", side: "SELL", quantity: "0.1", price: "52000", stopPrice: "48000" };
    const pair = await (
      exchange as never as { privatePostOrderOco: (r: object) => Promise<{ orders: { orderId: string }[] }> }
    ).privatePostOrderOco(request);
    const ids = pair.orders.map(({ orderId }) => String(orderId));
    expect((await exchange.fetchOpenOrders(symbol)).map(({ id }) => id).sort()).toEqual([...ids].sort());
    trade(52_500);
    const states = await Promise.all(ids.map((id) => exchange.fetchOrder(id, symbol)));
    expect(states.map(({ status }) => status).sort()).toEqual(["closed", "expired"]);
    trade(50_000, 1, "sell");
  });

  test("a stop waits for its price; one that is passed already is refused", async () => {
    const exchange = await client("rest");
    const stop = await exchange.createOrder(symbol, "market", "sell", 0.1, undefined, {
      stopLossPrice: 49_500,
    });
    expect((await exchange.fetchOrder(stop.id!, symbol)).status).toBe("open");
    trade(49_400, 1, "sell");
    expect(await exchange.fetchOrder(stop.id!, symbol)).toMatchObject({ status: "closed", filled: 0.1 });
    const late = exchange.createOrder(symbol, "market", "sell", 0.1, undefined, { stopLossPrice: 51_000 });
    await expect(late).rejects.toThrow("trigger immediately");
    trade(50_000);
  });

  test.each([
    ["too small", ["limit", "buy", 0.00005, 50_000], ccxt.BadRequest],
    ["beyond the balance", ["limit", "buy", 100, 50_000], ccxt.InsufficientFunds],
    [
      "post-only that would take",
      ["limit", "buy", 0.1, 51_000, { postOnly: true }],
      ccxt.OrderImmediatelyFillable,
    ],
  ] as const)("%s is refused by its own error", async (_, [type, side, amount, price, params], error) => {
    const exchange = await client("rest");
    await expect(exchange.createOrder(symbol, type, side, amount, price, params ?? {})).rejects.toThrow(
      error,
    );
  });

  test("a wrong secret, an old request and an unknown order are refused", async () => {
    const wrong = await client("rest", { key: "key-one", secret: "other" });
    await expect(wrong.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    const late = await client("rest");
    late.options.timeDifference = 60_000;
    await late.loadMarkets();
    await expect(late.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
    const exchange = await client("rest");
    await expect(exchange.cancelOrder("999999", symbol)).rejects.toThrow(ccxt.OrderNotFound);
  });

  test("one account does not see the other's orders", async () => {
    const [one, two] = [await client("rest"), await client("rest", keys[1])];
    const order = await one.createOrder(symbol, "limit", "buy", 0.1, 40_000);
    expect(await two.fetchOpenOrders(symbol)).toEqual([]);
    await expect(two.cancelOrder(order.id!, symbol)).rejects.toThrow(ccxt.OrderNotFound);
    await one.cancelAllOrders(symbol);
  });
});

describe("the ccxt client over WebSocket", () => {
  test("hears of its own orders", async () => {
    const exchange = (await client("pro")) as InstanceType<typeof ccxt.pro.binance>;
    try {
      await exchange.loadMarkets();
      const heard: unknown[] = [];
      const first = exchange.watchOrders(symbol);
      while (
        server.desk.users.size === 0 ||
        [...server.desk.users.values()].every(({ size }) => size === 0)
      ) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const order = await exchange.createOrder(symbol, "limit", "buy", 0.1, 49_900);
      heard.push(...(await first).map(({ id, status }) => [id, status]));
      const second = exchange.watchOrders(symbol);
      trade(49_800, 5, "sell");
      heard.push(...(await second).map(({ id, status, filled }) => [id, status, filled]));
      expect(heard).toEqual([
        [order.id, "open"],
        [order.id, "closed", 0.1],
      ]);
      trade(50_000);
    } finally {
      await exchange.close();
    }
  });

  test("watches the book and trades", async () => {
    const exchange = (await client("pro")) as InstanceType<typeof ccxt.pro.binance>;
    try {
      await exchange.loadMarkets();
      const trades = exchange.watchTrades(symbol);
      const book = exchange.watchOrderBook(symbol);
      const moving = setInterval(() => trade(50_000 + Math.round(Math.random() * 10)), 20);
      const [seen, [last]] = await Promise.all([book, trades]);
      clearInterval(moving);
      expect(seen.bids[0]![0]!).toBeLessThan(seen.asks[0]![0]!);
      expect(last!.price).toBeGreaterThanOrEqual(50_000);
    } finally {
      await exchange.close();
    }
  });

  test("places and cancels over the socket", async () => {
    const exchange = (await client("pro")) as InstanceType<typeof ccxt.pro.binance>;
    try {
      await exchange.loadMarkets();
      const order = await exchange.createOrderWs(symbol, "limit", "buy", 0.1, 45_000);
      expect(order.status).toBe("open");
      expect(await exchange.cancelOrderWs(order.id!, symbol)).toMatchObject({ status: "canceled" });
    } finally {
      await exchange.close();
    }
  });
});
