import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BreakerBoard,
  createBreakers,
  mayTrade,
  noteMeasure,
  noteOrder,
  settleProbe,
  watched,
} from "./breaker.ts";
import type { BreakerLimits } from "./limits.ts";
import { researchLimits } from "./profiles.ts";

const boardOf = (limits: Partial<BreakerLimits>): BreakerBoard =>
  createBreakers({ ...researchLimits.breakers, window: 4, cooldownMs: 100, ...limits });
const stateOf = (board: BreakerBoard) => board.breakers.map(({ state }) => state);

describe("a circuit breaker", () => {
  test("is there for each limit that is set, and for no other", () => {
    expect(boardOf({}).breakers).toEqual([]);
    expect(mayTrade(boardOf({}), 0)).toBe(true);
    expect(boardOf({ latencyMs: 5, jump: 0.1 }).breakers.map(({ watches }) => watches)).toEqual([
      "latencyMs",
      "jump",
    ]);
  });

  test.each([
    ["latencyMs", 5],
    ["slippageBps", 5],
    ["staleMs", 5],
    ["jump", 0.1],
  ] as const)("for %s opens beyond its limit, not at it, on either side", (name, limit) => {
    for (const [value, open] of [
      [limit, false],
      [limit * (1 + 1e-9), true],
      [-limit, false],
      [-limit * (1 + 1e-9), true],
      [Number.NaN, false],
      [Number.POSITIVE_INFINITY, true],
    ] as const) {
      const board = boardOf({ [name]: limit });
      noteMeasure(board, name, value, 10);
      expect(mayTrade(board, 10), `${value}`).toBe(!open);
      expect(mayTrade(board, 109)).toBe(!open);
      expect(mayTrade(board, 110)).toBe(true);
    }
  });

  test.each(["errorRate", "rejectRate"] as const)(
    "for %s opens once more than its share of a full window failed",
    (name) => {
      const board = boardOf({ [name]: 0.5 });
      for (const outcome of [1, 1, 1]) noteMeasure(board, name, outcome, 0);
      expect(mayTrade(board, 0), "before the window is full").toBe(true);
      noteMeasure(board, name, 0, 0);
      expect(stateOf(board)).toEqual(["open"]);
      const other = boardOf({ [name]: 0.5 });
      for (const outcome of [1, 1, 0, 0, 1, 1, 0, 0]) noteMeasure(other, name, outcome, 0);
      expect(stateOf(other), "half is not more than half").toEqual(["closed"]);
      noteMeasure(other, name, 1, 0);
      noteMeasure(other, name, 1, 0);
      noteMeasure(other, name, 1, 0);
      expect(stateOf(other)).toEqual(["open"]);
    },
  );

  test("lets one probe through after its cooldown, and closes when that goes well", () => {
    const board = boardOf({ latencyMs: 5 });
    noteMeasure(board, "latencyMs", 9, 0);
    noteOrder(board, 100);
    expect(stateOf(board)).toEqual(["half-open"]);
    expect(mayTrade(board, 1e15)).toBe(false);
    settleProbe(board, true, 120);
    expect(stateOf(board)).toEqual(["closed"]);
    expect(mayTrade(board, 120)).toBe(true);
    expect(board.blockedUntilMs).toBe(Number.NEGATIVE_INFINITY);
  });

  test("opens for another cooldown when the probe fails, or when it measures badly", () => {
    for (const fail of [
      (board: BreakerBoard) => settleProbe(board, false, 120),
      (board: BreakerBoard) => noteMeasure(board, "latencyMs", 9, 120),
    ]) {
      const board = boardOf({ latencyMs: 5 });
      noteMeasure(board, "latencyMs", 9, 0);
      noteOrder(board, 100);
      fail(board);
      expect(stateOf(board)).toEqual(["open"]);
      settleProbe(board, true, 130);
      expect(stateOf(board)).toEqual(["open"]);
      expect(mayTrade(board, 219)).toBe(false);
      expect(mayTrade(board, 220)).toBe(true);
      expect(board.breakers[0]!.opened).toBe(2);
    }
  });

  test("that is open is not opened again, nor its cooldown made longer", () => {
    const board = boardOf({ latencyMs: 5 });
    noteMeasure(board, "latencyMs", 9, 0);
    noteMeasure(board, "latencyMs", 9, 50);
    expect(mayTrade(board, 100)).toBe(true);
  });

  test("of a rate forgets what opened it", () => {
    const board = boardOf({ errorRate: 0.5 });
    for (let k = 0; k < 4; k++) noteMeasure(board, "errorRate", 1, 0);
    noteOrder(board, 100);
    settleProbe(board, true, 100);
    for (let k = 0; k < 3; k++) noteMeasure(board, "errorRate", 1, 101);
    expect(stateOf(board)).toEqual(["closed"]);
  });
});

/** What may befall a board, as a model of one breaker sees it. */
type Step =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "order" }
  | { readonly do: "settle"; readonly succeeded: boolean }
  | { readonly do: "measure"; readonly watches: (typeof watched)[number]; readonly value: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("wait" as const), ms: fc.nat(80) }),
  fc.record({ do: fc.constant("order" as const) }),
  fc.record({ do: fc.constant("settle" as const), succeeded: fc.boolean() }),
  fc.record({
    do: fc.constant("measure" as const),
    watches: fc.constantFrom(...watched),
    value: fc.constantFrom(0, 1, 0.05, 6, Number.NaN),
  }),
);

const legal: Readonly<Record<string, readonly string[]>> = {
  closed: ["closed", "open"],
  open: ["open", "half-open"],
  "half-open": ["half-open", "open", "closed"],
};

test("whatever happens: only legal transitions, one probe at a time, and the block is the worst of all breakers", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const limits = {
        errorRate: 0.5,
        rejectRate: 0.25,
        latencyMs: 5,
        slippageBps: 5,
        staleMs: 5,
        jump: 0.04,
      };
      const board = boardOf({ ...limits, window: 3 });
      let now = 0;
      let probes = 0;
      for (const act of steps) {
        const before = stateOf(board);
        const failures = board.breakers.map((breaker) => breaker.failures);
        if (act.do === "wait") now += act.ms;
        else if (act.do === "measure") noteMeasure(board, act.watches, act.value, now);
        else if (act.do === "settle") {
          settleProbe(board, act.succeeded, now);
          probes = 0;
        } else if (mayTrade(board, now)) {
          noteOrder(board, now);
          if (stateOf(board).includes("half-open")) probes++;
        }
        const after = stateOf(board);
        if (!after.includes("half-open")) probes = 0;
        expect(probes).toBeLessThanOrEqual(1);
        for (const [i, breaker] of board.breakers.entries()) {
          expect(legal[before[i]!]).toContain(after[i]);
          // Time alone changes nothing, and no breaker closes but by a probe that went well.
          if (act.do === "wait") expect(after[i]).toBe(before[i]);
          if (before[i] !== "closed" && after[i] === "closed") expect(act).toMatchObject({ succeeded: true });
          expect(breaker.failures).toBe(
            breaker.outcomes.slice(0, breaker.count).reduce((sum, x) => sum + x, 0),
          );
          expect(Number.isFinite(breaker.blockedUntilMs)).toBe(breaker.state === "open");
          if (act.do === "order") expect(breaker.failures).toBe(failures[i]);
        }
        expect(board.blockedUntilMs).toBe(
          Math.max(...board.breakers.map(({ blockedUntilMs }) => blockedUntilMs)),
        );
        expect(mayTrade(board, now)).toBe(
          after.every(
            (state, i) =>
              state === "closed" || (state === "open" && now >= board.breakers[i]!.blockedUntilMs),
          ),
        );
      }
    }),
    { seed: 3, numRuns: 1500 },
  );
});
