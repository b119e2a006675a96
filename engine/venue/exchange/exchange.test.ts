import { describe, expect, test } from "vitest";
import { purseTotal } from "../../trade/account.ts";
import { depthOf } from "../book/book.ts";
import { parseFaults } from "../faults/parse-faults.ts";
import { noLatency } from "../latency/latency.ts";
import { binanceLimits } from "../limits/rate-limiter.ts";
import { desk } from "./testing/desk.ts";

const bids = [
  [99.5, 2],
  [99, 5],
] as const;
const asks = [
  [100, 1],
  [100.5, 2],
  [101, 4],
] as const;

/** A desk before a recorded book: 99.5 to 100. */
function opened(options: Parameters<typeof desk>[0] = {}) {
  const it = desk(options);
  it.depth(bids, asks);
  return it;
}

const fills = (reports: readonly { readonly kind: string }[]) =>
  reports.flatMap((report) => {
    const { lots, price, liquidity } = report as unknown as {
      lots: number;
      price: number;
      liquidity: string;
    };
    return report.kind === "fill" ? [[lots, price, liquidity]] : [];
  });
const last = (reports: readonly unknown[]) => reports.at(-1);

describe("takers", () => {
  test("walk the book: a market order pays each level's price, and what is not there is not filled", () => {
    const { place } = opened();
    const reports = place("a", { quantity: "10" });
    expect(reports[0]).toEqual({ kind: "accept" });
    expect(fills(reports)).toEqual([
      [100, 100, "taker"],
      [200, 100.5, "taker"],
      [400, 101, "taker"],
    ]);
    expect(last(reports)).toEqual({ kind: "cancel", filledLots: 700 });
  });

  test("a limit order takes up to its price and rests with what is left", () => {
    const { place, exchange } = opened();
    const reports = place("a", { quantity: "2.5", price: "100" });
    expect(fills(reports)).toEqual([[100, 100, "taker"]]);
    expect(depthOf(exchange.core.actors.get("BTC/USDT")!.book, 1, 1)).toEqual([[200, 150]]);
  });

  test.each([
    ["ioc", "1.5", "100", [[100, 100, "taker"]], { kind: "cancel", filledLots: 100 }],
    ["fok", "1.5", "100", [], { kind: "cancel", filledLots: 0 }],
    ["fok", "1", "100", [[100, 100, "taker"]], undefined],
    [
      "fok",
      "3",
      undefined,
      [
        [100, 100, "taker"],
        [200, 100.5, "taker"],
      ],
      undefined,
    ],
  ] as const)("%s of %s at %s", (tif, quantity, price, filled, end) => {
    const { place } = opened();
    const reports = place("a", { tif, quantity, ...(price && { price }) });
    expect(fills(reports)).toEqual(filled);
    if (end) expect(last(reports)).toEqual(end);
  });

  test("post-only is refused where it would take, and rests where it would not", () => {
    const { place } = opened();
    expect(last(place("a", { price: "100", postOnly: true }))).toEqual({
      kind: "reject",
      reason: "post-only",
    });
    expect(place("b", { price: "99.5", postOnly: true })).toEqual([{ kind: "accept" }]);
  });
});

describe("makers in a recorded book", () => {
  test("fill once trades have worked off what stood before them", () => {
    const { place, trade } = opened();
    place("a", { price: "99.5" });
    expect(trade(99.5, 1.5, "sell")).toEqual([]);
    expect(fills(trade(99.5, 0.7, "sell"))).toEqual([[20, 99.5, "maker"]]);
    expect(fills(trade(99, 5, "sell"))).toEqual([[80, 99.5, "maker"]]);
  });

  test("fill at their own price where the market comes to them", () => {
    const { place, depth } = opened();
    place("a", { price: "99.5", quantity: "3" });
    const reports = depth([[99.5, 0]], [[99, 2]], false);
    expect(fills(reports)).toEqual([[200, 99.5, "maker"]]);
  });

  test("an iceberg shows its parts one after the other", () => {
    const { place, trade, exchange } = opened();
    const iceberg = place("a", {
      kind: "iceberg",
      side: "sell",
      price: "99.5",
      quantity: "3",
      display: "0.5",
    });
    expect(fills(iceberg)).toEqual([[200, 99.5, "taker"]]);
    expect(depthOf(exchange.core.actors.get("BTC/USDT")!.book, -1, 1)).toEqual([[199, 50]]);
    expect(fills(trade(99.5, 0.8, "buy"))).toEqual([
      [50, 99.5, "maker"],
      [30, 99.5, "maker"],
    ]);
  });
});

describe("triggers", () => {
  test.each([
    ["stop", "buy", "101", 101, [100, 101]],
    ["take-profit", "sell", "101", 101, [100, 99.5]],
    ["stop", "sell", "99", 99, [100, 99]],
  ] as const)("a %s to %s at %s", (kind, side, trigger, at, [lots, price]) => {
    const { place, trade } = opened();
    expect(place("a", { kind, side, trigger })).toEqual([{ kind: "accept" }]);
    expect(trade(100, 0.01)).toEqual([]);
    const reports = trade(at, 0.01);
    expect(reports[0]).toEqual({ kind: "trigger" });
    expect(fills(reports)[0]).toEqual([lots, price, "taker"]);
  });

  test("a stop-limit rests at its limit once it is set off", () => {
    const { place, trade } = opened();
    place("a", { kind: "stop-limit", trigger: "101", price: "98" });
    expect(trade(101, 0.01)).toEqual([{ kind: "trigger" }]);
    expect(fills(trade(97.5, 10, "sell"))).toEqual([[100, 98, "maker"]]);
  });

  test("a trailing stop follows the best price and no price sets off what it has just moved", () => {
    const { place, trade } = opened();
    place("a", { kind: "trailing-stop", side: "sell", trail: "2" });
    for (const price of [100, 104, 102.5]) expect(trade(price, 0.01)).toEqual([]);
    expect(trade(102, 0.01)[0]).toEqual({ kind: "trigger" });
  });

  test("one set off trades and so sets off the next, all within one event", () => {
    const { place, trade, heard } = opened();
    place("first", { kind: "stop", trigger: "100", quantity: "3" });
    place("second", { kind: "stop", trigger: "100.5", quantity: "1" });
    trade(100, 0);
    const told = heard.map(({ id, report }) => `${id} ${report.kind}`);
    expect(told.slice(2)).toEqual([
      "first trigger",
      "first fill",
      "first fill",
      "second trigger",
      "second fill",
    ]);
  });

  test("one whose price has passed trades at once, or is refused where the exchange does so", () => {
    const stop = { kind: "stop", side: "sell", trigger: "100" } as const;
    const trades = opened();
    trades.trade(99.5, 0.01);
    expect(trades.place("a", stop).map(({ kind }) => kind)).toEqual(["accept", "trigger", "fill"]);
    const refuses = opened({ triggerAtOnce: "reject" });
    refuses.trade(99.5, 0.01);
    expect(refuses.place("a", stop)).toEqual([{ kind: "reject", reason: "trigger-at-once" }]);
  });
});

describe("what happens to orders", () => {
  test("a smaller amend keeps the place in the queue, another price does not", () => {
    const { place, amend, trade } = opened();
    place("a", { price: "99.5" });
    place("b", { price: "99.5" });
    expect(amend("a", { quantity: "0.5" })).toEqual([{ kind: "amend", at: { lots: 50, limitTicks: 199 } }]);
    expect(fills(trade(99.5, 2.5, "sell"))).toEqual([[50, 99.5, "maker"]]);
    amend("b", { price: "100" });
    expect(amend("a", { quantity: "1" })).toEqual([{ kind: "amend-reject" }]);
  });

  test("an amend that reaches the market takes", () => {
    const { place, amend } = opened();
    place("a", { price: "99" });
    expect(fills(amend("a", { price: "100" }))).toEqual([[100, 100, "taker"]]);
  });

  test("reduce-only trades no more than there is, and is refused where there is nothing", () => {
    const { place } = opened();
    const sell = { side: "sell", reduceOnly: true } as const;
    expect(place("a", sell)).toEqual([{ kind: "reject", reason: "reduce-only" }]);
    place("b", { quantity: "0.5" });
    const reports = place("c", { ...sell, quantity: "2" });
    expect(fills(reports)).toEqual([[50, 99.5, "taker"]]);
    expect(last(reports)).toEqual({ kind: "cancel", filledLots: 50 });
  });

  test("an order does not trade with its own client's", () => {
    const { place } = opened();
    place("a", { side: "sell", price: "99.5", quantity: "3" });
    const reports = place("b", { price: "101" });
    expect(fills(reports)).toEqual([]);
    expect(last(reports)).toEqual({ kind: "cancel", filledLots: 0 });
  });

  test("time in force ends: good till date, and for the day at midnight UTC", () => {
    const { place, wait, see } = opened();
    place("a", { price: "99", tif: "gtd", untilMs: 5_000 });
    place("b", { price: "99", tif: "day" });
    expect(see({ kind: "timer", ts: 4_999 })).toEqual([]);
    expect(see({ kind: "timer", ts: 5_000 })).toEqual([{ kind: "expire", filledLots: 0 }]);
    expect(see({ kind: "timer", ts: 86_400_000 })).toEqual([{ kind: "expire", filledLots: 0 }]);
    expect(wait(1e9)).toEqual([]);
  });

  test("the same request again places nothing and is answered; after 24 hours its id is free", () => {
    const { place, query, see } = opened();
    place("a", {});
    const again = place("a", {});
    expect(fills(again)).toEqual([[100, 100, "taker"]]);
    expect(last(again)).toEqual({ kind: "accept", at: { lots: 100 }, filledLots: 100 });
    expect(query("never")).toEqual([{ kind: "absent", askedMs: 0 }]);
    see({ kind: "timer", ts: 86_400_000 });
    expect(place("a", {})[0]).toEqual({ kind: "accept" });
  });

  test("a query gives all fills, then how the order stands", () => {
    const { place, query } = opened();
    place("a", { price: "100", quantity: "2" });
    const answer = query("a");
    expect(fills(answer)).toEqual([[100, 100, "taker"]]);
    const at = { lots: 200, limitTicks: 200 };
    expect(last(answer)).toEqual({ kind: "accept", at, filledLots: 100, askedMs: 0 });
  });
});

describe("filters", () => {
  test.each([
    ["unknown-symbol", { symbol: "DOGE/USDT" }],
    ["tick", { price: "100.3" }],
    ["lot", { quantity: "0.005" }],
    ["lot", { quantity: "a few" }],
    ["notional-min", { quantity: "0.01", price: "50" }],
    ["price-band", { price: "10" }],
    ["terms", { leg: "long", price: "99" }],
    ["terms", { display: "1" }],
  ] as const)("%s", (reason, order) => {
    const { place } = opened();
    expect(place("a", order as never)).toEqual([{ kind: "reject", reason }]);
  });

  test("orders that may be open, and those that may wait for a trigger", () => {
    const { place } = opened({ ordersMax: 3, conditionalOrdersMax: 1 });
    const stop = { kind: "stop", trigger: "120" } as const;
    place("a", stop);
    expect(place("b", stop)).toEqual([{ kind: "reject", reason: "conditional-orders-max" }]);
    place("c", { price: "99" });
    place("d", { price: "99" });
    expect(place("e", { price: "99" })).toEqual([{ kind: "reject", reason: "orders-max" }]);
  });

  test("what a client cannot pay for", () => {
    const { place } = opened({ balances: { USDT: 150 } });
    expect(place("a", { price: "99" })).toEqual([{ kind: "accept" }]);
    expect(place("b", { price: "99" })).toEqual([{ kind: "reject", reason: "balance" }]);
    expect(place("c", { side: "sell" })).toEqual([{ kind: "reject", reason: "balance" }]);
  });

  test("too many requests are turned away, and then banned", () => {
    const rates = { ...binanceLimits, ordersPer10s: 2, violationsMax: 1 };
    const { place, query } = opened({ rates });
    place("a", { price: "99" });
    place("b", { price: "99" });
    expect(place("c", { price: "99" })).toEqual([{ kind: "reject", reason: "order-rate" }]);
    expect(place("d", { price: "99" })).toEqual([{ kind: "reject", reason: "banned" }]);
    expect(query("a")).toEqual([]);
  });
});

describe("depth that is not known", () => {
  test("after a gap requests wait for the next snapshot; questions are answered", () => {
    const { place, see, query, depth } = opened();
    place("a", { price: "99.5", quantity: "3" });
    see({ kind: "gap", ts: 10, symbol: "BTC/USDT" });
    expect(place("b", {})).toEqual([]);
    expect(last(query("a"))).toMatchObject({ kind: "accept" });
    expect(depth([[99.5, 1]], [[98, 1]], false)).toEqual([]);
    const reports = depth(
      [[98, 1]],
      [
        [98.5, 2],
        [99, 5],
      ],
    );
    expect(fills(reports)).toEqual([
      [200, 99.5, "maker"],
      [100, 99.5, "maker"],
      [100, 99, "taker"],
    ]);
  });
});

describe("a made book", () => {
  const made = {
    depth: {
      spreadBps: 100,
      stepBps: 100,
      levels: 3,
      touchNotional: 100,
      growth: 1,
      jitter: 0,
      halfLifeMs: 100,
    },
  };

  test("stands around the price, gives way to takers, and comes back", () => {
    const { trade, exchange, place, see } = desk(made);
    trade(100, 1);
    const { book } = exchange.core.actors.get("BTC/USDT")!;
    expect(depthOf(book, -1, 9)).toEqual([
      [201, 100],
      [203, 100],
      [205, 100],
    ]);
    expect(depthOf(book, 1, 9)).toEqual([
      [199, 101],
      [197, 101],
      [195, 101],
    ]);
    expect(fills(place("a", { quantity: "1.6" }))).toEqual([
      [100, 100.5, "taker"],
      [60, 101.5, "taker"],
    ]);
    expect(depthOf(book, -1, 9)).toEqual([
      [203, 40],
      [205, 100],
    ]);
    see({ kind: "timer", ts: 100 });
    expect(depthOf(book, -1, 9)).toEqual([
      [201, 50],
      [203, 70],
      [205, 100],
    ]);
    see({ kind: "timer", ts: 10_000 });
    expect(depthOf(book, -1, 9)).toEqual([
      [201, 100],
      [203, 100],
      [205, 100],
    ]);
  });

  test("moves by impact, and back as it decays", () => {
    const impact = { "BTC/USDT": { kind: "linear", coefficient: 1, adv: 100, halfLifeMs: 1_000 } } as const;
    const { trade, exchange, place, see } = desk({ ...made, impact });
    trade(100, 1);
    place("a", { quantity: "1" });
    const { book } = exchange.core.actors.get("BTC/USDT")!;
    // 1% of a day's volume moves it by 1%.
    expect(depthOf(book, 1, 1)[0]![0]).toBe(201);
    see({ kind: "quote", ts: 20_000, symbol: "BTC/USDT", bid: 99.5, ask: 100.5 });
    expect(depthOf(book, 1, 1)[0]![0]).toBe(199);
  });

  test("fills what a bar's path reaches, and a stop at what the book has then", () => {
    const { see, place } = desk(made);
    see({ kind: "quote", ts: 0, symbol: "BTC/USDT", bid: 99.5, ask: 100.5 });
    place("limit", { price: "97", quantity: "0.5" });
    place("stop", { kind: "stop", trigger: "103", quantity: "0.5" });
    const bar = {
      kind: "bar",
      symbol: "BTC/USDT",
      open: 100,
      high: 104,
      low: 96,
      close: 101,
      volume: 50,
    } as const;
    const reports = see({ ...bar, ts: 60_000 });
    expect(fills(reports)).toContainEqual([50, 97, "maker"]);
    const [, stop] = fills(reports);
    expect([stop![1], fills(reports)[0]![1]].some((price) => (price as number) >= 103)).toBe(true);
  });
});

describe("money", () => {
  test("fees follow maker and taker, come with each fill, and stand on the account", () => {
    const { place, trade, heard, exchange } = opened({ balances: { USDT: 1_000 } });
    place("a", {});
    place("b", { price: "99.5" });
    trade(99, 5, "sell");
    const fees = heard.flatMap(({ fee }) => (fee ? [fee.amount] : []));
    expect(fees).toEqual([0.2, 0.0995]);
    expect(purseTotal(exchange.client.account!, "USDT", "cash")).toBeCloseTo(1_000 - 199.5 - 0.2995, 9);
  });

  test("funding is paid by what is held, and an account that falls too far is liquidated", () => {
    const symbol = "ETH/USDT:USDT";
    const { place, depth, exchange, see, trade, heard } = desk({
      balances: { USDT: 100 },
      insurance: { USDT: 50 },
      liquidationFee: 0.01,
    });
    depth([[99.9, 100]], [[100, 100]], true, symbol);
    expect(last(place("big", { symbol, quantity: "11" }))).toEqual({ kind: "reject", reason: "margin" });
    place("a", { symbol, quantity: "9" });
    see({ kind: "funding", ts: 1, symbol, rate: 0.001 });
    expect(purseTotal(exchange.client.account!, "USDT", "funding")).toBeCloseTo(-0.9, 9);
    place("b", { symbol, quantity: "0.5", price: "90" });
    depth([[88, 100]], [[88.1, 100]], true, symbol);
    trade(88, 1, "sell", symbol);
    const { core, client } = exchange;
    expect(client.account!.holdings).toEqual({});
    expect(heard.at(-1)).toMatchObject({ id: "liquidation-3", report: { kind: "fill", price: 88 } });
    // The 100 paid are gone: 9 x 12 lost, fees, funding; the rest is what the insurance paid.
    const [cash] = [purseTotal(client.account!, "USDT", "cash")];
    expect(cash).toBeCloseTo(0, 9);
    expect(core.insurance.USDT).toBeLessThan(50);
    expect(core.uncovered.USDT).toBe(0);
  });
});

describe("a network with latency and faults", () => {
  test("requests and answers take their time, in order", () => {
    const latency = {
      ...noLatency,
      out: { medianMs: 10, sigma: 0 },
      match: { medianMs: 1, sigma: 0 },
      back: { medianMs: 5, sigma: 0 },
    };
    const { place, wait, exchange } = opened({ latency });
    expect(place("a", {})).toEqual([]);
    expect(exchange.dueMs()).toBe(11);
    expect(wait(15)).toEqual([]);
    expect(wait(1).map(({ kind }) => kind)).toEqual(["accept", "fill"]);
  });

  test("a wrong clock makes requests that are refused", () => {
    const faults = parseFaults({ timeline: [{ at: 0, kind: "wrong-clock", for: "1m", size: -6_000 }] });
    const { place, see } = opened({ faults });
    see({ kind: "timer", ts: 10_000 });
    expect(place("a", {})).toEqual([{ kind: "reject", reason: "timestamp" }]);
  });

  test("a lost connection loses requests and answers, and says that it was gone", () => {
    const faults = parseFaults({ timeline: [{ at: 100, kind: "disconnect", for: 100 }] });
    const { place, see, exchange, query, trade } = opened({ faults });
    place("rests", { price: "99.5", quantity: "3" });
    see({ kind: "timer", ts: 150 });
    expect(place("lost", {})).toEqual([]);
    expect(trade(99, 5, "sell")).toEqual([]);
    see({ kind: "timer", ts: 250 });
    expect(exchange.links()).toEqual([
      { ts: 100, kind: "disconnected" },
      { ts: 200, kind: "connected" },
    ]);
    expect(fills(query("rests"))).toEqual([[300, 99.5, "maker"]]);
    expect(query("lost")).toEqual([{ kind: "absent", askedMs: 250 }]);
  });

  test("a restart forgets what it was about to say, not what it did", () => {
    const latency = { ...noLatency, back: { medianMs: 50, sigma: 0 } };
    const faults = parseFaults({ timeline: [{ at: 20, kind: "restart", for: 10 }] });
    const { place, wait, query, exchange } = opened({ faults, latency });
    place("a", {});
    expect(wait(100)).toEqual([]);
    expect(exchange.client.orders.get("a")!.end).toBe("filled");
    query("a");
    expect(fills(wait(100))).toEqual([[100, 100, "taker"]]);
  });

  test("halts refuse, delistings end", () => {
    const { place, see, trade } = opened();
    place("a", { price: "99" });
    see({ kind: "status", ts: 1, symbol: "BTC/USDT", status: "halted" });
    expect(place("b", {})).toEqual([{ kind: "reject", reason: "halted" }]);
    expect(trade(98, 10, "sell")).toEqual([]);
    see({ kind: "status", ts: 2, symbol: "BTC/USDT", status: "trading" });
    const reports = see({ kind: "status", ts: 3, symbol: "BTC/USDT", status: "delisted" });
    expect(reports).toEqual([{ kind: "cancel", filledLots: 0 }]);
    expect(place("c", {})).toEqual([{ kind: "reject", reason: "delisted" }]);
  });
});
