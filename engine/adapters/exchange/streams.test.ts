import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { seeded } from "../../core/random.ts";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { parseFaults } from "../../venue/faults/parse-faults.ts";
import { createExchangeServer, type ExchangeServer } from "./server.ts";
import { signatureOf } from "./signature.ts";
import { createWireFaults } from "./wire-faults.ts";

const instrument = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.001",
  fees: { maker: 0.001, taker: 0.001 },
});
type Json = Record<string, unknown>;

let server: ExchangeServer;
let port: number;
let ts = 60_000_000;

const trade = (price: number, quantity = 1): void => {
  ts += 1_000;
  server.see({ kind: "trade", ts, symbol: "BTC/USDT", price, quantity, taker: "sell" });
};

beforeEach(async () => {
  server = createExchangeServer({
    instruments: [instrument],
    market: {
      balances: { USDT: 10_000, BTC: 1 },
      depth: { jitter: 0, halfLifeMs: 0 },
      triggerAtOnce: "reject",
    },
    keys: [{ key: "k", secret: "s" }],
    wallMs: () => Date.now(),
  });
  trade(100);
  port = await server.listen(0);
});
afterEach(() => server.close());

/** A connection that remembers what it heard. */
async function connect(path: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const heard: Json[] = [];
  socket.on("message", (data) => heard.push(JSON.parse(String(data)) as Json));
  await new Promise<void>((resolve) => socket.on("open", resolve));
  const until = async (is: (message: Json) => boolean): Promise<Json> => {
    for (let k = 0; k < 400; k++) {
      const found = heard.find(is);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`not heard; heard ${JSON.stringify(heard).slice(0, 500)}`);
  };
  const ask = (message: object) => {
    socket.send(JSON.stringify(message));
    return until(({ id }) => id === (message as Json).id);
  };
  return { socket, heard, until, ask };
}

const signed = (params: Record<string, string>) => {
  const all: Record<string, string> = { ...params, apiKey: "k", timestamp: String(Date.now()) };
  const payload = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join("&");
  return { ...all, signature: signatureOf("s", payload) };
};

/** A signed REST request. */
async function rest(method: string, path: string, params: Record<string, string> = {}): Promise<never> {
  const query = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
  const url = `http://127.0.0.1:${port}/api/v3/${path}?${query}&signature=${signatureOf("s", query)}`;
  return (await fetch(url, { method, headers: { "X-MBX-APIKEY": "k" } })).json() as Promise<never>;
}

describe("streams of the market", () => {
  test("trades, quotes, bars and depth, as they are subscribed to", async () => {
    const { ask, until, heard } = await connect("/ws");
    const params = [
      "btcusdt@trade",
      "btcusdt@aggTrade",
      "btcusdt@bookTicker",
      "btcusdt@kline_1m",
      "btcusdt@depth@100ms",
    ];
    expect(await ask({ method: "SUBSCRIBE", params, id: 1 })).toEqual({ result: null, id: 1 });
    expect(await ask({ method: "LIST_SUBSCRIPTIONS", id: 2 })).toEqual({ result: params, id: 2 });
    trade(101.5, 2);
    expect(await until(({ e }) => e === "trade")).toMatchObject({
      s: "BTCUSDT",
      p: "101.50",
      q: "2",
      m: true,
    });
    expect(await until(({ e }) => e === "aggTrade")).toMatchObject({ p: "101.50" });
    expect(await until(({ b, u, e }) => e === undefined && b !== undefined && u !== undefined)).toMatchObject(
      { s: "BTCUSDT" },
    );
    expect(await until(({ e }) => e === "kline")).toMatchObject({
      k: { i: "1m", o: "100", c: "101.5", v: "3", n: 2 },
    });
    const first = await until(({ e }) => e === "depthUpdate");
    expect(Number(first.u)).toBeGreaterThanOrEqual(Number(first.U));
    expect(await ask({ method: "UNSUBSCRIBE", params, id: 3 })).toEqual({ result: null, id: 3 });
    const before = heard.length;
    trade(102);
    await ask({ method: "LIST_SUBSCRIPTIONS", id: 4 });
    expect(heard.length).toBe(before + 1);
  });

  test("depth: each update goes on where the last one ended, and makes the book that REST shows", async () => {
    const { until, heard } = await connect("/ws/btcusdt@depth");
    const shown = (await (await fetch(`http://127.0.0.1:${port}/api/v3/depth?symbol=BTCUSDT`)).json()) as {
      lastUpdateId: number;
    };
    trade(103);
    const after = (await (await fetch(`http://127.0.0.1:${port}/api/v3/depth?symbol=BTCUSDT`)).json()) as {
      lastUpdateId: number;
      bids: string[][];
    };
    await until(({ u }) => u === after.lastUpdateId);
    const updates = heard.filter(({ u }) => Number(u) > shown.lastUpdateId);
    expect(updates[0]!.U).toBe(shown.lastUpdateId + 1);
    const bids = new Map<string, string>();
    for (const { b } of heard)
      for (const [price, quantity] of b as [string, string][]) bids.set(price, quantity);
    for (const [price, quantity] of after.bids) expect(bids.get(price!)).toBe(quantity);
  });

  test("combined streams are wrapped with their names", async () => {
    const { until } = await connect("/stream?streams=btcusdt@trade/btcusdt@bookTicker");
    trade(104);
    expect(await until(({ stream }) => stream === "btcusdt@trade")).toMatchObject({ data: { e: "trade" } });
  });

  test.each([
    ["no JSON", "{", { error: { code: 3 } }],
    [
      "an unknown stream",
      JSON.stringify({ method: "SUBSCRIBE", params: ["x@trade"], id: 1 }),
      { error: { code: 2 }, id: 1 },
    ],
    [
      "an unknown interval",
      JSON.stringify({ method: "SUBSCRIBE", params: ["btcusdt@kline_1x"], id: 1 }),
      { error: { code: 2 } },
    ],
    ["an unknown method", JSON.stringify({ method: "SHOUT", id: 1 }), { error: { code: 2 }, id: 1 }],
  ])("%s is refused", async (_, text, answer) => {
    const { socket, until } = await connect("/ws");
    socket.send(text);
    expect(await until(({ error }) => error !== undefined)).toMatchObject(answer);
  });
});

describe("a client's own stream", () => {
  test("by listen key: orders and balances", async () => {
    const { listenKey } = (await rest("POST", "userDataStream")) as { listenKey: string };
    const { until } = await connect(`/ws/${listenKey}`);
    await rest("POST", "order", { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.5" });
    expect(await until(({ x }) => x === "TRADE")).toMatchObject({
      e: "executionReport",
      X: "FILLED",
      l: "0.500",
      N: "USDT",
    });
    expect(await until(({ e }) => e === "outboundAccountPosition")).toMatchObject({
      B: [{ a: "USDT" }, { a: "BTC" }],
    });
    expect(await rest("PUT", "userDataStream", { listenKey })).toEqual({});
    expect(await rest("DELETE", "userDataStream", { listenKey })).toEqual({});
    expect(await rest("PUT", "userDataStream", { listenKey })).toMatchObject({
      msg: "This listenKey does not exist.",
    });
  });

  test("a clock that is wrong makes signed requests late", async () => {
    const faults = createWireFaults(
      parseFaults({ timeline: [{ at: 0, kind: "wrong-clock", for: "1h", size: -9_000 }] }),
      seeded(1),
      () => Date.now(),
    );
    const wrong = {
      instruments: [instrument],
      market: {},
      keys: [{ key: "k", secret: "s" }],
      wallMs: () => Date.now(),
      faults,
    };
    await server.close();
    server = createExchangeServer(wrong);
    port = await server.listen(0);
    faults.tick();
    expect(await rest("GET", "account")).toMatchObject({ code: -1021 });
  });

  test("a market that is stale sends nothing until it is over, and then what has changed", async () => {
    let stale = true;
    const said: object[] = [];
    const { createMarketStreams } = await import("./market-streams.ts");
    const streams = createMarketStreams(server.desk, () => stale);
    streams.subscribe("btcusdt@depth", (_, data) => said.push(data));
    streams.subscribe("btcusdt@trade", (_, data) => said.push(data));
    trade(110);
    streams.flush();
    expect(said).toEqual([]);
    stale = false;
    streams.flush();
    expect(said).toMatchObject([{ e: "depthUpdate" }]);
  });

  test("under faults events are lost, doubled and late", async () => {
    const events = (input: object): readonly number[] => {
      const faults = createWireFaults(parseFaults(input), seeded(1), () => 0);
      return faults.deliveries();
    };
    expect(events({})).toEqual([0]);
    expect(events({ rates: { "drop-reply": 1 } })).toEqual([]);
    expect(events({ rates: { "duplicate-reply": 1 } }).length).toBe(2);
    expect(events({ rates: { "delay-event": 1 } })[0]).toBeGreaterThan(0);
  });
});

describe("requests over the socket", () => {
  test("orders, questions, and what is refused", async () => {
    const { ask, until } = await connect("/ws-api/v3");
    expect(await ask({ id: "p", method: "ping" })).toMatchObject({ status: 200 });
    expect(await ask({ id: "t", method: "time" })).toMatchObject({ status: 200 });
    expect(await ask({ id: "x", method: "dance" })).toMatchObject({ status: 400, error: { code: -1102 } });
    const bad = { ...signed({}), signature: "00" };
    expect(await ask({ id: "b", method: "account.status", params: bad })).toMatchObject({
      status: 400,
      error: { code: -1022 },
    });
    await ask({ id: "s", method: "userDataStream.subscribe.signature", params: signed({}) });
    const order = {
      symbol: "BTCUSDT",
      side: "SELL",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "0.5",
      price: "150",
    };
    expect(await ask({ id: "o", method: "order.place", params: signed(order) })).toMatchObject({
      status: 200,
      result: { status: "NEW" },
    });
    expect(await until(({ event }) => event !== undefined)).toMatchObject({
      subscriptionId: 0,
      event: { x: "NEW", S: "SELL" },
    });
  });
});

describe("orders over REST", () => {
  const base = { symbol: "BTCUSDT", side: "BUY", quantity: "0.5" };

  test("by money, icebergs, trailing stops, tests, and all that was done", async () => {
    const byMoney = (await rest("POST", "order", {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quoteOrderQty: "25",
      newOrderRespType: "FULL",
    })) as Json & { fills: Json[] };
    expect(byMoney).toMatchObject({ status: "FILLED", executedQty: "0.250" });
    expect(byMoney.fills[0]).toMatchObject({ qty: "0.250", commissionAsset: "USDT" });
    const iceberg = { ...base, type: "LIMIT", timeInForce: "GTC", price: "90", icebergQty: "0.1" };
    expect(await rest("POST", "order", iceberg)).toMatchObject({ icebergQty: "0.100", status: "NEW" });
    const trailing = { ...base, side: "SELL", type: "STOP_LOSS", trailingDelta: "500" };
    const { orderId } = (await rest("POST", "order", trailing)) as { orderId: number };
    trade(94.9);
    expect(await rest("GET", "order", { symbol: "BTCUSDT", orderId: String(orderId) })).toMatchObject({
      status: "FILLED",
    });
    expect(await rest("POST", "order/test", iceberg)).toEqual({});
    expect(await rest("POST", "order/test", { ...iceberg, price: "90.001" })).toMatchObject({ code: -1013 });
    expect(((await rest("GET", "openOrders")) as unknown[]).length).toBe(1);
    expect(((await rest("GET", "allOrders", { symbol: "BTCUSDT" })) as unknown[]).length).toBe(3);
    expect(
      ((await rest("GET", "myTrades", { symbol: "BTCUSDT", orderId: String(orderId) })) as unknown[]).length,
    ).toBeGreaterThan(0);
    expect(((await rest("DELETE", "openOrders", { symbol: "BTCUSDT" })) as unknown[]).length).toBe(1);
    expect(await rest("DELETE", "openOrders", { symbol: "BTCUSDT" })).toMatchObject({ code: -2011 });
  });

  test("pairs in the newer words, cancelled as one, refused where one would trade at once", async () => {
    const words = {
      aboveType: "LIMIT_MAKER",
      abovePrice: "120",
      belowType: "STOP_LOSS_LIMIT",
      belowStopPrice: "90",
      belowPrice: "89",
      belowTimeInForce: "GTC",
    };
    const pair = { symbol: "BTCUSDT", side: "SELL", quantity: "0.5", ...words };
    const placed = (await rest("POST", "orderList/oco", pair)) as { orderListId: number; orders: unknown[] };
    expect(placed).toMatchObject({ contingencyType: "OCO", listOrderStatus: "EXECUTING", orders: [{}, {}] });
    // Both together hold what one needs.
    const account = (await rest("GET", "account")) as { balances: { asset: string; locked: string }[] };
    expect(account.balances.find(({ asset }) => asset === "BTC")!.locked).toBe("0.50000000");
    const cancel = { symbol: "BTCUSDT", orderListId: String(placed.orderListId) };
    expect(await rest("DELETE", "orderList", cancel)).toMatchObject({ listOrderStatus: "ALL_DONE" });
    expect(await rest("GET", "openOrders")).toEqual([]);
    expect(await rest("POST", "orderList/oco", { ...pair, abovePrice: "90" })).toMatchObject({ code: -2010 });
    expect(await rest("POST", "orderList/oco", { ...pair, aboveType: "MARKET" })).toMatchObject({
      code: -1102,
    });
    expect(await rest("DELETE", "orderList", cancel)).toMatchObject({ code: -2011 });
  });
});
