import { describe, expect, test } from "vitest";
import { plan, strategy } from "../../graph/strategy.ts";
import { clamp } from "../../ops/clamp.ts";
import { sub } from "../../ops/sub.ts";
import type { StandingMessage } from "../../ports.ts";
import { applyFill, deposit } from "../../trade/account.ts";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { createExchange, type Exchange } from "../../venue/exchange/exchange.ts";
import { cancelOrder, placeOrder } from "../../venue/exchange/orders.ts";
import { parseFaults } from "../../venue/faults/parse-faults.ts";
import { parseSettings } from "../settings.ts";
import { createDialogue, passEvent, passOperator } from "./dialogue.ts";
import type { ReconcilePolicy } from "./reconcile.ts";
import { minuteMs, instrument as terms } from "./testing/stage.ts";
import { createTrader, type TraderInput } from "./trader.ts";

const cash = 100_000;

/** A trader of ten units long above 100 at an exchange whose account others can reach; time goes bar by bar. */
function session(policy: Partial<ReconcilePolicy> = {}, faults = "calm") {
  const exchange = createExchange([parseInstrument({ symbol: "X", ...terms })], {
    balances: { USD: cash },
    depth: { jitter: 0 },
    faults: parseFaults({ mode: faults, rates: { "drop-reply": faults === "calm" ? 0 : 0.3 }, seed: 2 }),
  });
  const inputs: TraderInput[] = [];
  const long = strategy({
    name: "long",
    decide: ({ close }) => ({ target: clamp({ x: sub(close, 100), low: 0, high: 1 }) }),
  });
  const trader = createTrader({
    run: "reconcile",
    plan: plan(long, { symbols: ["X"], timeframeMs: minuteMs }),
    settings: parseSettings({ cash, size: { by: "quantity", amount: 10 }, instruments: { X: terms } }),
    barsPerYear: 525_600,
    venue: exchange,
    bars: "feed",
    // It never asks of its own accord: what it misses is found by reconciliation alone.
    reviewMs: Number.POSITIVE_INFINITY,
    reconcile: policy,
    note: (input) => inputs.push(structuredClone(input)),
  });
  const dialogue = createDialogue(trader, exchange, 10_000, minuteMs);
  let bars = 0;
  const play = (count: number, price = 101): void => {
    for (let k = 0; k < count; k++) {
      const bar = { open: price, high: price, low: price, close: price, volume: 1e6 };
      passEvent(dialogue, { kind: "bar", ts: ++bars * minuteMs, symbol: "X", ...bar });
    }
  };
  const operate = (action: "lift" | "flatten" | "halt"): void =>
    passOperator(dialogue, {
      kind: "operator",
      ts: bars * minuteMs + 1,
      action,
      operator: "ann",
      reason: "seen",
    });
  return { exchange, trader, inputs, play, operate, nowMs: () => bars * minuteMs };
}

type Played = ReturnType<typeof session>;
const modeOf = ({ trader }: Played) => {
  const { mode, cause } = trader.session.risk.state.standing;
  return [mode, cause];
};
const verdictsOf = ({ trader }: Played) => trader.session.verdicts;

/** Places an order in the account past its session. */
const foreign = (exchange: Exchange, id: string, price: string, nowMs: number): unknown =>
  placeOrder(
    exchange.core,
    exchange.client,
    { clientOrderId: id, symbol: "X", side: "buy", kind: "limit", tif: "gtc", quantity: "3", price },
    nowMs,
  );

describe("a session whose account nobody else touches", () => {
  test("finds no difference, whatever gets lost on the way", () => {
    for (const faults of ["calm", "rough"]) {
      const played = session({}, faults);
      for (let k = 0; k < 30; k++) played.play(3, k % 2 === 0 ? 101 : 99.5);
      expect(played.trader.desk.reconciling.found, faults).toEqual([]);
      expect(modeOf(played)).toEqual(["active", undefined]);
      expect(played.inputs.filter(({ kind }) => kind === "standing").length).toBeGreaterThan(20);
    }
  });

  test("books a fill that was never reported from the venue's record, once", () => {
    const played = session({}, "calm");
    const { exchange, trader } = played;
    (exchange.network.faults!.plan.rates as Record<string, number>)["drop-reply"] = 1;
    played.play(8);
    expect(exchange.core.actors.get("X")!.positions[1]).toBe(10);
    expect(trader.session.slots[0]!.quantity).toBe(10);
    expect(trader.session.fills.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(10);
    expect(modeOf(played)).toEqual(["active", undefined]);
    played.play(5);
    expect(trader.session.slots[0]!.quantity).toBe(10);
  });
});

describe("an order that is not the session's", () => {
  test("is cancelled, and named", () => {
    const played = session();
    played.play(3);
    foreign(played.exchange, "mine", "90", played.nowMs());
    played.play(4);
    expect(played.exchange.client.orders.get("mine")!.end).toBe("cancelled");
    expect(verdictsOf(played)["venue differs: order"]).toBe(1);
    expect(played.trader.desk.reconciling.found).toMatchObject([{ kind: "order", name: "mine" }]);
    expect(modeOf(played)).toEqual(["active", undefined]);
  });

  test("halts, or is left, where the policy says so", () => {
    const halts = session({ unknownOrder: "halt" });
    const leaves = session({ unknownOrder: "leave" });
    for (const played of [halts, leaves]) {
      played.play(3);
      foreign(played.exchange, "mine", "90", played.nowMs());
      played.play(4);
      expect(played.exchange.client.orders.get("mine")!.end).toBeUndefined();
    }
    expect(modeOf(halts)).toEqual(["halted", "difference"]);
    expect(modeOf(leaves)).toEqual(["active", undefined]);
  });

  test("that is gone by the next standing was only under way", () => {
    const played = session();
    played.play(3);
    foreign(played.exchange, "mine", "90", played.nowMs());
    played.play(1);
    cancelOrder(played.exchange.core, played.exchange.client, "mine", played.nowMs());
    played.play(3);
    expect(played.trader.desk.reconciling.found).toEqual([]);
  });
});

describe("what differs in the account", () => {
  test("a foreign position halts what adds; the operator decides, and what is accepted stays out of the account", () => {
    const played = session();
    const { exchange, trader } = played;
    played.play(3, 99);
    foreign(exchange, "mine", "99.5", played.nowMs());
    played.play(4, 99);
    expect(exchange.core.actors.get("X")!.positions[1]).toBe(3);
    expect(modeOf(played)).toEqual(["halted", "difference"]);
    const [{ kind, name, amount } = { kind: "", name: "", amount: 0 }] = trader.desk.reconciling.found;
    expect([kind, name, amount]).toEqual(["position", "X", 3]);
    played.play(3, 101);
    expect(trader.session.slots[0]!.quantity).toBe(0);
    played.operate("lift");
    played.play(3, 99);
    played.play(6, 101);
    expect(trader.session.slots[0]!.quantity).toBe(10);
    expect(exchange.core.actors.get("X")!.positions[1]).toBe(13);
    expect(modeOf(played)).toEqual(["active", undefined]);
  });

  test("a lift where nothing is halted does nothing", () => {
    const played = session();
    played.play(3);
    played.operate("lift");
    expect(modeOf(played)).toEqual(["active", undefined]);
  });

  test("cash that somebody took out halts, and rounding does not", () => {
    const played = session();
    played.play(6);
    const { client } = played.exchange;
    client.account = deposit(client.account!, "USD", 1e-6);
    played.play(4);
    expect(modeOf(played)).toEqual(["active", undefined]);
    client.account = deposit(client.account, "USD", -50);
    played.play(4);
    expect(modeOf(played)).toEqual(["halted", "difference"]);
    expect(played.trader.desk.reconciling.found.at(-1)).toMatchObject({ kind: "cash" });
    expect(played.trader.desk.reconciling.found.at(-1)!.amount).toBeCloseTo(-50, 3);
  });

  test("follows from the journal, as all else", () => {
    const played = session();
    played.play(3);
    const { client } = played.exchange;
    const fill = { symbol: "X", side: "buy", lots: 5, price: 101, liquidity: "taker", ts: 1 } as const;
    client.account = applyFill(client.account!, fill) as NonNullable<typeof client.account>;
    played.play(4);
    expect(modeOf(played)).toEqual(["halted", "difference"]);
    const again = session();
    again.trader.replay(played.inputs);
    expect(modeOf(again)).toEqual(["halted", "difference"]);
    expect(again.trader.desk.reconciling).toEqual(played.trader.desk.reconciling);
    const standings = played.inputs.filter((input): input is StandingMessage => input.kind === "standing");
    expect(standings.at(-1)!.cash).not.toBeCloseTo(played.trader.session.cash, 2);
  });
});
