import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import type { FeedEvent } from "../../ports.ts";
import { activeSpell, beginFaults, createFaultClock, nextEdgeMs, passEdge, strikes } from "./fault-clock.ts";
import { clientFaults, marketFaults } from "./faulty-feed.ts";
import { messageFaults, spellFaults } from "./kinds.ts";
import { modePlan } from "./modes.ts";
import { parseFaults } from "./parse-faults.ts";

describe("chaos.yaml, once read", () => {
  test("begins from a mode and changes what it names", () => {
    const plan = parseFaults({
      mode: "rough",
      seed: 7,
      rates: { "drop-reply": 0.5 },
      spells: { disconnect: { "per-day": 1, mean: "20s" }, "wrong-clock": { size: -9000 } },
      timeline: [
        { at: "1.5h", kind: "outage", for: "5m" },
        { at: "2026-01-02T00:00:00Z", kind: "flash-crash", symbol: "BTC/USDT", size: 0.2, for: "10m" },
        { at: new Date(5), kind: "delisting", symbol: "BTC/USDT" },
        { at: 0, kind: "drop-request", for: 1_000 },
      ],
    });
    expect(plan.seed).toBe(7);
    expect(plan.rates["drop-reply"]).toBe(0.5);
    expect(plan.rates["drop-request"]).toBe(modePlan("rough").rates["drop-request"]);
    expect(plan.spells.disconnect).toEqual({ perDay: 1, meanMs: 20_000, size: 0 });
    expect(plan.spells["wrong-clock"].size).toBe(-9_000);
    expect(plan.timeline).toEqual([
      { kind: "outage", atMs: 5_400_000, since: "start", forMs: 300_000, symbol: undefined, size: 0 },
      {
        kind: "flash-crash",
        atMs: 1_767_312_000_000,
        since: "epoch",
        forMs: 600_000,
        symbol: "BTC/USDT",
        size: 0.2,
      },
      {
        kind: "delisting",
        atMs: 5,
        since: "epoch",
        forMs: Number.POSITIVE_INFINITY,
        symbol: "BTC/USDT",
        size: 0,
      },
      { kind: "drop-request", atMs: 0, since: "start", forMs: 1_000, symbol: undefined, size: 1 },
    ]);
  });

  test.each([
    ["a list", [], "faults must be a mode or a record; were []"],
    ["an unknown field", { rate: {} }, 'unknown field of faults "rate"; did you mean "rates"?'],
    ["an unknown mode", "wild", 'mode of faults must be one of calm, rough, hell; was "wild"'],
    [
      "a misspelt rate",
      { rates: { "drop-reqest": 1 } },
      'unknown rate "drop-reqest"; did you mean "drop-request"?',
    ],
    ["a spell as a rate", { rates: { outage: 0.1 } }, "rates.outage goes on for a time; put it under spells"],
    [
      "a chance above 1",
      { rates: { "drop-reply": 2 } },
      "rates.drop-reply must be a number in [0, 1]; was 2",
    ],
    [
      "no span",
      { spells: { outage: { mean: "soon" } } },
      'spells.outage.mean must be a span such as 250ms, 30s, 5m, 2h, 1d; was "soon"',
    ],
    ["an unknown kind", { timeline: [{ at: 0, kind: "outtage" }] }, 'did you mean "outage"?'],
    [
      "no length",
      { timeline: [{ at: 0, kind: "outage" }] },
      "timeline[0] needs for, such as 30s; it is of kind outage",
    ],
    ["no time", { timeline: [{ kind: "outage", for: "1s" }] }, "timeline[0].at must be a span"],
    [
      "a crash of all",
      { timeline: [{ at: 0, for: "1s", kind: "flash-crash", size: 1 }] },
      "timeline[0].size must be a number in [0, 0.99]; was 1",
    ],
    ["a seed that is none", { seed: 1.5 }, "seed of faults must be a whole number; was 1.5"],
  ])("%s is refused", (_, input, message) => {
    expect(() => parseFaults(input)).toThrow(message);
  });

  test("hell has more of everything than rough, and calm has nothing", () => {
    const [calm, rough, hell] = (["calm", "rough", "hell"] as const).map((mode) => modePlan(mode));
    for (const kind of messageFaults) {
      expect(calm!.rates[kind]).toBe(0);
      expect(hell!.rates[kind]).toBeGreaterThan(rough!.rates[kind]);
    }
    for (const kind of spellFaults) {
      expect(calm!.spells[kind].perDay).toBe(0);
      expect(hell!.spells[kind].perDay).toBeGreaterThanOrEqual(rough!.spells[kind].perDay);
    }
  });
});

describe("a fault clock", () => {
  test("begins and ends what the timeline says, and draws messages by chance or spell", () => {
    const plan = parseFaults({
      timeline: [
        { at: 100, kind: "outage", for: 50 },
        { at: 120, kind: "drop-reply", for: 10, size: 1 },
      ],
    });
    const clock = createFaultClock(plan, ["A"], seeded(1));
    beginFaults(clock, 1_000);
    const edges = [];
    while (nextEdgeMs(clock) < Number.POSITIVE_INFINITY) {
      const { ts, on, spell } = passEdge(clock);
      edges.push([
        ts,
        on,
        spell.kind,
        strikes(clock, "drop-reply"),
        activeSpell(clock, "outage") !== undefined,
      ]);
    }
    expect(edges).toEqual([
      [1_100, true, "outage", false, true],
      [1_120, true, "drop-reply", true, true],
      [1_130, false, "drop-reply", false, true],
      [1_150, false, "outage", false, false],
    ]);
  });

  test("draws spells at the rate and of the length that were asked for", () => {
    const plan = parseFaults({ spells: { disconnect: { "per-day": 24, mean: "10m" } } });
    const clock = createFaultClock(plan, [], seeded(2));
    beginFaults(clock, 0);
    let [spells, length] = [0, 0];
    const end = 500 * 86_400_000;
    while (nextEdgeMs(clock) < end) {
      const { on, spell } = passEdge(clock);
      if (!on) continue;
      spells++;
      length += spell.toMs - spell.fromMs;
    }
    // An hour apart and ten minutes long: 86,400 s / 4,200 s = 20.57 a day.
    expect(Math.abs(spells / 500 / (1_440 / 70) - 1)).toBeLessThan(0.05);
    expect(Math.abs(length / spells / 600_000 - 1)).toBeLessThan(0.05);
  });
});

describe("a faulty feed", () => {
  const trades: FeedEvent[] = Array.from({ length: 10 }, (_, k) => ({
    kind: "trade",
    ts: k * 100,
    symbol: "A",
    price: 100,
    quantity: 1,
  }));
  const told = (events: Iterable<FeedEvent>) =>
    [...events].map((event) =>
      event.kind === "trade" ? event.price : event.kind === "status" ? event.status : event.kind,
    );

  test("halts, crashes and delists for everybody", () => {
    const timeline = (entries: object[]) => parseFaults({ timeline: entries });
    const halt = timeline([{ at: 150, kind: "halt", for: 200, symbol: "A" }]);
    expect(told(marketFaults(trades, halt, ["A"], seeded(1)))).toEqual([
      100,
      100,
      "halted",
      "trading",
      100,
      100,
      100,
      100,
      100,
      100,
    ]);
    const crash = timeline([{ at: 100, kind: "flash-crash", for: 400, size: 0.2, symbol: "A" }]);
    expect(told(marketFaults(trades, crash, ["A"], seeded(1)))).toEqual([
      100, 80, 85, 90, 95, 100, 100, 100, 100, 100,
    ]);
    const delisting = timeline([{ at: 350, kind: "delisting" }]);
    expect(told(marketFaults(trades, delisting, ["A"], seeded(1)))).toEqual([100, 100, 100, 100, "delisted"]);
  });

  test("stands still for one client", () => {
    const stale = parseFaults({ timeline: [{ at: 150, kind: "stale-feed", for: 300 }] });
    expect(told(clientFaults(trades, stale, ["A"], seeded(1))).length).toBe(7);
  });
});
