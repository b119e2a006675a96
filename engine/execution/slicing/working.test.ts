import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import { checkTerms } from "../../trade/order-terms.ts";
import { spot } from "../../trade/testing/instruments.ts";
import { advance, type ChildAction, childTerms, isDone, nextDueMs, type WorkEvent } from "./advance.ts";
import { type ParentWork, schedule, type WorkRule } from "./schedule.ts";
import { dueLots, type Parent } from "./slices.ts";

const parentOf = (lots: number, side: "buy" | "sell" = "buy"): Parent => ({
  side,
  lots,
  startMs: 1_000,
  endMs: 11_000,
});
const timer: WorkEvent = { kind: "timer" };
const quote = (bidTicks: number): WorkEvent => ({ kind: "quote", bidTicks, askTicks: bidTicks + 2 });

const lotsMin = fc.integer({ min: 1, max: 60 });
const anyRule: fc.Arbitrary<WorkRule> = fc.oneof(
  fc.record({ kind: fc.constant("twap" as const), parts: fc.integer({ min: 1, max: 30 }), lotsMin }),
  fc.record({
    kind: fc.constant("vwap" as const),
    profile: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
    lotsMin,
  }),
  fc.record({
    kind: fc.constant("shortfall" as const),
    model: fc.constant({ sigma: 0.9, eta: 1e5, gamma: 0.02, lambda: 0.05 }),
    steps: fc.integer({ min: 1, max: 9 }),
    lotsMin,
  }),
  fc.record({
    kind: fc.constant("pov" as const),
    rate: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
    lotsMin,
  }),
  fc.record({
    kind: fc.constant("iceberg" as const),
    displayLots: fc.integer({ min: 1, max: 400 }),
    limitTicks: fc.constant(95),
  }),
  fc.record({
    kind: fc.constant("pegged" as const),
    peg: fc.record({
      offsetTicks: fc.integer({ min: -2, max: 2 }),
      thresholdTicks: fc.integer({ min: 0, max: 3 }),
      intervalMs: fc.integer({ min: 0, max: 500 }),
    }),
  }),
);

interface Order {
  readonly child: number;
  readonly lots: number;
  filled: number;
  limitTicks: number | undefined;
  status: "underway" | "open" | "gone";
  cancelled: boolean;
}

/** What is asked at every event of every drill; `expect` would take longer than all the rest. */
function must(holds: boolean, what: string): void {
  if (!holds) expect.fail(what);
}

/** A parent on a market by chance: requests and answers take their time, and some are refused. */
class Drill {
  nowMs = 0;
  volumeLots = 0;
  readonly actions: ChildAction[] = [];
  readonly orders: Order[] = [];
  work: ParentWork;
  private readonly random: () => number;
  private readonly refuses: number;
  private readonly restarts: boolean;

  constructor(parent: Parent, rule: WorkRule, seed: number, refuses: number, restarts: boolean) {
    this.work = schedule(parent, rule);
    this.random = seeded(seed);
    this.refuses = refuses;
    this.restarts = restarts;
  }

  tell(event: WorkEvent): void {
    if (this.restarts) this.work = JSON.parse(JSON.stringify(this.work)) as ParentWork;
    const before = this.work.filledLots;
    const actions = advance(this.work, event, this.nowMs);
    must(event.kind === "filled" || this.work.filledLots === before, "only a fill fills");
    for (const action of actions) this.carryOut(action);
    this.holds();
  }

  private carryOut(action: ChildAction): void {
    this.actions.push(action);
    if (action.kind === "place") {
      const { child, lots, limitTicks } = action;
      must(Number.isSafeInteger(lots) && lots > 0, "whole lots are ordered");
      must(child === this.orders.length + 1, "orders are numbered in their order");
      this.orders.push({ child, lots, filled: 0, limitTicks, status: "underway", cancelled: false });
      return;
    }
    const order = this.orders[action.child - 1]!;
    if (action.kind === "move") order.limitTicks = action.limitTicks;
    else {
      must(!order.cancelled, "an order is cancelled once");
      order.cancelled = true;
    }
  }

  /** What holds whatever happens. */
  private holds(): void {
    const { parent, algo, filledLots, children } = this.work;
    const filled = this.orders.reduce((sum, order) => sum + order.filled, 0);
    const open = this.orders.filter(({ status }) => status !== "gone");
    const reach = open.reduce((sum, order) => sum + order.lots - order.filled, filled);
    must(filledLots === filled, "it counts what was filled");
    must(
      children.map(({ number }) => number).join() === open.map(({ child }) => child).join(),
      "it knows its orders",
    );
    must(reach <= parent.lots, "nothing is ordered beyond the parent");
    must(this.nowMs >= parent.startMs || reach === 0, "nothing is ordered before its time");
    if (this.nowMs >= parent.endMs) return;
    if (algo.kind === "scheduled") must(reach <= dueLots(algo.slices, this.nowMs), "the schedule is kept");
    if (algo.kind === "pov") {
      must(reach <= (algo.rate / (1 - algo.rate)) * this.volumeLots, "the share of volume is kept");
    }
    if (algo.kind === "iceberg" || algo.kind === "pegged") must(open.length <= 1, "one order at a time");
    if (algo.kind === "iceberg") {
      must(
        open.every(({ lots }) => lots <= algo.displayLots),
        "no more is shown than may be",
      );
    }
  }

  /** Lets one thing happen to one order. */
  private serve(order: Order): void {
    const { child } = order;
    if (order.status === "underway") {
      if (this.random() < this.refuses) this.end(order, true);
      else {
        order.status = "open";
        this.tell({ kind: "placed", child, id: `id-${child}` });
        if (order.limitTicks !== undefined) this.tell({ kind: "rests", child, limitTicks: order.limitTicks });
      }
    } else if (order.cancelled && this.random() < 0.5) this.end(order, false);
    else {
      const lots = Math.ceil(this.random() * (order.lots - order.filled));
      order.filled += lots;
      if (order.filled === order.lots) order.status = "gone";
      this.tell({ kind: "filled", child, lots });
    }
  }

  private end(order: Order, refused: boolean): void {
    order.status = "gone";
    this.tell({ kind: "ended", child: order.child, refused });
    // A report that comes twice changes nothing.
    this.tell({ kind: "ended", child: order.child, refused });
  }

  step(): void {
    this.nowMs += Math.floor(this.random() * 400);
    const dice = this.random();
    const open = this.orders.filter(({ status }) => status !== "gone");
    if (dice < 0.3) this.tell(timer);
    else if (dice < 0.5) {
      const lots = Math.floor(this.random() * 300);
      if (this.nowMs >= this.work.parent.startMs) this.volumeLots += lots;
      this.tell({ kind: "trade", lots });
    } else if (dice < 0.7) this.tell(quote(90 + Math.floor(this.random() * 20)));
    else if (open.length > 0) this.serve(open[Math.floor(this.random() * open.length)]!);
  }

  /** All that is open is served, and time goes on to each moment that was asked for. */
  finish(): void {
    // The last steps may have passed a moment that was asked for: its timer rings late.
    this.tell(timer);
    for (let round = 0; round < 10_000 && !isDone(this.work); round++) {
      const open = this.orders.find(({ status }) => status !== "gone");
      if (open && this.nowMs >= this.work.parent.endMs) this.serve(open);
      else {
        this.nowMs = nextDueMs(this.work, this.nowMs);
        this.tell(timer);
      }
    }
  }
}

const drill = (
  [lots, rule, seed, steps]: readonly [number, WorkRule, number, number],
  refuses: number,
  restarts = false,
): Drill => {
  const run = new Drill(parentOf(lots, seed % 2 === 0 ? "buy" : "sell"), rule, seed, refuses, restarts);
  for (let i = 0; i < steps; i++) run.step();
  return run;
};
const anyDrill = fc.tuple(
  fc.integer({ min: 1, max: 3_000 }),
  anyRule,
  fc.nat(),
  fc.integer({ min: 0, max: 120 }),
);

describe("a parent on a random market", () => {
  test("is filled exactly, never beyond, in whole lots, by each rule's own law, and in time", () => {
    fc.assert(
      fc.property(anyDrill, (drawn) => {
        const run = drill(drawn, 0);
        const { nowMs } = run;
        run.finish();
        const { work } = run;
        expect(run.nowMs).toBeLessThanOrEqual(Math.max(nowMs, work.parent.endMs));
        expect([work.filledLots, work.children, isDone(work)]).toEqual([work.parent.lots, [], true]);
        expect(nextDueMs(work, run.nowMs)).toBe(Number.POSITIVE_INFINITY);
        expect(run.orders.reduce((sum, { filled }) => sum + filled, 0)).toBe(work.parent.lots);
      }),
      { numRuns: 500 },
    );
  });

  test("is worked on after a restart at any moment as if there had been none", () => {
    fc.assert(
      fc.property(anyDrill, fc.constantFrom(0, 0.2), (drawn, refuses) => {
        const [run, again] = [drill(drawn, refuses), drill(drawn, refuses, true)];
        expect(again.actions).toEqual(run.actions);
        expect(again.work).toEqual(run.work);
      }),
      { numRuns: 300 },
    );
  });

  test("is not hammered at a venue that refuses everything, and is given up in the end", () => {
    fc.assert(
      fc.property(anyDrill, (drawn) => {
        const run = drill(drawn, 1);
        run.finish();
        expect(run.work).toMatchObject({ filledLots: 0, children: [], stopped: true });
        const alone = run.work.algo.kind === "iceberg" || run.work.algo.kind === "pegged";
        // One more where the last that rested and what it did not cover were under way at once.
        expect(run.orders.length).toBeGreaterThanOrEqual(8);
        expect(run.orders.length).toBeLessThanOrEqual(alone ? 9 : 60);
      }),
      { numRuns: 200 },
    );
  });

  test("ends at once when it is stopped, but for what is already at the market", () => {
    fc.assert(
      fc.property(anyDrill, (drawn) => {
        const run = drill(drawn, 0);
        run.tell({ kind: "stop" });
        const placed = run.orders.length;
        for (let i = 0; i < 100; i++) run.step();
        expect(run.orders).toHaveLength(placed);
        for (const order of run.orders) {
          if (order.status === "open" && order.limitTicks !== undefined) expect(order.cancelled).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("needs no more timers than it asks for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        anyRule,
        fc.integer({ min: 80, max: 120 }),
        (lots, rule, bid) => {
          const often = schedule(parentOf(lots), rule);
          const seldom = schedule(parentOf(lots), rule);
          const seen: [number, ChildAction][] = [];
          const asked: [number, ChildAction][] = [];
          for (const [work, to] of [
            [often, seen],
            [seldom, asked],
          ] as const) {
            for (const action of advance(work, quote(bid), 0)) to.push([0, action]);
          }
          for (let nowMs = 1; nowMs <= 12_000; nowMs++) {
            for (const action of advance(often, timer, nowMs)) seen.push([nowMs, action]);
          }
          for (let nowMs = nextDueMs(seldom, 0); nowMs <= 12_000; nowMs = nextDueMs(seldom, nowMs)) {
            for (const action of advance(seldom, timer, nowMs)) asked.push([Math.ceil(nowMs), action]);
          }
          expect(asked).toEqual(seen);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("a rule", () => {
  const run = (rule: WorkRule, ...events: readonly (readonly [number, WorkEvent])[]) => {
    const work = schedule(parentOf(100), rule);
    return events.map(([nowMs, event]) => advance(work, event, nowMs));
  };

  test("TWAP places its parts as their times come", () => {
    expect(
      run({ kind: "twap", parts: 4 }, [999, timer], [1_000, timer], [3_499, timer], [6_000, timer]),
    ).toEqual([[], [{ kind: "place", child: 1, lots: 25 }], [], [{ kind: "place", child: 2, lots: 50 }]]);
    // What is too small waits for the next part.
    expect(
      run({ kind: "twap", parts: 4, lotsMin: 30 }, [1_000, timer], [3_500, timer], [8_500, timer]).map(
        (each) => each.map((action) => action.kind === "place" && action.lots),
      ),
    ).toEqual([[], [50], [50]]);
  });

  test("POV follows the volume of others", () => {
    const trade = (lots: number): WorkEvent => ({ kind: "trade", lots });
    expect(
      run({ kind: "pov", rate: 0.2, lotsMin: 5 }, [500, trade(100)], [1_000, trade(19)], [1_001, trade(1)]),
    ).toEqual([[], [], [{ kind: "place", child: 1, lots: 5 }]]);
  });

  test("an iceberg shows one part after the other, and the market takes the rest at its end", () => {
    const iceberg: WorkRule = { kind: "iceberg", displayLots: 40, limitTicks: 95 };
    expect(
      run(
        iceberg,
        [1_000, timer],
        [2_000, { kind: "filled", child: 1, lots: 30 }],
        [3_000, { kind: "filled", child: 1, lots: 10 }],
        [11_000, timer],
        [11_001, timer],
        [11_050, { kind: "filled", child: 2, lots: 15 }],
        [11_100, { kind: "ended", child: 2 }],
        [11_200, timer],
      ),
    ).toEqual([
      [{ kind: "place", child: 1, lots: 40, limitTicks: 95 }],
      [],
      [{ kind: "place", child: 2, lots: 40, limitTicks: 95 }],
      [
        { kind: "cancel", child: 2 },
        { kind: "place", child: 3, lots: 20 },
      ],
      [],
      [],
      [{ kind: "place", child: 4, lots: 25 }],
      [],
    ]);
  });

  test("a peg waits for a quote, follows the book, and stands where a refused move left it", () => {
    const peg = { offsetTicks: 0, thresholdTicks: 2, intervalMs: 100 };
    expect(
      run(
        { kind: "pegged", peg },
        [1_000, timer],
        [1_010, quote(100)],
        [1_020, quote(105)],
        [1_110, timer],
        [1_120, { kind: "rests", child: 1, limitTicks: 100 }],
        [1_210, timer],
      ),
    ).toEqual([
      [],
      [{ kind: "place", child: 1, lots: 100, limitTicks: 100, postOnly: true }],
      [],
      [{ kind: "move", child: 1, limitTicks: 105 }],
      [],
      [{ kind: "move", child: 1, limitTicks: 105 }],
    ]);
  });

  test("gives children that an instrument can trade", () => {
    for (const rule of [
      { kind: "twap", parts: 1 },
      { kind: "iceberg", displayLots: 50_000, limitTicks: 5_000_000 },
    ] as const) {
      const work = schedule(parentOf(100_000), rule);
      for (const action of advance(work, timer, 1_000)) {
        if (action.kind !== "place") throw new Error(action.kind);
        expect(checkTerms(spot, childTerms(spot.symbol, work, action), 50_000, 1_000)).toBeUndefined();
      }
    }
  });

  test.each<[string, WorkRule, string]>([
    ["no share", { kind: "pov", rate: 1 }, "rate must be in (0, 1); was 1"],
    ["no part", { kind: "twap", parts: 2, lotsMin: 0 }, "lotsMin must be a whole number above 0; was 0"],
    [
      "nothing to show",
      { kind: "iceberg", displayLots: 0.5, limitTicks: 1 },
      "displayLots must be a whole number above 0; was 0.5",
    ],
    [
      "no place",
      { kind: "pegged", peg: { offsetTicks: 0.5, thresholdTicks: 0, intervalMs: 0 } },
      "offsetTicks must be a whole number; was 0.5",
    ],
    [
      "no time",
      { kind: "pegged", peg: { offsetTicks: 0, thresholdTicks: 0, intervalMs: Number.NaN } },
      "intervalMs must be a finite number of at least 0; was NaN",
    ],
  ])("of %s is refused", (_, rule, message) => {
    expect(() => schedule(parentOf(10), rule)).toThrow(message);
  });

  test("believes no fill of a child that is not open", () => {
    const work = schedule(parentOf(10), { kind: "twap", parts: 1 });
    advance(work, timer, 1_000);
    expect(() => advance(work, { kind: "filled", child: 1, lots: 11 }, 1_000)).toThrow("invariant broken");
    expect(() => advance(work, { kind: "filled", child: 2, lots: 1 }, 1_000)).toThrow("invariant broken");
  });
});
