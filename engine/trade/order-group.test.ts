import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GroupAction, groupActions, type OrderGroup } from "./order-group.ts";
import { newOrder, type OrderState, transition } from "./order-state.ts";
import type { OrderTerms } from "./order-terms.ts";
import { isFinal, type OrderEvent, type OrderStatus } from "./order-transitions.ts";
import { isRejected } from "./rejection.ts";

const terms = (lots: number): OrderTerms => ({
  symbol: "BTC/USDT",
  side: "sell",
  kind: "limit",
  lots,
  tif: "gtc",
  limitTicks: 100,
});

const order = (id: string, lots: number, status: OrderStatus, filledLots = 0): OrderState => ({
  ...newOrder(id, terms(lots)),
  phase: "working",
  status,
  filledLots,
});
const among = (orders: readonly OrderState[]) => (id: string) => orders.find((each) => each.id === id);

const oco: OrderGroup = { kind: "oco", members: ["a", "b"], lots: 10 };
const oto: OrderGroup = { kind: "oto", first: "e", members: ["a", "b"] };
const bracket: OrderGroup = { kind: "bracket", first: "e", stop: "a", members: ["a", "b"], exits: ["x"] };

describe("groups", () => {
  test.each<[string, OrderGroup, OrderState[], GroupAction[]]>([
    [
      "an OCO places both",
      oco,
      [],
      [
        { kind: "place", id: "a", lots: 10 },
        { kind: "place", id: "b", lots: 10 },
      ],
    ],
    ["and then nothing", oco, [order("a", 10, "working"), order("b", 10, "untriggered")], []],
    [
      "a fill in part shrinks the other",
      oco,
      [order("a", 10, "partially-filled", 4), order("b", 10, "working")],
      [{ kind: "resize", id: "b", lots: 6 }],
    ],
    [
      "a fill cancels the other",
      oco,
      [order("a", 10, "filled", 10), order("b", 10, "working")],
      [{ kind: "cancel", id: "b" }],
    ],
    [
      "a cancel takes the other with it",
      oco,
      [order("a", 10, "cancelled", 2), order("b", 8, "working")],
      [{ kind: "cancel", id: "b" }],
    ],
    [
      "a reject takes the other with it",
      oco,
      [order("a", 10, "rejected"), order("b", 10, "triggered")],
      [{ kind: "cancel", id: "b" }],
    ],
    ["a question open is left alone", oco, [order("a", 10, "filled", 10), order("b", 10, "unknown")], []],
    ["an OTO waits for its first", oto, [order("e", 10, "working")], []],
    [
      "an OTO places what has filled",
      oto,
      [order("e", 10, "partially-filled", 3)],
      [
        { kind: "place", id: "a", lots: 3 },
        { kind: "place", id: "b", lots: 3 },
      ],
    ],
    [
      "an OTO grows with its first",
      oto,
      [order("e", 10, "filled", 10), order("a", 3, "working"), order("b", 3, "filled", 3)],
      [{ kind: "resize", id: "a", lots: 10 }],
    ],
    ["an OTO whose first ends unfilled does nothing", oto, [order("e", 10, "rejected")], []],
    [
      "a bracket protects what has filled",
      bracket,
      [order("e", 10, "partially-filled", 4)],
      [
        { kind: "place", id: "a", lots: 4 },
        { kind: "place", id: "b", lots: 4 },
      ],
    ],
    [
      "an exit that fills in part ends the entry and shrinks its sibling",
      bracket,
      [
        order("e", 10, "partially-filled", 6),
        order("a", 6, "untriggered"),
        order("b", 6, "partially-filled", 2),
      ],
      [
        { kind: "cancel", id: "e" },
        { kind: "resize", id: "a", lots: 4 },
      ],
    ],
    [
      "a cancelled exit leaves its sibling in force",
      bracket,
      [order("e", 10, "filled", 10), order("a", 10, "untriggered"), order("b", 10, "cancelled")],
      [],
    ],
    [
      "a target reached cancels the stop",
      bracket,
      [order("e", 10, "filled", 10), order("a", 10, "untriggered"), order("b", 10, "filled", 10)],
      [{ kind: "cancel", id: "a" }],
    ],
    [
      "a rejected stop cancels the rest first",
      bracket,
      [order("e", 10, "partially-filled", 4), order("a", 4, "rejected"), order("b", 4, "working")],
      [
        { kind: "cancel", id: "e" },
        { kind: "cancel", id: "b" },
      ],
    ],
    [
      "and then leaves at the market",
      bracket,
      [order("e", 10, "cancelled", 4), order("a", 4, "rejected"), order("b", 4, "cancelled", 1)],
      [{ kind: "exit", lots: 3 }],
    ],
    [
      "once",
      bracket,
      [
        order("e", 10, "cancelled", 4),
        order("a", 4, "rejected"),
        order("b", 4, "cancelled", 1),
        order("x", 3, "working"),
      ],
      [],
    ],
    [
      "and is done",
      bracket,
      [
        order("e", 10, "cancelled", 4),
        order("a", 4, "rejected"),
        order("b", 4, "cancelled", 1),
        order("x", 3, "filled", 3),
      ],
      [],
    ],
    [
      "what the entry filled unseen, when exits that filled in part are gone, leaves too",
      bracket,
      [order("e", 10, "cancelled", 8), order("a", 6, "cancelled", 2), order("b", 6, "cancelled", 5)],
      [{ kind: "exit", lots: 1 }],
    ],
    [
      "exits that were cancelled unfilled were not wanted",
      bracket,
      [order("e", 10, "filled", 10), order("a", 10, "cancelled"), order("b", 10, "cancelled")],
      [],
    ],
    [
      "what the entry fills after its stop did leaves too",
      bracket,
      [order("e", 10, "cancelled", 7), order("a", 4, "filled", 4), order("b", 4, "cancelled")],
      [{ kind: "exit", lots: 3 }],
    ],
  ])("%s", (_, group, orders, actions) => {
    expect(groupActions(group, among(orders))).toEqual(actions);
  });
});

/** A venue that carries out a group's actions at once and confirms them. */
class Desk {
  readonly orders = new Map<string, OrderState>();
  group: OrderGroup;
  constructor(group: OrderGroup) {
    this.group = group;
  }
  get = (id: string) => this.orders.get(id);
  send(id: string, event: OrderEvent): boolean {
    const present = this.orders.get(id);
    const next = present && transition(present, event);
    if (!next || isRejected(next)) return false;
    this.orders.set(id, next);
    return true;
  }
  place(id: string, lots: number, accepted = true): void {
    this.orders.set(id, newOrder(id, terms(lots)));
    this.send(id, accepted ? { kind: "accept" } : { kind: "reject", reason: "no" });
  }
  /** Does all that the group asks for, until it asks for nothing. */
  settle(): void {
    for (let round = 0; round < 20; round++) {
      const actions = groupActions(this.group, this.get);
      if (actions.length === 0) return;
      for (const action of actions) this.act(action);
    }
    throw new Error("the group never comes to rest");
  }
  act(action: GroupAction): void {
    if (action.kind === "place") this.place(action.id, action.lots);
    else if (action.kind === "cancel") this.cancel(action.id);
    else if (action.kind === "exit") this.exit(action.lots);
    // A venue cancels what it is told to cut to no more than has filled.
    else if (!this.send(action.id, { kind: "amend-request", change: { lots: action.lots } }))
      this.cancel(action.id);
    else this.send(action.id, { kind: "amend" });
  }
  cancel(id: string): void {
    this.send(id, { kind: "cancel-request" });
    this.send(id, { kind: "cancel" });
  }
  exit(lots: number): void {
    const group = this.group;
    if (group.kind !== "bracket") throw new Error("only a bracket exits");
    const id = `x${group.exits.length}`;
    this.group = { ...group, exits: [...group.exits, id] };
    this.place(id, lots);
  }
  filled(...ids: readonly string[]): number {
    return ids.reduce((sum, id) => sum + (this.get(id)?.filledLots ?? 0), 0);
  }
}

const fills = fc.array(
  fc.record({
    who: fc.constantFrom("e", "a", "b", "x0"),
    lots: fc.integer({ min: 1, max: 6 }),
    ends: fc.nat(11),
  }),
  { maxLength: 25 },
);

/** Lets the market fill, cancel, expire or reject one order. */
function happen(
  desk: Desk,
  n: number,
  { who, lots, ends }: { who: string; lots: number; ends: number },
): number {
  const order = desk.get(who);
  if (!order || isFinal(order.status)) return 0;
  const event = ([{ kind: "cancel" }, { kind: "expire" }, { kind: "reject", reason: "no" }] as const)[ends];
  if (event) {
    desk.send(who, event);
    return 0;
  }
  const amount = Math.min(lots, order.terms.lots - order.filledLots);
  const fill = {
    kind: "fill",
    fillId: `f${n}`,
    lots: amount,
    price: 100,
    liquidity: "maker",
    ts: n,
  } as const;
  return desk.send(who, fill) ? amount : 0;
}

describe("random fills", () => {
  test("an OCO group never fills more than its lots if the venue is told after each fill", () => {
    fc.assert(
      fc.property(fills, (events) => {
        const desk = new Desk(oco);
        desk.settle();
        events.forEach((event, n) => {
          happen(desk, n, event);
          desk.settle();
          expect(desk.filled("a", "b")).toBeLessThanOrEqual(10);
        });
      }),
    );
  });

  test("told one event late, it fills no more beyond its lots than one event", () => {
    fc.assert(
      fc.property(fills, (events) => {
        const desk = new Desk(oco);
        desk.settle();
        let late: GroupAction[] = [];
        let largest = 0;
        events.forEach((event, n) => {
          largest = Math.max(largest, happen(desk, n, event));
          expect(desk.filled("a", "b")).toBeLessThanOrEqual(10 + largest);
          for (const action of late) desk.act(action);
          late = groupActions(desk.group, desk.get);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("a bracket covers exactly what its entry filled, and never leaves more than that", () => {
    fc.assert(
      fc.property(fills, (events) => {
        const desk = new Desk({ ...bracket, exits: [] });
        desk.place("e", 10);
        let cancelled = false;
        events.forEach((event, n) => {
          happen(desk, n, event);
          desk.settle();
          cancelled ||= ["cancelled", "expired"].includes(desk.get("a")?.status ?? "");
          const held = desk.filled("e") - desk.filled("a", "b", "x0", "x1", "x2");
          expect(held).toBeGreaterThanOrEqual(0);
          const alive = ["a", "x0", "x1", "x2"].map(desk.get).filter((each) => each && !isFinal(each.status));
          const stops = alive.reduce((sum, each) => sum + each!.terms.lots - each!.filledLots, 0);
          // While nobody took the stop away, every lot that is held has a stop or a market order to leave by.
          if (!cancelled) expect(stops).toBe(held);
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
