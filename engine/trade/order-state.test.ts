import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillIdsMax, listFills } from "./fill-ids.ts";
import {
  applyEvent,
  averagePrice,
  newOrder,
  type OrderState,
  remainingLots,
  transition,
} from "./order-state.ts";
import type { OrderTerms } from "./order-terms.ts";
import {
  isFinal,
  type OrderEvent,
  type OrderStatus,
  orderStatuses,
  transitions,
} from "./order-transitions.ts";
import { isRejected } from "./rejection.ts";

const limit: OrderTerms = {
  symbol: "BTC/USDT",
  side: "buy",
  kind: "limit",
  lots: 10,
  tif: "gtc",
  limitTicks: 100,
};
const stop: OrderTerms = {
  symbol: "BTC/USDT",
  side: "sell",
  kind: "stop",
  lots: 10,
  tif: "gtc",
  triggerTicks: 90,
};
const fill = (lots: number, fillId = `f${lots}`, price = 100): OrderEvent => ({
  kind: "fill",
  fillId,
  lots,
  price,
  liquidity: "maker",
  ts: 0,
});
const accept: OrderEvent = { kind: "accept" };
const kinds = (
  ...names: readonly Exclude<OrderEvent["kind"], "fill" | "reject" | "amend-request">[]
): OrderEvent[] => names.map((kind) => ({ kind }) as OrderEvent);
const amendTo = (lots: number): OrderEvent => ({ kind: "amend-request", change: { lots } });

/** Plays events that must all be legal. */
function play(terms: OrderTerms, ...events: readonly OrderEvent[]): OrderState {
  return events.reduce(
    (order, event) => {
      const next = transition(order, event);
      if (isRejected(next)) throw new Error(`${event.kind} in ${order.status} was refused by ${next.rule}`);
      return next;
    },
    newOrder("a", terms),
  );
}

const statuses = (terms: OrderTerms, ...events: readonly OrderEvent[]): OrderStatus[] =>
  events.map((_, i) => play(terms, ...events.slice(0, i + 1)).status);

describe("the life of an order", () => {
  test("rests, fills in parts, and is done", () => {
    const order = play(limit, accept, fill(3, "x", 99), fill(7, "y", 100));
    expect(statuses(limit, accept, fill(3), fill(7))).toEqual(["working", "partially-filled", "filled"]);
    expect(order).toMatchObject({ filledLots: 10, turnover: 997 });
    expect(listFills(order)).toEqual(["x", "y"]);
    expect(averagePrice(order)).toBe(99.7);
    expect(remainingLots(order)).toBe(0);
    expect(averagePrice(newOrder("a", limit))).toBeNaN();
  });

  test("waits for its trigger", () => {
    expect(statuses(stop, ...kinds("accept", "trigger", "accept"), fill(10))).toEqual([
      "untriggered",
      "triggered",
      "working",
      "filled",
    ]);
    expect(statuses(stop, { kind: "trigger" }, { kind: "reject", reason: "no margin" })).toEqual([
      "triggered",
      "rejected",
    ]);
    expect(play(stop, accept, fill(1)).phase).toBe("working");
  });

  test("falls back to where it was when a cancel or an amend is refused", () => {
    const back = kinds("cancel-request", "cancel-reject");
    expect(play(limit, ...back).status).toBe("pending-new");
    expect(play(limit, accept, ...back).status).toBe("working");
    expect(play(stop, accept, ...back).status).toBe("untriggered");
    expect(play(stop, accept, { kind: "trigger" }, ...back).status).toBe("triggered");
    expect(play(limit, accept, fill(1), ...back).status).toBe("partially-filled");
    expect(play(limit, accept, amendTo(5), ...back)).toMatchObject({
      status: "pending-amend",
      change: { lots: 5 },
    });
    const kept = play(stop, accept, amendTo(5), { kind: "amend-reject" });
    expect(kept).toMatchObject({ status: "untriggered", terms: { lots: 10 } });
    expect(kept.change).toBeUndefined();
  });

  test("takes the terms of a confirmed amend, whatever filled meanwhile", () => {
    expect(play(limit, accept, amendTo(5), fill(3), { kind: "amend" })).toMatchObject({
      status: "partially-filled",
      terms: { lots: 5 },
    });
    expect(play(limit, accept, amendTo(5), fill(6), { kind: "amend" })).toMatchObject({
      status: "filled",
      terms: { lots: 6 },
      filledLots: 6,
    });
    const moved: OrderEvent = { kind: "amend-request", change: { triggerTicks: 95 } };
    expect(play(stop, accept, moved, { kind: "amend" })).toMatchObject({
      status: "untriggered",
      terms: { triggerTicks: 95 },
    });
    // A fill of more than there was shows that the order had grown.
    const grown = [accept, amendTo(15), fill(12)];
    expect(play(limit, ...grown)).toMatchObject({
      status: "pending-amend",
      filledLots: 12,
      terms: { lots: 15 },
    });
    expect(play(limit, ...grown, { kind: "amend" }).status).toBe("partially-filled");
    expect(transition(play(limit, accept, amendTo(15)), fill(16))).toMatchObject({ rule: "overfill" });
    // One of all there was leaves open which of the two was filled.
    const even = [accept, amendTo(15), fill(10)];
    expect(play(limit, ...even)).toMatchObject({ status: "pending-amend", filledLots: 10, grownFrom: 10 });
    expect(play(limit, ...even, { kind: "amend-reject" })).toMatchObject({
      status: "filled",
      terms: { lots: 10 },
    });
    expect(play(limit, ...grown, { kind: "amend-reject" })).toMatchObject({ status: "partially-filled" });
    // The answer to an earlier amend is not that to this one.
    const earlier: OrderEvent = { kind: "amend", at: { lots: 12 } };
    expect(play(limit, accept, amendTo(15), earlier)).toMatchObject({
      status: "pending-amend",
      terms: { lots: 12 },
    });
    expect(play(limit, accept, amendTo(15), earlier, { kind: "amend", at: { lots: 15 } })).toMatchObject({
      status: "working",
      terms: { lots: 15 },
    });
    // A venue that says what it works an order at is right, asked or not.
    expect(play(limit, accept, { kind: "amend", at: { lots: 4 } })).toMatchObject({
      status: "working",
      terms: { lots: 4 },
    });
    const iceberg: OrderTerms = { ...limit, kind: "iceberg", displayLots: 8 };
    expect(play(iceberg, accept, amendTo(5), { kind: "amend" }).terms.displayLots).toBe(5);
    expect(statuses(limit, accept, amendTo(5), ...kinds("cancel-request", "amend", "cancel"))).toEqual([
      "working",
      "pending-amend",
      "pending-cancel",
      "pending-cancel",
      "cancelled",
    ]);
  });

  test("is unknown until an answer, whatever was pending", () => {
    expect(play(limit, { kind: "lose" }, accept).status).toBe("working");
    expect(play(stop, { kind: "lose" }, accept).status).toBe("untriggered");
    expect(play(stop, ...kinds("accept", "trigger", "lose", "accept")).status).toBe("working");
    expect(play(limit, { kind: "lose" }, fill(2)).status).toBe("unknown");
    expect(play(limit, { kind: "lose" }, fill(2), accept).status).toBe("partially-filled");
    expect(play(limit, { kind: "lose" }, { kind: "reject", reason: "not found" }).reason).toBe("not found");
    expect(
      play(limit, accept, amendTo(5), { kind: "lose" }, { kind: "accept", at: { lots: 5 } }),
    ).toMatchObject({
      status: "working",
      terms: { lots: 5 },
    });
    expect(statuses(limit, accept, amendTo(5), ...kinds("lose", "amend", "cancel-reject", "expire"))).toEqual(
      ["working", "pending-amend", "unknown", "unknown", "unknown", "expired"],
    );
    expect(play(limit, fill(4), { kind: "lose" }, { kind: "accept", at: { lots: 4 } }).status).toBe("filled");
    expect(play(limit, accept, amendTo(5), ...kinds("lose", "amend-reject")).status).toBe("unknown");
  });

  test.each<[string, OrderTerms, OrderEvent[], OrderEvent, string, unknown, unknown]>([
    [
      "an amend by part of a lot",
      limit,
      [accept],
      { kind: "amend", at: { lots: 0.5 } },
      "whole-lots",
      "a whole number above 0",
      0.5,
    ],
    ["what the table does not list", limit, [], { kind: "amend" }, "transition", "pending-new", "amend"],
    [
      "anything after the end",
      limit,
      [accept, fill(10)],
      { kind: "cancel" },
      "transition",
      "filled",
      "cancel",
    ],
    ["a late fill", limit, kinds("accept", "cancel"), fill(1), "transition", "cancelled", "fill"],
    ["the same fill twice", limit, [fill(2)], fill(2), "duplicate-fill", "once", "f2"],
    ["more than is left", limit, [accept, fill(8)], fill(3), "overfill", 2, 3],
    ["part of a lot", limit, [accept], fill(0.5), "whole-lots", "a whole number above 0", 0.5],
    ["a fill of nothing", limit, [accept], fill(0), "whole-lots", "a whole number above 0", 0],
    [
      "a reject of what has traded",
      limit,
      [fill(1), { kind: "lose" }],
      { kind: "reject", reason: "" },
      "transition",
      "an order without fills",
      "reject",
    ],
    ["a trigger of a limit order", limit, [], { kind: "trigger" }, "trigger", "a conditional order", "limit"],
    ["an amend below what has filled", limit, [accept, fill(4)], amendTo(4), "amend", 4, 4],
    ["an amend to part of a lot", limit, [accept], amendTo(4.5), "amend", 0, 4.5],
    [
      "an amend to no price",
      limit,
      [accept],
      { kind: "amend-request", change: { limitTicks: 0 } },
      "whole-ticks",
      "limitTicks, a whole number above 0",
      0,
    ],
    [
      "an amend of what is not there",
      limit,
      [accept],
      { kind: "amend-request", change: { triggerTicks: 5 } },
      "amend",
      "a limit order",
      "triggerTicks",
    ],
    [
      "an amend that nobody asked for",
      limit,
      kinds("accept", "cancel-request"),
      { kind: "amend" },
      "amend",
      "an amend that was asked for",
      "none",
    ],
    [
      "terms below what has filled",
      limit,
      [accept, fill(4), { kind: "lose" }],
      { kind: "accept", at: { lots: 3 } },
      "amend",
      4,
      3,
    ],
  ])("refuses %s", (_, terms, events, event, rule, limitOf, wanted) => {
    expect(transition(play(terms, ...events), event)).toEqual({
      kind: "rejected",
      rule,
      limit: limitOf,
      wanted,
    });
  });

  test("remembers a bounded number of fills", () => {
    const lots = fillIdsMax + 5;
    const order = play({ ...limit, lots }, ...Array.from({ length: lots }, (_, i) => fill(1, `f${i}`)));
    expect(order.status).toBe("filled");
    const known = listFills(order);
    expect(known.slice(-fillIdsMax)).toEqual(Array.from({ length: fillIdsMax }, (_, i) => `f${i + 5}`));
    const more = { ...limit, lots: 10 * fillIdsMax };
    let longest = 0;
    let state: OrderState = newOrder("a", more);
    for (let i = 0; i < 5 * fillIdsMax; i++) {
      state = transition(state, fill(1, `f${i}`)) as OrderState;
      longest = Math.max(longest, (state.fillIds?.count ?? 0) + (state.olderFillIds?.count ?? 0));
    }
    expect(longest).toBeLessThanOrEqual(2 * fillIdsMax);
    expect(transition(state, fill(1, `f${4 * fillIdsMax}`))).toMatchObject({ rule: "duplicate-fill" });
  });
});

/** What holds after every event. */
function holds(order: OrderState, event: OrderEvent, next: OrderState): void {
  const legal =
    transitions[order.status][event.kind]?.includes(next.status) &&
    !isFinal(order.status) &&
    next.filledLots >= order.filledLots &&
    next.filledLots <= next.terms.lots &&
    Number.isSafeInteger(next.filledLots) &&
    (next.status === "filled") === (next.filledLots === next.terms.lots) &&
    !(isFinal(next.status) && next.change);
  if (!legal)
    throw new Error(`${JSON.stringify(order)} by ${JSON.stringify(event)} to ${JSON.stringify(next)}`);
}

/** What an order may not change: itself. */
const frozen = (order: OrderState): OrderState => {
  Object.freeze(order.terms);
  return Object.freeze(order);
};

const plain = kinds(
  "accept",
  "trigger",
  "amend",
  "amend-reject",
  "cancel-request",
  "cancel",
  "cancel-reject",
  "expire",
  "lose",
);
const anyTerms = fc.constantFrom(limit, stop, {
  ...limit,
  kind: "iceberg",
  displayLots: 4,
} satisfies OrderTerms);
const anyChange = fc.record(
  { lots: fc.integer({ min: 0, max: 14 }), limitTicks: fc.integer({ min: 0, max: 3 }) },
  { requiredKeys: [] },
);
const anyFill = fc.record({ lots: fc.integer({ min: 0, max: 5 }), id: fc.nat(30) });
const anyEvent: fc.Arbitrary<OrderEvent> = fc.oneof(
  { weight: 3, arbitrary: anyFill.map(({ lots, id }) => fill(lots, `f${id}`)) },
  { weight: 3, arbitrary: anyChange.map((change) => ({ kind: "amend-request", change }) as OrderEvent) },
  { weight: 1, arbitrary: fc.constant({ kind: "reject", reason: "no" } as const) },
  { weight: 2, arbitrary: anyChange.map((at) => ({ kind: "accept", at }) as OrderEvent) },
  { weight: 9, arbitrary: fc.constantFrom(...plain) },
);

test("random events never reach a state that the table does not list, fill more than there is, or wake the dead", () => {
  fc.assert(
    fc.property(anyTerms, fc.array(anyEvent, { maxLength: 25 }), (terms, events) => {
      let order = frozen(newOrder("a", terms));
      for (const event of events) {
        const next = transition(order, event);
        const inPlace = { ...order };
        applyEvent(inPlace, event);
        expect(inPlace).toEqual(isRejected(next) ? order : next);
        if (isRejected(next)) continue;
        holds(order, event, next);
        order = frozen(next);
      }
    }),
    { numRuns: 3_000 },
  );
});

test("all events in all reachable states of small orders go through every row of the table, and no other", () => {
  const events: readonly OrderEvent[] = [
    ...plain,
    fill(1),
    fill(2),
    { kind: "accept", at: { lots: 1 } },
    { kind: "amend", at: { lots: 1 } },
    { kind: "amend", at: { lots: 2 } },
    amendTo(1),
    amendTo(2),
    amendTo(3),
    { kind: "reject", reason: "no" },
  ];
  const seen = new Set<string>();
  const known = new Set<string>();
  const open = [limit, stop].map((terms) => newOrder("a", { ...terms, lots: 2 }));
  for (let order = open.pop(); order; order = open.pop()) {
    for (const event of events) {
      // Fresh ids, so that a fill is refused for its size alone.
      const fresh = event.kind === "fill" ? { ...event, fillId: `${order.fillIds?.count ?? 0}` } : event;
      const next = transition(order, fresh);
      if (isRejected(next)) continue;
      holds(order, fresh, next);
      seen.add(`${order.status} ${event.kind} ${next.status}`);
      const key = JSON.stringify(next);
      if (!known.has(key)) open.push(next);
      known.add(key);
    }
  }
  const listed = orderStatuses.flatMap((from) =>
    Object.entries(transitions[from]).flatMap(([event, targets]) =>
      targets.map((to) => `${from} ${event} ${to}`),
    ),
  );
  expect([...seen].sort()).toEqual(listed.sort());
});
