import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import type { PlaceRequest } from "../../execution/venue-request.ts";
import type { FeedEvent } from "../../ports.ts";
import { purseTotal } from "../../trade/account.ts";
import type { SelfTradeMode } from "../book/match.ts";
import { clientFaults, marketFaults } from "../faults/faulty-feed.ts";
import { parseFaults } from "../faults/parse-faults.ts";
import { addClient } from "./core.ts";
import { createExchange } from "./exchange.ts";
import { isRefusal, placeOrder } from "./orders.ts";
import { placePair } from "./place-pair.ts";
import { desk, perpetual, spot } from "./testing/desk.ts";

const bids = [
  [99.5, 2],
  [99, 5],
] as const;
const asks = [
  [100, 1],
  [100.5, 2],
] as const;

function opened(options: Parameters<typeof desk>[0] = {}) {
  const it = desk(options);
  it.depth(bids, asks);
  return it;
}

const kinds = (reports: readonly { readonly kind: string }[]) => reports.map(({ kind }) => kind);

describe("changes of orders", () => {
  test("a trigger that is moved waits at its new level, or is set off there at once", () => {
    const { place, amend, trade } = opened();
    place("a", { kind: "stop", trigger: "110" });
    expect(amend("a", { trigger: "105" })).toEqual([{ kind: "amend", at: { lots: 100, triggerTicks: 210 } }]);
    expect(trade(100, 0)).toEqual([]);
    expect(kinds(amend("a", { trigger: "100" }))).toEqual(["amend", "trigger", "fill"]);
  });

  test("a smaller waiting order keeps its level", () => {
    const { place, amend, trade } = opened();
    place("a", { kind: "stop", trigger: "100", quantity: "2" });
    amend("a", { quantity: "0.5" });
    expect(trade(100, 0).find(({ kind }) => kind === "fill")).toMatchObject({ lots: 50 });
  });

  test.each([
    ["a price that its kind does not have", { kind: "stop", trigger: "110" }, { price: "99" }],
    ["a price off the grid", { price: "99" }, { price: "99.1" }],
    ["a post-only order to where it would take", { price: "99", postOnly: true }, { price: "100" }],
    ["too small an order", { price: "99" }, { quantity: "0.01" }],
  ] as const)("%s is refused, and the order stays", (_, order, change) => {
    const { place, amend, exchange } = opened();
    place("a", order);
    const before = exchange.client.orders.get("a")!.terms;
    expect(amend("a", change)).toEqual([{ kind: "amend-reject" }]);
    expect(exchange.client.orders.get("a")).toMatchObject({ end: undefined, terms: before });
  });

  test("an order cut to what it has filled ends", () => {
    const { place, amend } = opened();
    place("a", { price: "100", quantity: "2" });
    expect(amend("a", { quantity: "1" })).toEqual([{ kind: "cancel", filledLots: 100 }]);
  });

  test("one that is gone can be neither changed nor cancelled", () => {
    const { place, amend, cancel } = opened();
    place("a", {});
    expect([amend("a", { quantity: "2" }), cancel("a")]).toEqual([
      [{ kind: "amend-reject" }],
      [{ kind: "cancel-reject" }],
    ]);
  });
});

describe("orders that meet their own client's", () => {
  test.each([
    ["none", ["accept", "fill", "fill"], 0],
    ["expire-taker", ["accept", "cancel"], 1],
    ["expire-maker", ["accept", "cancel"], 1],
    ["expire-both", ["accept", "cancel", "cancel"], 0],
    ["decrement", ["accept", "cancel", "cancel"], 0],
  ] as const)("%s", (selfTrade: SelfTradeMode, said, left) => {
    const { place, exchange } = desk({ selfTrade });
    place("maker", { side: "sell", price: "100" });
    expect(kinds(place("taker", { price: "100" }))).toEqual(said);
    expect(exchange.core.actors.get("BTC/USDT")!.open.size).toBe(left);
  });
});

describe("fees by turnover", () => {
  test("the tier of the days before holds; a maker's rebate is paid in full", () => {
    const tiers = [
      { turnover: 0, maker: -0.0001, taker: 0.002 },
      { turnover: 90, maker: -0.0002, taker: 0.001 },
    ];
    const { place, depth, see, heard, trade } = opened({ fees: { tiers, discount: 0.5 } });
    place("a", {});
    see({ kind: "timer", ts: 86_400_000 });
    depth(bids, asks);
    place("b", {});
    place("c", { price: "99.5" });
    trade(99, 5, "sell");
    expect(heard.flatMap(({ fee }) => (fee ? [Number(fee.amount.toFixed(6))] : []))).toEqual([
      0.1, 0.05, -0.0199,
    ]);
  });
});

describe("liquidation", () => {
  const symbol = perpetual.symbol;

  test("of a short that lost more than there is: the insurance pays what it has, the rest is told", () => {
    const { depth, place, trade, exchange } = desk({ balances: { USDT: 100 }, insurance: { USDT: 5 } });
    depth([[100, 100]], [[100.1, 100]], true, symbol);
    place("a", { symbol, side: "sell", quantity: "9" });
    depth([[119.9, 100]], [[120, 100]], true, symbol);
    trade(120, 1, "buy", symbol);
    const { core, client } = exchange;
    expect(client.account!.holdings).toEqual({});
    expect(purseTotal(client.account!, "USDT", "cash")).toBeCloseTo(0, 9);
    expect(core.insurance.USDT).toBeCloseTo(0, 9);
    // 9 short from 100 to 120 lose 180 of 100; fees beside; the liquidation fee went into the insurance, and out again.
    const fees = 900 * 0.0005 + 1_080 * 0.0005;
    expect(core.uncovered.USDT).toBeCloseTo(180 + fees - 100 - 5, 9);
  });

  test("what the book cannot take is tried again at the next price", () => {
    const { depth, place, trade, exchange } = desk({ balances: { USDT: 100 }, insurance: { USDT: 1_000 } });
    depth([[99.9, 100]], [[100, 100]], true, symbol);
    place("a", { symbol, quantity: "9" });
    depth([[91, 4]], [[91.1, 100]], true, symbol);
    trade(91, 1, "sell", symbol);
    expect(exchange.core.actors.get(symbol)!.positions[1]).toBe(60);
    depth([[90, 100]], [[91, 100]], true, symbol);
    trade(90, 1, "sell", symbol);
    expect(exchange.core.actors.get(symbol)!.positions[1]).toBe(0);
  });
});

describe("a pair of which one cancels the other", () => {
  const stop = {
    clientOrderId: "s",
    symbol: "BTC/USDT",
    side: "sell",
    kind: "stop",
    tif: "gtc",
    quantity: "1",
    trigger: "95",
  } as const;
  const target = {
    ...stop,
    clientOrderId: "t",
    kind: "limit",
    price: "110",
    trigger: undefined,
    postOnly: true,
  } as never as PlaceRequest;
  const started = (options = {}) => {
    const it = opened({ balances: { USDT: 0, BTC: 1 }, ...options });
    it.trade(100, 0);
    return {
      ...it,
      pair: (a: PlaceRequest, b: PlaceRequest) =>
        placePair(it.exchange.core, it.exchange.client, a, b, it.now()),
    };
  };

  test("shares what it sells; the one that is set off takes the other with it", () => {
    const { pair, trade, exchange } = started();
    expect(isRefusal(pair(stop, target) as never)).toBe(false);
    trade(95, 0, "sell");
    const { orders } = exchange.client;
    expect([orders.get("s")!.end, orders.get("t")!.end]).toEqual(["filled", "expired"]);
  });

  test("a partial fill of the target ends the stop", () => {
    const { pair, trade, exchange } = started();
    pair(stop, target);
    trade(110, 0.4, "buy");
    const { orders } = exchange.client;
    expect([orders.get("t")!.filled, orders.get("s")!.end]).toEqual([40, "expired"]);
  });

  test.each([
    ["unknown-symbol", { ...stop, symbol: "NO/PE" }, target],
    ["tick", { ...stop, trigger: "95.1" }, target],
    ["tick", stop, { ...target, price: "110.1" }],
    ["trigger-at-once", { ...stop, trigger: "101" }, target],
    ["trigger-at-once", stop, { ...target, price: "99" }],
    ["duplicate", stop, { ...target, clientOrderId: "s" }],
    ["balance", stop, { ...target, quantity: "2" }],
    ["balance", { ...stop, quantity: "2" }, target],
  ] as const)("%s: both are refused", (rule, a, b) => {
    const { pair, exchange } = started();
    expect(pair(a as PlaceRequest, b as PlaceRequest)).toMatchObject({ rule });
    expect(exchange.client.orders.size).toBe(0);
  });

  test("where only one more order may be open, neither is", () => {
    const { pair, exchange } = started({ ordersMax: 1 });
    expect(pair(stop, target)).toMatchObject({ rule: "orders-max" });
    expect(exchange.core.actors.get("BTC/USDT")!.open.size).toBe(0);
  });
});

test("clients trade with each other, each on its own account", () => {
  const { exchange, place } = desk({ balances: { USDT: 1_000, BTC: 1 } });
  const other = addClient(exchange.core, "other");
  place("a", { side: "sell", price: "100" });
  const bought = placeOrder(
    exchange.core,
    other,
    {
      clientOrderId: "a",
      symbol: "BTC/USDT",
      side: "buy",
      kind: "limit",
      tif: "ioc",
      quantity: "1",
      price: "100",
    },
    1,
  );
  expect(bought).toMatchObject({ filled: 100 });
  const [one, two] = [exchange.client, other].map(({ account }) => account!.holdings["BTC/USDT"]!.lots);
  expect([one, two]).toEqual([-100, 100]);
});

test("a trade within the spread fills what stands at better prices on either side", () => {
  const { place, trade } = desk({ depth: { spreadBps: 400, jitter: 0 } });
  trade(100, 1);
  place("bid", { price: "101" });
  place("ask", { side: "sell", price: "101.5" });
  expect(trade(100.5, 5).find(({ kind }) => kind === "fill")).toMatchObject({
    price: 101,
    liquidity: "maker",
  });
});

describe("options that make no sense", () => {
  test.each([
    [{ quue: "trades" }, 'unknown option of an exchange "quue"; did you mean "queue"?'],
    [{ queue: "first" }, "queue must be one of pessimistic, probabilistic, trades"],
    [{ depth: { levels: 0 } }, "depth.levels must be a whole number in [1, 500]; was 0"],
    [
      { impact: { "NO/PE": { kind: "linear", coefficient: 1, adv: 1, halfLifeMs: 1 } } },
      'impact of "NO/PE", which is not traded',
    ],
  ])("%j", (options, message) => {
    expect(() => createExchange([spot], options as never)).toThrow(message);
  });

  test("a symbol that comes twice", () => {
    expect(() => createExchange([spot, spot])).toThrow("each symbol once");
  });
});

describe("faults of the market", () => {
  const { symbol } = spot;
  const crash = parseFaults({ timeline: [{ at: 0, kind: "flash-crash", for: 1_000, size: 0.5, symbol }] });
  const after = (event: FeedEvent) =>
    [...marketFaults([{ kind: "timer", ts: 0 }, event], crash, [symbol], seeded(1))].at(-1);

  test("a crash moves quotes, bars and trades; recorded depth is swept by its trades", () => {
    expect(after({ kind: "quote", ts: 500, symbol, bid: 100, ask: 104 })).toMatchObject({ bid: 75, ask: 78 });
    expect(
      after({ kind: "bar", ts: 500, symbol, open: 100, high: 101, low: 99, close: 100, volume: 1 }),
    ).toMatchObject({
      low: 75,
      close: 75,
      high: 101,
    });
    expect(after({ kind: "funding", ts: 500, symbol, rate: 0.1 })).toMatchObject({ rate: 0.1 });
    expect(after({ kind: "timer", ts: 500 })).toEqual({ kind: "timer", ts: 500 });
  });

  test("who missed depth is told of a gap", () => {
    const stale = parseFaults({ timeline: [{ at: 0, kind: "stale-feed", for: 10 }] });
    const empty = new Float64Array();
    const depth = (ts: number): FeedEvent => ({
      kind: "depth",
      ts,
      symbol,
      snapshot: false,
      bids: empty,
      asks: empty,
    });
    const feed: FeedEvent[] = [{ kind: "timer", ts: 0 }, depth(5), depth(20)];
    expect([...clientFaults(feed, stale, [symbol], seeded(1))].map(({ kind }) => kind)).toEqual([
      "timer",
      "gap",
      "depth",
    ]);
  });
});
