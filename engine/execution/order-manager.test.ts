import { beforeEach, describe, expect, test } from "vitest";
import { listFills } from "../trade/fill-ids.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { linear, spot } from "../trade/testing/instruments.ts";
import { type Blotter, type BlotterLimits, blotterLimits, createBlotter, orderOf } from "./blotter.ts";
import { clientOrderId } from "./client-id.ts";
import type { Command, SingleCommand, VenueReport } from "./commands.ts";
import { manage } from "./order-manager.ts";

const { symbol } = linear;
const limit: OrderTerms = { symbol, side: "buy", kind: "limit", lots: 100, tif: "gtc", limitTicks: 1_000 };
const stop: OrderTerms = { symbol, side: "sell", kind: "stop", lots: 100, tif: "gtc", triggerTicks: 900 };
const target: OrderTerms = { ...limit, side: "sell", limitTicks: 1_100 };
const place = (sequence: number, terms = limit): SingleCommand => ({
  kind: "place",
  symbol,
  sequence,
  terms,
  price: 100,
});
const group = (
  sequence: number,
  kind: "oco" | "oto" | "bracket",
  ...orders: OrderTerms[]
): SingleCommand => ({
  kind: "group",
  symbol,
  sequence,
  group: kind,
  orders,
  price: 100,
});
const idOf = (sequence: number, part?: number) =>
  clientOrderId({ run: "r", symbol, sequence, ...(part === undefined ? {} : { part }) });
const fill = (lots: number, fillId: string): VenueReport => ({
  kind: "fill",
  fillId,
  lots,
  price: 100,
  liquidity: "maker",
  ts: 0,
});

let blotter: Blotter;
let nowMs: number;
const begin = (limits: Partial<BlotterLimits> = {}) => {
  blotter = createBlotter("r", [linear, spot], limits);
  nowMs = 0;
};
beforeEach(() => begin());

const command = (given: Command) => manage(blotter, { kind: "command", command: given }, nowMs);
const report = (id: string, given: VenueReport) =>
  manage(blotter, { kind: "report", id, report: given }, nowMs).actions;
const clock = (ms: number) => {
  nowMs += ms;
  return manage(blotter, { kind: "clock" }, nowMs).actions;
};
const statusOf = (id: string) => orderOf(blotter, id)?.status;
const kindsOf = (actions: readonly { readonly kind: string }[]) => actions.map(({ kind }) => kind);
const refusal = (given: Command) => command(given).answers.at(-1)!.result;

describe("commands", () => {
  test("are carried out once", () => {
    const first = command(place(1));
    expect(first.actions).toHaveLength(1);
    expect(first.actions[0]).toMatchObject({
      kind: "place",
      request: { clientOrderId: idOf(1), quantity: "0.100", price: "100.0" },
    });
    nowMs = blotterLimits.keepMs - 1;
    expect(command(place(1))).toEqual({
      actions: [],
      answers: [{ key: idOf(1), result: { kind: "done", ids: [idOf(1)] }, repeated: true }],
    });
    expect(refusal(place(1, target))).toMatchObject({ rule: "command-reuse" });
  });

  test("are carried out once even where they are forgotten, as long as their orders are known", () => {
    begin({ keepMs: 1_000, answerMs: 1e9 });
    command(place(1));
    command(group(2, "oco", stop, target));
    nowMs = 10_000;
    for (const again of [place(1), place(1, target), group(2, "oco", stop, target)]) {
      const { actions, answers } = command(again);
      expect(actions).toEqual([]);
      expect(answers[0]).toMatchObject({ result: { rule: "command-reuse" }, repeated: false });
      nowMs += 1_000;
    }
    report(idOf(1), { kind: "reject", reason: "no" });
    clock(1_000);
    expect(refusal(place(1))).toMatchObject({ kind: "done" });
  });

  test("may be changed and given again by their maker: their contents count", () => {
    const own = { kind: "place" as const, symbol, sequence: 1, terms: limit, price: 100 };
    expect(refusal(own)).toMatchObject({ kind: "done" });
    own.price = 101;
    expect(refusal(own)).toMatchObject({ rule: "command-reuse" });
    own.sequence = 2;
    expect(refusal(own)).toMatchObject({ kind: "done" });
  });

  test("have whole numbers", () => {
    const { actions, answers } = command({ kind: "batch", commands: [place(1), place(1.5), place(2)] });
    expect(kindsOf(actions)).toEqual(["place", "place"]);
    expect(answers[1]).toMatchObject({ key: "", result: { rule: "sequence", wanted: 1.5 } });
  });

  test("that were refused are refused again", () => {
    const bad = place(1, { ...limit, lots: 0 });
    expect(command(bad).answers[0]).toMatchObject({ result: { rule: "whole-lots" }, repeated: false });
    expect(command(bad).answers[0]).toMatchObject({ result: { rule: "whole-lots" }, repeated: true });
  });

  test("come in batches", () => {
    const { actions, answers } = command({ kind: "batch", commands: [place(1), place(2), place(1)] });
    expect(kindsOf(actions)).toEqual(["place", "place"]);
    expect(answers.map(({ repeated }) => repeated)).toEqual([false, false, true]);
  });

  test("change and cancel orders that are there", () => {
    command(place(1));
    report(idOf(1), { kind: "accept" });
    const amend: SingleCommand = {
      kind: "amend",
      symbol,
      sequence: 2,
      id: idOf(1),
      change: { limitTicks: 990 },
    };
    expect(command(amend).actions).toEqual([
      { kind: "amend", request: { clientOrderId: idOf(1), symbol, price: "99.0" } },
    ]);
    expect(refusal({ ...amend, sequence: 3 })).toMatchObject({ rule: "transition", limit: "pending-amend" });
    report(idOf(1), { kind: "amend" });
    expect(orderOf(blotter, idOf(1))!.terms.limitTicks).toBe(990);
    const cancel: SingleCommand = { kind: "cancel", symbol, sequence: 4, id: idOf(1) };
    expect(command(cancel).actions).toEqual([{ kind: "cancel", id: idOf(1), symbol }]);
    expect(refusal({ ...cancel, sequence: 5 })).toMatchObject({
      rule: "transition",
      wanted: "cancel-request",
    });
    report(idOf(1), { kind: "cancel" });
    expect(refusal({ ...cancel, sequence: 6 })).toMatchObject({ rule: "no-order", limit: "cancelled" });
    expect(refusal({ ...cancel, sequence: 7, id: "x" })).toMatchObject({ rule: "no-order", limit: "none" });
  });

  test("wait to cancel until the order is known to be there", () => {
    command(place(1));
    expect(command({ kind: "cancel", symbol, sequence: 2, id: idOf(1) }).actions).toEqual([]);
    expect(kindsOf(report(idOf(1), { kind: "accept" }))).toEqual(["cancel"]);
    expect(statusOf(idOf(1))).toBe("pending-cancel");
  });

  test.each<[string, SingleCommand, object]>([
    [
      "another symbol's terms",
      place(1, { ...limit, symbol: spot.symbol }),
      { rule: "symbol", limit: symbol },
    ],
    ["an unknown symbol", { ...place(1), symbol: "X" }, { rule: "instrument", wanted: "X" }],
    [
      "another symbol's order",
      { kind: "cancel", symbol: spot.symbol, sequence: 1, id: idOf(9) },
      { rule: "symbol" },
    ],
    ["a group of one", group(1, "oco", stop), { rule: "group", wanted: 1 }],
    ["an OCO of two sides", group(1, "oco", stop, limit), { rule: "group", limit: "exits that sell" }],
    ["an OCO of two sizes", group(1, "oco", stop, { ...target, lots: 9 }), { rule: "group", wanted: 9 }],
    ["a bracket without a stop", group(1, "bracket", limit, target), { rule: "group", wanted: "limit" }],
    [
      "a bracket whose exits enter",
      group(1, "bracket", limit, { ...stop, side: "buy" }),
      { rule: "group", limit: "exits that sell" },
    ],
    [
      "a group with a bad member",
      group(1, "oto", limit, { ...stop, triggerTicks: 0 }),
      { rule: "whole-ticks" },
    ],
  ])("refuse %s", (_, given, rejection) => {
    command(place(9));
    expect(refusal(given)).toMatchObject({ kind: "rejected", ...rejection });
    expect(blotter.orders.open.size).toBe(1);
    expect(blotter.groups.size).toBe(0);
  });

  test("stay within bounds, those of groups still to be placed among them", () => {
    begin({ ordersMax: 4 });
    command(group(1, "bracket", limit, stop, target));
    expect(refusal(place(2))).toMatchObject({ kind: "done" });
    expect(refusal(place(3))).toMatchObject({ rule: "orders-max", limit: 4, wanted: 5 });
    report(idOf(2), { kind: "reject", reason: "no" });
    expect(refusal(place(4))).toMatchObject({ kind: "done" });
    for (let sequence = 5; sequence < 12; sequence++) {
      report(idOf(sequence - 1), { kind: "reject", reason: "no" });
      command(place(sequence));
    }
    expect(blotter.orders.closed.size).toBe(4);
    expect(statusOf(idOf(2))).toBeUndefined();
    expect(() => createBlotter("r", [], { ordersMax: 0 })).toThrow(
      "ordersMax must be a whole number above 0; was 0",
    );
  });
});

describe("an order whose fate is not known", () => {
  test("is asked for, with growing patience, and never sent again", () => {
    begin({ queriesMax: 3 });
    command(place(1));
    expect(clock(4_999)).toEqual([]);
    expect(clock(1)).toEqual([{ kind: "query", id: idOf(1), symbol, askedMs: 5_000 }]);
    expect(statusOf(idOf(1))).toBe("unknown");
    expect(clock(9_999)).toEqual([]);
    expect(kindsOf(clock(1))).toEqual(["query"]);
    expect(kindsOf(clock(20_000))).toEqual(["query"]);
    expect(clock(40_000)).toEqual([{ kind: "reconcile", id: idOf(1), rule: "queries-max" }]);
    expect(clock(1e9)).toEqual([]);
    expect(kindsOf(manage(blotter, { kind: "connected" }, nowMs).actions)).toEqual(["query"]);
    report(idOf(1), { kind: "accept", askedMs: nowMs });
    expect(statusOf(idOf(1))).toBe("working");
  });

  test("never arrived only if the venue says so long enough after it was sent", () => {
    command(place(1));
    clock(5_000);
    expect(report(idOf(1), { kind: "absent", askedMs: 5_000 })).toEqual([]);
    nowMs = 70_000;
    report(idOf(1), { kind: "absent", askedMs: 59_999 });
    expect(statusOf(idOf(1))).toBe("unknown");
    report(idOf(1), { kind: "absent", askedMs: 60_000 });
    expect(orderOf(blotter, idOf(1))).toMatchObject({ status: "rejected", reason: "never arrived" });
    expect(report(idOf(1), { kind: "absent", askedMs: 60_000 })).toEqual([]);
    // If it does arrive after all, somebody must look.
    expect(kindsOf(report(idOf(1), { kind: "accept" }))).toEqual(["reconcile"]);
  });

  test("that was there and is gone calls for reconciliation", () => {
    command(place(1));
    report(idOf(1), { kind: "accept" });
    expect(report(idOf(1), { kind: "absent", askedMs: 0 })).toEqual([]);
    expect(manage(blotter, { kind: "disconnected" }, 1).actions).toEqual([]);
    expect(manage(blotter, { kind: "disconnected" }, 1).actions).toEqual([]);
    expect(report(idOf(1), { kind: "absent", askedMs: 1 })).toEqual([
      { kind: "reconcile", id: idOf(1), rule: "absent" },
    ]);
    expect(statusOf(idOf(1))).toBe("unknown");
  });

  test("is not made known by an answer to an older question", () => {
    command(place(1));
    report(idOf(1), { kind: "accept" });
    nowMs = 10;
    command({ kind: "amend", symbol, sequence: 2, id: idOf(1), change: { lots: 50 } });
    clock(5_000);
    expect(statusOf(idOf(1))).toBe("unknown");
    report(idOf(1), { kind: "accept", at: { lots: 100 }, askedMs: 9 });
    expect(statusOf(idOf(1))).toBe("unknown");
    // Nor by the acknowledgement of the order, come twice.
    report(idOf(1), { kind: "accept" });
    expect(statusOf(idOf(1))).toBe("unknown");
    report(idOf(1), { kind: "accept", at: { lots: 50 }, askedMs: 5_010 });
    expect(orderOf(blotter, idOf(1))).toMatchObject({ status: "working", terms: { lots: 50 } });
  });

  test("is cancelled once it is found, if that was wanted", () => {
    command(place(1));
    clock(5_000);
    command({ kind: "cancel", symbol, sequence: 2, id: idOf(1) });
    expect(kindsOf(report(idOf(1), { kind: "accept", askedMs: nowMs }))).toEqual(["cancel"]);
  });
});

test("the state of an order that was given stays as it was", () => {
  command(place(1));
  const sent = orderOf(blotter, idOf(1))!;
  report(idOf(1), fill(40, "a"));
  const filled = orderOf(blotter, idOf(1))!;
  report(idOf(1), fill(60, "b"));
  expect([sent.status, filled.status, statusOf(idOf(1))]).toEqual([
    "pending-new",
    "partially-filled",
    "filled",
  ]);
  expect([sent, filled].map((order) => listFills(order))).toEqual([[], ["a"]]);
});

describe("reports", () => {
  test("that cannot be call for reconciliation; those that repeat do not", () => {
    expect(report("nobody", { kind: "cancel" })).toEqual([
      { kind: "reconcile", id: "nobody", rule: "no-order" },
    ]);
    command(place(1));
    report(idOf(1), { kind: "accept" });
    expect(report(idOf(1), { kind: "accept" })).toEqual([]);
    report(idOf(1), fill(40, "a"));
    expect(report(idOf(1), fill(40, "a"))).toEqual([]);
    expect(report(idOf(1), { kind: "cancel-reject" })).toEqual([]);
    expect(report(idOf(1), fill(70, "b"))).toEqual([{ kind: "reconcile", id: idOf(1), rule: "overfill" }]);
    report(idOf(1), { kind: "cancel" });
    expect(report(idOf(1), { kind: "cancel" })).toEqual([]);
    expect(report(idOf(1), fill(40, "a"))).toEqual([]);
    expect(kindsOf(report(idOf(1), { kind: "expire" }))).toEqual(["reconcile"]);
    expect(kindsOf(report(idOf(1), fill(1, "c")))).toEqual(["reconcile"]);
    expect(kindsOf(report(idOf(1), { kind: "cancel", filledLots: 41 }))).toEqual(["reconcile"]);
    command(place(2, stop));
    for (const kind of ["accept", "trigger", "accept"] as const) report(idOf(2), { kind });
    expect(report(idOf(2), { kind: "trigger" })).toEqual([]);
    expect(kindsOf(report(idOf(2), { kind: "amend" }))).toEqual(["reconcile"]);
  });

  test("of an end with more fills than are known ask for those", () => {
    command(place(1));
    report(idOf(1), { kind: "accept" });
    expect(kindsOf(report(idOf(1), { kind: "cancel", filledLots: 30 }))).toEqual(["query"]);
    expect(report(idOf(1), { kind: "cancel", filledLots: 30 })).toEqual([]);
    report(idOf(1), fill(30, "a"));
    report(idOf(1), { kind: "cancel", filledLots: 30 });
    expect(orderOf(blotter, idOf(1))).toMatchObject({ status: "cancelled", filledLots: 30 });
  });

  test("of refusals lead to a question, and in a group not to the same request for ever", () => {
    begin({ refusalsMax: 3 });
    command(group(1, "oco", stop, target));
    for (const part of [1, 2]) report(idOf(1, part), { kind: "accept" });
    let actions = report(idOf(1, 1), fill(40, "a"));
    const all: string[] = [];
    for (let round = 0; round < 5; round++) {
      all.push(...kindsOf(actions));
      actions = report(idOf(1, 2), { kind: "amend-reject" });
      all.push(...kindsOf(actions));
      nowMs += 1;
      actions = report(idOf(1, 2), { kind: "accept", at: { lots: 100 }, askedMs: nowMs });
    }
    expect(all).toEqual(["amend", "query", "amend", "query", "amend", "reconcile", "query"]);
    report(idOf(1, 2), fill(1, "b"));
    expect(statusOf(idOf(1, 2))).toBe("pending-amend");
  });

  test("of closed orders are remembered for a day", () => {
    command(place(1));
    report(idOf(1), { kind: "reject", reason: "no" });
    clock(blotterLimits.keepMs - 1);
    expect(statusOf(idOf(1))).toBe("rejected");
    clock(1);
    expect(statusOf(idOf(1))).toBeUndefined();
  });
});

describe("groups", () => {
  test("protective orders follow the fills of their entry, partial ones too", () => {
    command(
      group(1, "bracket", limit, { ...stop, leg: "long" }, { ...target, kind: "iceberg", displayLots: 60 }),
    );
    report(idOf(1, 1), { kind: "accept" });
    expect(report(idOf(1, 1), fill(40, "a"))).toMatchObject([
      { kind: "place", request: { kind: "stop", quantity: "0.040", reduceOnly: true } },
      { kind: "place", request: { kind: "iceberg", quantity: "0.040", display: "0.040", reduceOnly: true } },
    ]);
    for (const part of [2, 3]) report(idOf(1, part), { kind: "accept" });
    expect(report(idOf(1, 1), fill(60, "b"))).toMatchObject([
      { kind: "amend", request: { quantity: "0.100" } },
      { kind: "amend", request: { quantity: "0.100" } },
    ]);
    for (const part of [2, 3]) report(idOf(1, part), { kind: "amend" });
    expect(report(idOf(1, 3), fill(100, "c"))).toEqual([{ kind: "cancel", id: idOf(1, 2), symbol }]);
    report(idOf(1, 2), { kind: "cancel" });
    expect(blotter.groups.size).toBe(0);
    expect(blotter.orders.open.size).toBe(0);
  });

  test("an unprotected position leaves at the market, a bounded number of times", () => {
    begin({ exitsMax: 2 });
    command(group(1, "bracket", limit, { ...stop, leg: "long" }));
    report(idOf(1, 1), fill(100, "a"));
    expect(report(idOf(1, 2), { kind: "reject", reason: "no" })).toMatchObject([
      {
        kind: "place",
        request: { clientOrderId: idOf(1, 3), kind: "market", side: "sell", reduceOnly: true, leg: "long" },
      },
    ]);
    expect(kindsOf(report(idOf(1, 3), { kind: "reject", reason: "no" }))).toEqual(["place"]);
    expect(report(idOf(1, 4), { kind: "reject", reason: "no" })).toEqual([
      { kind: "reconcile", id: idOf(1, 2), rule: "exits-max" },
    ]);
    expect(blotter.groups.size).toBe(0);
  });

  test("an OTO places its second after its first, and neither if that fails", () => {
    command(group(1, "oto", limit, target));
    expect(kindsOf(report(idOf(1, 1), fill(100, "a")))).toEqual(["place"]);
    command(group(2, "oto", limit, target));
    expect(report(idOf(2, 1), { kind: "reject", reason: "no" })).toEqual([]);
    expect(blotter.groups.size).toBe(1);
  });

  test("an OCO places both at once, and ends both", () => {
    expect(kindsOf(command(group(1, "oco", stop, target)).actions)).toEqual(["place", "place"]);
    report(idOf(1, 1), { kind: "accept" });
    report(idOf(1, 2), { kind: "reject", reason: "no" });
    expect(statusOf(idOf(1, 1))).toBe("pending-cancel");
  });
});
