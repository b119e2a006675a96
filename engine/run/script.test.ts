import { describe, expect, test } from "vitest";
import { type Desk, runScript, type ScriptOrder } from "./script.ts";
import type { SettingsInput } from "./settings.ts";
import { dayMs, fillsOf, freeSettings, marketFrom, type Row, still } from "./testing/scenario.ts";

type Acts = Readonly<Record<number, (desk: Desk) => void>>;

const flat = [still(100), still(100), still(100), still(100)];

/** Runs acts by the index of the bar at whose close they happen. */
const play = (acts: Acts, bars: readonly Row[] = flat, settings: SettingsInput = {}) =>
  runScript(marketFrom({ bars }), freeSettings(settings), 365, (index, desk) => acts[index]?.(desk()));

const ordering = (order: ScriptOrder): Acts => ({ 0: (desk) => desk.order(order) });
const long = "1 buy 10 @ 100 entry";

describe("an order of a script", () => {
  const cases: readonly (readonly [string, ScriptOrder, readonly Row[], readonly string[]])[] = [
    ["spends all free equity at the market", { side: "buy" }, flat, [long]],
    ["spends a fraction of it", { side: "sell", size: { fraction: 0.25 } }, flat, ["1 sell 2.5 @ 100 entry"]],
    ["trades a quantity", { side: "buy", size: { quantity: 3 } }, flat, ["1 buy 3 @ 100 entry"]],
    ["is cut by leverage like any other", { side: "buy", size: { quantity: 30 } }, flat, [long]],
    [
      "follows a policy",
      { side: "buy", size: { policy: ({ equity, price }) => (0.2 * equity) / price } },
      flat,
      ["1 buy 2 @ 100 entry"],
    ],
    ["never sells as a buy, whatever its policy", { side: "buy", size: { policy: () => -1 } }, flat, []],
    ["never buys as a sell", { side: "sell", size: { policy: () => 1 } }, flat, []],
    [
      "waits for a limit",
      { side: "buy", limit: 80 },
      [still(100), [90, 91, 79, 85]],
      ["1 buy 12.5 @ 80 entry"],
    ],
    [
      "waits for a trigger",
      { side: "sell", trigger: 80 },
      [still(100), [90, 91, 79, 85]],
      ["1 sell 12.5 @ 80 entry"],
    ],
    ["expires", { side: "buy", limit: 80, expire: 1 }, [still(100), still(100), still(70)], []],
    [
      "expires at the market over a missing bar, too",
      { side: "buy", expire: 1 },
      [still(100), undefined, still(70)],
      [],
    ],
    [
      "carries a stop",
      { side: "buy", stop: { mode: "fraction", value: 0.05 } },
      [still(100), [100, 100, 94, 95]],
      [long, "1 sell 10 @ 95 stop"],
    ],
    [
      "carries a target",
      { side: "buy", takeProfit: { mode: "price", value: 105 } },
      [still(100), [100, 106, 94, 95]],
      [long, "1 sell 10 @ 105 take-profit"],
    ],
    [
      "carries a trailing stop",
      { side: "buy", trail: { mode: "distance", value: 5 } },
      [still(100), [100, 110, 99, 108], still(104)],
      [long, "2 sell 10 @ 104 trail"],
    ],
    ["leaves after its bars", { side: "buy", maxBars: 1 }, flat, [long, "2 sell 10 @ 100 time"]],
  ];
  test.each(cases)("%s", (_, order, bars, fills) => {
    expect(fillsOf(play(ordering(order), bars))).toEqual(fills);
  });

  test("fills at its close where that is asked for", () => {
    expect(fillsOf(play(ordering({ side: "buy" }), flat, { fill: "close" }))).toEqual([
      "0 buy 10 @ 100 entry",
    ]);
  });

  test("is refused where nothing is left", () => {
    const bars = [still(100), still(100), [20, 20, 20, 60] as Row];
    const outcome = play(
      {
        0: (desk) => desk.order({ side: "buy", size: { quantity: 20 } }),
        1: (desk) => desk.order({ side: "sell", size: { policy: () => -21 } }),
      },
      bars,
      { limits: { account: { grossMax: 2 } } },
    );
    expect(fillsOf(outcome)).toEqual(["1 buy 20 @ 100 entry", "2 sell 20 @ 20 signal"]);
    expect(outcome.verdicts).toEqual({ "no-equity": 1, liquidation: 1 });
  });
});

describe("on a grid of 0.5 a script", () => {
  const instruments = { X: { kind: "spot", base: "X", quote: "USD", tick: "0.5", lot: "0.001" } };
  const near: Row[] = [still(100), [100, 105.2, 94.8, 100], [100, 105.2, 94.8, 100]];

  test.each<readonly [string, ScriptOrder, string]>([
    ["buys no dearer than its limit", { side: "buy", limit: 95.3 }, "1 buy 10.526 @ 95 entry"],
    ["sells no cheaper than its limit", { side: "sell", limit: 104.8 }, "1 sell 9.523 @ 105 entry"],
    ["buys no sooner than its trigger", { side: "buy", trigger: 104.8 }, "1 buy 9.523 @ 105 entry"],
    ["sells no sooner than its trigger", { side: "sell", trigger: 95.3 }, "1 sell 10.526 @ 95 entry"],
  ])("%s", (_, order, fill) => {
    expect(fillsOf(play(ordering(order), near, { instruments }))[0]).toBe(fill);
  });

  test("protects at whole ticks", () => {
    const acts: Acts = {
      0: (desk) => desk.order({ side: "buy", size: { quantity: 4 } }),
      1: (desk) => desk.protect({ stop: 95.4, takeProfit: 104.6 }),
    };
    const held: Row[] = [still(100), still(100), [100, 105, 95.1, 100]];
    expect(fillsOf(play(acts, [...held, [100, 101, 95, 96]], { instruments })).at(-1)).toBe(
      "3 sell 4 @ 95 stop",
    );
    expect(fillsOf(play(acts, [...held, [100, 105.1, 99, 100]], { instruments })).at(-1)).toBe(
      "3 sell 4 @ 105 take-profit",
    );
  });
});

describe("a desk", () => {
  test("shows position, equity, lots, what waits and what has filled", () => {
    const seen: unknown[] = [];
    const look = (desk: Desk) =>
      seen.push([desk.quantity, desk.equity, desk.lots.length, desk.pending, desk.filled]);
    play(
      {
        0: (desk) => {
          desk.order({ side: "buy", size: { quantity: 4 } });
          desk.order({ side: "buy", limit: 50 });
          look(desk);
        },
        1: look,
        2: look,
      },
      [still(100), [100, 110, 100, 110], [110, 110, 40, 60]],
    );
    expect(seen).toEqual([
      [0, 1000, 0, 0, 0],
      [4, 1040, 1, 1, 1],
      // 600 in cash buy 12 at 50, which is all that equity of 800 at 50 leaves beside 4.
      [16, 960, 2, 0, 1],
    ]);
  });

  test("no longer counts an order whose last bar has closed", () => {
    const waiting: number[] = [];
    const look = (desk: Desk) => waiting.push(desk.pending);
    const order = (desk: Desk) => desk.order({ side: "buy", limit: 50, expire: 2 });
    play({ 0: order, 1: look, 2: look });
    expect(waiting).toEqual([1, 0]);
  });

  test("closes, cancels and protects", () => {
    const acts: Acts = {
      0: (desk) => {
        desk.order({ side: "buy", size: { quantity: 4 } });
        desk.order({ side: "buy", limit: 98 });
      },
      1: (desk) => {
        desk.cancel();
        desk.protect({ stop: 97, takeProfit: 120 });
      },
      3: (desk) => desk.order({ side: "sell", size: { quantity: 1 } }),
      4: (desk) => desk.close(),
    };
    const bars: Row[] = [still(100), still(100), [99, 99, 96, 96], still(100), still(100), still(102)];
    expect(fillsOf(play(acts, bars))).toEqual([
      "1 buy 4 @ 100 entry",
      "2 sell 4 @ 97 stop",
      "4 sell 1 @ 100 entry",
      "5 buy 1 @ 102 signal",
    ]);
    const target: Row[] = [still(100), still(100), [100, 121, 100, 100]];
    expect(fillsOf(play(acts, target))).toEqual(["1 buy 4 @ 100 entry", "2 sell 4 @ 120 take-profit"]);
  });

  test("opens at the first bar that counts", () => {
    const seen: number[] = [];
    const bars = marketFrom({ bars: flat });
    const outcome = runScript(bars, freeSettings({ fromMs: 2 * dayMs }), 365, (index) => seen.push(index));
    expect(seen).toEqual([2, 3]);
    expect(outcome.start).toBe(2);
    expect([...outcome.equity]).toEqual([1000, 1000, 1000, 1000]);
  });

  test("is that of a symbol by name, and refuses one that is not there", () => {
    const market = marketFrom({ bars: { A: flat, B: flat } });
    const run = (symbol?: string) =>
      runScript(
        market,
        freeSettings(),
        365,
        (index, desk) => index === 0 && desk(symbol).order({ side: "buy" }),
      );
    expect(fillsOf(run("B"))).toEqual(["1 B buy 10 @ 100 entry"]);
    expect(fillsOf(run())).toEqual(["1 A buy 10 @ 100 entry"]);
    expect(() => run("C")).toThrow('unknown symbol "C"; the run has A, B');
  });
});
