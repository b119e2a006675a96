import { describe, expect, test } from "vitest";
import { strategy } from "../engine/graph/strategy.ts";
import { ge, latch, lt, mul, where } from "../engine/ops/index.ts";
import { sampleModel, walk } from "../reports/testing/sample.ts";

const dayMs = 86_400_000;
const costly = { halfSpread: 0.0004, slippage: 0.0006, fees: { taker: 0.001, maker: 0.0002, fixed: 0 } };
const datasets = [walk("A", 400, dayMs, 1), walk("B", 400, dayMs, 2)];
const restless = strategy({
  name: "restless",
  decide: ({ close }) => ({
    target: where(latch(lt(close, 99), ge(close, 101)), 0.5, -0.5),
    limit: mul(close, 0.999),
    stop: { fraction: 0.01 },
    expire: 2,
  }),
});
const model = sampleModel({ strategy: restless, datasets, settings: costly });
const { outcome } = model.run;
const parts = ["delay", "impact", "spread", "fees", "opportunity"] as const;

describe("what a report says of orders", () => {
  test("counts every order once, by kind and ending", () => {
    const { orders } = outcome;
    expect(orders.length).toBeGreaterThan(10);
    for (const { kind, placed, open, filled, cancelled, expired, rejected } of model.orderCounts) {
      const own = orders.filter((order) => order.kind === kind);
      expect(placed).toBe(own.length);
      expect(open + filled + cancelled + expired + rejected).toBe(placed);
      expect(filled).toBe(own.filter(({ status }) => status === "filled").length);
    }
    expect(model.orderCounts.reduce((sum, { placed }) => sum + placed, 0)).toBe(orders.length);
    expect(model.orderCounts.map(({ kind }) => kind)).toContain("limit");
  });

  test("tells what rules cut from what they refused", () => {
    const wide = sampleModel({
      strategy: strategy({ name: "wide", decide: ({ close }) => ({ target: where(ge(close, 100), 2, -1) }) }),
      datasets: [datasets[0]!],
      settings: {
        limits: {
          ...model.run.identity.settings.limits,
          account: { ...model.run.identity.settings.limits.account, short: false },
        },
      },
    });
    const { orders } = wide.run.outcome;
    const ruled = (rule: string, filled: boolean) =>
      orders.filter((order) => order.rule === rule && (order.status === "filled") === filled).length;
    expect(wide.ruleCounts).toEqual([
      { rule: "leverage", cut: ruled("leverage", true), refused: ruled("leverage", false) },
      { rule: "short", cut: ruled("short", true), refused: ruled("short", false) },
    ]);
    expect(ruled("leverage", true)).toBeGreaterThan(0);
  });
});

describe("implementation shortfall", () => {
  test("has parts that add up exactly, and rows that add up to the whole", () => {
    const all = model.shortfall!;
    for (const row of [all, ...model.shortfallBySymbol, ...model.shortfallByKind]) {
      expect(parts.reduce((sum, part) => sum + row.costs[part], 0)).toBe(row.costs.total);
    }
    for (const rows of [model.shortfallBySymbol, model.shortfallByKind]) {
      for (const part of [...parts, "total"] as const) {
        expect(rows.reduce((sum, row) => sum + row.costs[part], 0)).toBeCloseTo(all.costs[part], 9);
      }
      expect(rows.reduce((sum, row) => sum + row.fills, 0)).toBe(outcome.fills.length);
    }
    expect(model.shortfallBySymbol.map(({ symbol }) => symbol)).toEqual(["A", "B"]);
  });

  test("holds the costs of the run: fees, spread, and slippage within its impact", () => {
    const { costs } = model.shortfall!;
    expect(costs.fees).toBeCloseTo(outcome.costs.fees, 9);
    expect(costs.spread).toBeCloseTo(outcome.costs.spread, 6);
    expect(costs.spread).toBeGreaterThan(0);
    // Beside slippage it holds the way from the open to limits and nothing of stops, which begin where they trigger.
    const reached = model.shortfallByKind.find(({ kind }) => kind === "stop")!;
    expect(reached.costs.delay).toBe(0);
    expect(reached.costs.impact).toBeGreaterThan(0);
  });

  test("is the profit of fills at the deciding close less that of the real ones", () => {
    // Market orders at every close, marked at the last one, against the same quantities at the closes that decided.
    const flipping = strategy({
      name: "flipping",
      decide: ({ close, open }) => ({ target: where(ge(close, open), 0.5, -0.5) }),
    });
    const { run, shortfall } = sampleModel({
      strategy: flipping,
      datasets: [datasets[0]!],
      settings: costly,
    });
    const { close } = datasets[0]!.bars;
    const paper = run.outcome.fills.reduce(
      (sum, { side, quantity, index }) =>
        sum + (side === "buy" ? 1 : -1) * quantity * (close.at(-1)! - close[index - 1]!),
      0,
    );
    const real = run.outcome.equity.at(-1)! - run.identity.settings.cash;
    expect(run.outcome.fills.length).toBeGreaterThan(100);
    expect(shortfall!.costs.total).toBeCloseTo(paper - real, 6);
  });

  test("of fills at the deciding close is their costs alone", () => {
    const settings = { ...costly, fill: "close" } as const;
    const at = sampleModel({ settings });
    const { costs } = at.shortfall!;
    expect(costs.delay).toBe(0);
    expect(costs.impact).toBeCloseTo(at.run.outcome.costs.slippage, 4);
  });

  test("is not known without a fill", () => {
    const idle = sampleModel({ strategy: strategy({ name: "idle", decide: () => ({ target: 0 }) }) });
    expect(idle.shortfall).toBeUndefined();
    expect([idle.orderCounts, idle.ruleCounts, idle.instruments]).toEqual([[], [], []]);
  });
});

test("instruments are told with the fees that were charged", () => {
  const instrument = { kind: "spot", base: "A", quote: "USD", tick: "0.01", lot: "0.001" };
  const { instruments } = sampleModel({
    strategy: restless,
    datasets,
    settings: { ...costly, instruments: { A: instrument } },
  });
  expect(instruments).toHaveLength(1);
  expect(instruments[0]).toMatchObject({ symbol: "A", settle: "USD", fees: costly.fees });
});
