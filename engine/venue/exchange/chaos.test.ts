import { describe, expect, test } from "vitest";
import { type Random, seeded } from "../../core/random.ts";
import { createBlotter } from "../../execution/blotter.ts";
import type { SingleCommand } from "../../execution/commands.ts";
import { manage } from "../../execution/order-manager.ts";
import { entriesOf } from "../../execution/order-table.ts";
import type { FeedEvent } from "../../ports.ts";
import { purseTotal } from "../../trade/account.ts";
import { type OrderKind, type OrderTerms, orderKinds, type TimeInForce } from "../../trade/order-terms.ts";
import { isFinal } from "../../trade/order-transitions.ts";
import { parseFaults } from "../faults/parse-faults.ts";
import { usualLatency } from "../latency/latency.ts";
import { createExchange } from "./exchange.ts";
import { perpetual, spot } from "./testing/desk.ts";

const instruments = [spot, perpetual];

/** Terms by chance, most of which an exchange takes. */
function wish(random: Random, lastTicks: number, nowMs: number): OrderTerms {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const near = () => Math.max(1, lastTicks + Math.floor(random() * 21) - 10);
  const kind: OrderKind = pick(orderKinds);
  const resting = kind === "limit" || kind === "market" || kind === "stop-limit";
  const tif: TimeInForce = pick(
    resting ? (["gtc", "ioc", "fok", "gtd", "day"] as const) : (["gtc", "gtd"] as const),
  );
  const lots = 1 + Math.floor(random() * 200);
  return {
    symbol: spot.symbol,
    side: pick(["buy", "sell"] as const),
    kind,
    lots,
    tif,
    ...((kind === "limit" || kind === "stop-limit" || kind === "iceberg") && { limitTicks: near() }),
    ...((kind === "stop" || kind === "stop-limit" || kind === "take-profit") && { triggerTicks: near() }),
    ...(kind === "trailing-stop" && { trailTicks: 1 + Math.floor(random() * 10) }),
    ...(kind === "iceberg" && { displayLots: 1 + Math.floor(random() * lots) }),
    ...(tif === "gtd" && { untilMs: nowMs + 1 + Math.floor(random() * 60_000) }),
    ...(kind === "limit" && tif === "gtc" && random() < 0.2 && { postOnly: true }),
    ...(random() < 0.1 && { reduceOnly: true }),
  };
}

/** An order manager trades by chance at an exchange until all is quiet; what both then know is given back. */
function drill(seed: number, mode: "calm" | "rough" | "hell") {
  const random = seeded(seed);
  const faults = parseFaults({
    mode,
    seed,
    ...(mode === "hell" && { spells: { restart: { "per-day": 60 } } }),
  });
  const exchange = createExchange(instruments, {
    seed,
    latency: usualLatency,
    faults,
    balances: { USDT: 1e7, BTC: 1e4 },
    depth: { touchNotional: 5_000 },
    selfTrade: "decrement",
  });
  const blotter = createBlotter("chaos", instruments);
  const rules = new Map<string, number>();
  let [now, price, sequence] = [0, 100, 0];
  const put = (input: Parameters<typeof manage>[1]) => {
    for (const action of manage(blotter, input, now).actions) {
      if (action.kind === "reconcile") rules.set(action.rule, (rules.get(action.rule) ?? 0) + 1);
      exchange.send(action, now);
    }
  };
  const settle = (until: number) => {
    for (let due = exchange.dueMs(); due <= until; due = exchange.dueMs()) {
      now = Math.max(now, due);
      for (const { id, report } of exchange.advance(now)) put({ kind: "report", id, report });
      for (const { kind } of exchange.links()) put({ kind });
    }
    now = until;
  };
  const see = (event: FeedEvent) => {
    settle(event.ts);
    exchange.observe(event);
    settle(event.ts);
  };
  const open = () => [...entriesOf(blotter.orders, blotter.orders.open)].map(({ order }) => order);
  for (let step = 0; step < 400; step++) {
    price = Math.max(20, price + Math.round((random() - 0.5) * 4) / 2);
    const ts = now + Math.floor(random() * 20_000);
    see(
      random() < 0.1
        ? { kind: "quote", ts, symbol: spot.symbol, bid: price - 0.5, ask: price + 0.5 }
        : { kind: "trade", ts, symbol: spot.symbol, price, quantity: random() * 5 },
    );
    put({ kind: "clock" });
    const key = { symbol: spot.symbol, sequence: sequence++ };
    const orders = open();
    const chosen = orders[Math.floor(random() * orders.length)];
    const drawn = random();
    const terms = wish(random, price * 2, now);
    const command: SingleCommand =
      drawn < 0.6 || !chosen
        ? { ...key, kind: "place", terms, price }
        : drawn < 0.8
          ? { ...key, kind: "cancel", id: chosen.id }
          : { ...key, kind: "amend", id: chosen.id, change: { lots: 1 + Math.floor(random() * 250) } };
    put({ kind: "command", command });
  }
  return { exchange, blotter, rules, put, settle, open, now: () => now, next: () => sequence++ };
}

/** Nothing that happened at the exchange contradicts itself. */
function checkExchange({ core, client }: ReturnType<typeof createExchange>): void {
  const actor = core.actors.get(spot.symbol)!;
  let [lots, cash] = [0, 0];
  for (const held of client.orders.values()) {
    const sign = held.terms.side === "buy" ? 1 : -1;
    const fills = held.told.flatMap(({ report, fee }) =>
      report.kind === "fill" ? [{ ...report, fee: fee!.amount }] : [],
    );
    expect(new Set(fills.map(({ fillId }) => fillId)).size).toBe(fills.length);
    expect(fills.reduce((sum, fill) => sum + fill.lots, 0)).toBe(held.filled);
    expect(held.filled + held.lost).toBeLessThanOrEqual(Math.max(held.terms.lots, held.filled));
    if (held.terms.tif === "fok") expect([0, held.terms.lots]).toContain(held.filled);
    lots += sign * held.filled;
    for (const fill of fills) cash -= (sign * fill.lots * fill.price) / 100 + fill.fee;
    const said = held.told.filter(({ report }) =>
      ["cancel", "reject", "expire"].includes(report.kind),
    ).length;
    expect(said).toBe(held.end === undefined || held.end === "filled" ? 0 : 1);
  }
  expect(actor.positions[1] ?? 0).toBe(lots);
  expect(client.account!.holdings[spot.symbol]?.lots ?? 0).toBe(lots);
  expect(purseTotal(client.account!, "USDT", "cash")).toBeCloseTo(1e7 + cash, 6);
}

describe.each([
  ["calm", 3],
  ["rough", 6],
  ["hell", 6],
] as const)("an order manager at an exchange in mode %s", (mode, seeds) => {
  test.each(Array.from({ length: seeds }, (_, seed) => seed + 1))(
    "seed %i: both agree once faults are over",
    (seed) => {
      const { exchange, blotter, rules, put, settle, open, now, next } = drill(seed, mode);
      checkExchange(exchange);
      // The faults end here: what was drawn and has not begun never does.
      const { faults } = exchange.network;
      for (const rate of Object.keys(faults!.plan.rates))
        (faults!.plan.rates as Record<string, number>)[rate] = 0;
      faults!.coming.length = 0;
      settle(now() + 40 * 60_000);
      put({ kind: "connected" });
      settle(now() + 60_000);
      for (const { id } of open()) {
        const sequence = next();
        put({ kind: "command", command: { kind: "cancel", symbol: spot.symbol, sequence, id } });
      }
      for (let k = 0; k < 400; k++) {
        settle(now() + 1_000);
        put({ kind: "clock" });
      }
      checkExchange(exchange);
      for (const { order } of blotter.orders.entries) {
        if (order.id === "") continue;
        const held = exchange.client.orders.get(order.id);
        expect([order.id, isFinal(order.status)]).toEqual([order.id, true]);
        // Every order that the manager knows stands as the exchange has it: no fill lost, none made up.
        expect([order.id, order.filledLots]).toEqual([order.id, held?.filled ?? 0]);
      }
      if (mode === "calm") expect([...rules.keys()]).toEqual([]);
      expect(exchange.client.orders.size).toBeGreaterThan(50);
    },
  );
});

test("the same seeds give the same messages", () => {
  const told = (seed: number) =>
    [...drill(seed, "hell").exchange.client.orders.values()].map(({ id, told: all }) => [id, all]);
  expect(told(7)).toEqual(told(7));
});
