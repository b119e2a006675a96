import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { choice, int, strategy } from "../../engine/graph/strategy.ts";
import { gt } from "../../engine/ops/gt.ts";
import { latch } from "../../engine/ops/latch.ts";
import { lt } from "../../engine/ops/lt.ts";
import { sma } from "../../engine/ops/sma.ts";
import { backtest } from "../backtest.ts";
import { isWalkForward } from "./model.ts";
import { above, datasetOf, dayMs, requestOf, turning, walked } from "./testing/walk.ts";

const windows = (more: object) =>
  ({ ...requestOf().windows, ...more }) as ReturnType<typeof requestOf>["windows"];

describe("a walk forward", () => {
  const request = requestOf();
  const { run, tried } = walked(request);
  const { folds } = run.walkForward;

  test("has the folds that fit, tests joined without gap or overlap", () => {
    expect(folds).toHaveLength(7);
    for (const [k, { train, test: tests }] of folds.entries()) {
      expect([train[0]!.fromMs, train[0]!.toMs]).toEqual([k * 40 * dayMs, (k * 40 + 120) * dayMs]);
      expect([tests[0]!.fromMs, tests[0]!.toMs]).toEqual([(k * 40 + 120) * dayMs, (k * 40 + 160) * dayMs]);
    }
    expect([...run.outcome.ts]).toEqual(Array.from({ length: 280 }, (_, i) => (120 + i) * dayMs));
    expect(run.walkForward.untestedMs).toBe(0);
    expect(isWalkForward(run)).toBe(true);
  });

  test("chooses what a backtest of the training window calls best, with its very figures", () => {
    for (const { train, params, inSample } of folds) {
      const { fromMs, toMs } = train[0]!;
      const rows = turning(400, 7).slice(0, toMs / dayMs);
      const figures = Array.from({ length: 11 }, (_, i) => {
        const { metrics } = backtest({
          strategy: above,
          params: { n: i + 2 },
          datasets: [datasetOf(rows)],
          settings: { fromMs },
        });
        return metrics;
      });
      const best = Math.max(...figures.map(({ sharpe }) => sharpe!));
      const first = figures.findIndex(({ sharpe }) => sharpe === best);
      expect(params).toEqual({ n: first + 2 });
      expect(inSample).toEqual({
        objective: best,
        totalReturn: figures[first]!.totalReturn,
        annualReturn: figures[first]!.annualReturn,
        sharpe: best,
        maxDrawdown: figures[first]!.maxDrawdown,
        trades: figures[first]!.trades,
      });
    }
  });

  test("yields every variant of every fold with its metrics, once", () => {
    expect(
      tried.flatMap(({ fold, variants }) => variants.map(({ params }) => `${fold}:${params.n}`)),
    ).toEqual(folds.flatMap((_, fold) => Array.from({ length: 11 }, (__, i) => `${fold}:${i + 2}`)));
    expect(run.walkForward.variants).toBe(11);
  });

  test("tests flat at both ends, at the cost of any order, and hands the equity on", () => {
    const { trades, equity, exposure, fills, costs } = run.outcome;
    expect(trades.every(({ open }) => !open)).toBe(true);
    for (let k = 1; k <= folds.length; k++) {
      expect(exposure[k * 40 - 1]).toBe(0);
      // A decision of the first bar fills at the second.
      if (k < folds.length) expect(equity[k * 40]).toBe(equity[k * 40 - 1]);
    }
    const atEnds = trades.filter(({ exitIndex }) => exitIndex % 40 === 39);
    expect(atEnds.length).toBeGreaterThan(1);
    const bars = request.datasets[0]!.bars;
    for (const { exitIndex, exitPrice } of atEnds) expect(exitPrice).toBe(bars.open[120 + exitIndex]);
    const paid = fills.reduce((sum, { fee }) => sum + fee, 0);
    expect(costs.fees).toBeCloseTo(paid, 9);
    for (const { quantity, price, fee } of fills) expect(fee).toBeCloseTo(0.001 * quantity * price, 9);
    const made = trades.reduce((sum, { pnl }) => sum + pnl, 0);
    expect(equity.at(-1)).toBeCloseTo(10_000 + made, 6);
    for (const { index, ts } of fills) expect(run.outcome.ts[index]).toBe(ts);
  });

  test("is what backtests of the test windows are, where these are flat at their ends", () => {
    let cash = 10_000;
    let compared = 0;
    for (const [k, { test: tests, params }] of folds.entries()) {
      const { fromMs, toMs } = tests[0]!;
      const datasets = [datasetOf(turning(400, 7).slice(0, toMs / dayMs))];
      const { outcome } = backtest({
        strategy: above,
        params: params!,
        datasets,
        settings: { fromMs, cash },
      });
      const equity = run.outcome.equity.subarray(k * 40, k * 40 + 40);
      // Until the decision to leave is filled, it is the same run.
      expect([...equity.subarray(0, 38)]).toEqual([
        ...outcome.equity.subarray(outcome.start, outcome.start + 38),
      ]);
      if (outcome.exposure.at(-1) === 0 && outcome.exposure.at(-2) === 0) {
        expect(equity[39]).toBe(outcome.equity.at(-1));
        compared++;
      }
      cash = equity[39]!;
    }
    expect(compared).toBeGreaterThan(0);
  });

  test("measures efficiency, drift and correlation as they are defined", () => {
    const { efficiency, drift, correlation, gaining } = run.walkForward;
    const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const trained = mean(folds.map(({ inSample }) => inSample.annualReturn));
    expect(efficiency.annualReturn).toBeCloseTo(run.metrics.annualReturn! / trained, 12);
    expect(efficiency.sharpe).toBeCloseTo(
      run.metrics.sharpe! / mean(folds.map(({ inSample }) => inSample.sharpe)),
      12,
    );
    const values = folds.map(({ params }) => params!.n);
    expect(drift).toEqual([
      { name: "n", values, changes: values.filter((n, k) => k > 0 && n !== values[k - 1]).length },
    ]);
    const [xs, ys] = [folds.map((f) => f.inSample.objective), folds.map((f) => f.outOfSample.objective)];
    const [mx, my] = [mean(xs), mean(ys)];
    const cov = mean(xs.map((x, i) => (x - mx) * (ys[i]! - my)));
    const sd = (v: readonly number[], m: number) => Math.sqrt(mean(v.map((x) => (x - m) ** 2)));
    expect(correlation).toBeCloseTo(cov / (sd(xs, mx) * sd(ys, my)), 12);
    expect(gaining).toBe(folds.filter(({ outOfSample }) => outOfSample.totalReturn > 0).length / 7);
  });

  test("is the same when it is run again", () => {
    expect(walked(request).run).toEqual(run);
    expect(walked(requestOf({ space: { params: ["n=2:13"] } })).run.identity.hash).not.toBe(
      run.identity.hash,
    );
  });
});

test("nothing that comes after the test of a fold changes that fold or one before it", () => {
  const random = seeded(11);
  for (const anchored of [false, true]) {
    for (const embargo of [0, 5 * dayMs]) {
      const options = windows({ anchored, embargo });
      const rows = turning(400, 3);
      const whole = walked(requestOf({ windows: options, datasets: [datasetOf(rows)] })).run;
      for (const [k, { test: tests }] of whole.walkForward.folds.entries()) {
        const end = tests[0]!.toMs / dayMs;
        const changed = rows.map((row, i) => {
          const scale = i < end ? 1 : 0.5 + random();
          return row!.map((price) => price * scale) as unknown as typeof row;
        });
        const other = walked(requestOf({ windows: options, datasets: [datasetOf(changed)] })).run;
        expect(other.walkForward.folds.slice(0, k + 1)).toEqual(whole.walkForward.folds.slice(0, k + 1));
        const bars = (k + 1) * 40;
        expect(other.outcome.equity.slice(0, bars)).toEqual(whole.outcome.equity.slice(0, bars));
      }
    }
  }
});

test("an anchored walk trains from the first bar on, and an embargo keeps training from the test", () => {
  const { run } = walked(requestOf({ windows: windows({ anchored: true, embargo: 5 * dayMs }) }));
  for (const { train, test: tests } of run.walkForward.folds) {
    expect(train[0]!.fromMs).toBe(0);
    expect(tests[0]!.fromMs - train[0]!.toMs).toBe(5 * dayMs);
  }
  expect(run.walkForward.windows).toBe("anchored; train 120 days at first, test 40 days, embargo 5 days");
  expect(run.walkForward.untestedMs).toBe(35 * dayMs);
  expect(run.warnings).toContain("the last 35 days are not tested: a full test window no longer fits");
});

test("an embargo as long as the training is warned of", () => {
  const warned = (embargo: number) =>
    walked(requestOf({ windows: windows({ embargo }) })).run.warnings.some((each) =>
      each.includes("embargo"),
    );
  expect([119, 120].map((days) => warned(days * dayMs))).toEqual([false, true]);
});

test("windows may be counted in bars, and begin where the period begins", () => {
  const { run } = walked(
    requestOf({
      settings: { fromMs: 30 * dayMs },
      windows: windows({ unit: "bars", train: 100, test: 50 }),
    }),
  );
  expect(run.walkForward.folds.map(({ test: tests }) => tests[0]!.fromMs / dayMs)).toEqual([
    130, 180, 230, 280, 330,
  ]);
  expect(run.walkForward.folds[0]!.train[0]).toEqual({ fromMs: 30 * dayMs, toMs: 130 * dayMs, bars: 100 });
});

test("where no variant has an objective, the test stays in cash", () => {
  const never = strategy({
    name: "never",
    params: { n: int(3, { from: 2, to: 50 }) },
    decide: ({ close }, { n }) => ({ target: lt(close, sma(close, n) && 0) }),
  });
  const { run } = walked(requestOf({ strategy: never }));
  expect(run.walkForward.folds.every(({ params }) => params === undefined)).toBe(true);
  expect(new Set(run.outcome.equity)).toEqual(new Set([10_000]));
  expect(run.outcome.fills).toEqual([]);
  expect(run.warnings).toContain(
    "7 of 7 folds had no variant with a known objective, and were tested in cash",
  );
  expect(run.walkForward.efficiency.annualReturn).toBeNaN();
  expect(run.walkForward.drift[0]!.values).toEqual(Array(7).fill(null));
});

test("a position is left before the end whatever its target: a latch, a level, a target that is not known, fills at the close", () => {
  const kinds = strategy({
    name: "kinds",
    params: { kind: choice("latch", ["latch", "number", "levels"]), n: int(3, { from: 2, to: 9 }) },
    decide: ({ close }, { kind, n }) => {
      const up = gt(close, sma(close, n));
      if (kind === "latch") return { target: latch(up, lt(close, 0)) };
      if (kind === "number") return { target: 0.5 };
      return { target: latch(up, lt(close, 0)), stop: { fraction: 0.2 }, maxBars: 300 };
    },
  });
  for (const kind of ["latch", "number", "levels"]) {
    for (const fill of ["next-open", "close"] as const) {
      const { run } = walked(
        requestOf({ strategy: kinds, space: { params: [`kind=${kind}`, "n=2:4"] }, settings: { fill } }),
      );
      const { trades, exposure } = run.outcome;
      expect(trades.length).toBeGreaterThanOrEqual(7);
      expect(trades.every(({ open }) => !open)).toBe(true);
      for (let k = 1; k <= 7; k++) expect(exposure[k * 40 - 1]).toBe(0);
    }
  }
});

test("several symbols share the cash of a walk", () => {
  const datasets = [datasetOf(turning(400, 1), "A"), datasetOf(turning(380, 2), "B")];
  const half = strategy({
    name: "half",
    params: { n: int(3, { from: 2, to: 50 }) },
    decide: ({ close }, { n }) => ({ target: latch(gt(close, sma(close, n)), lt(close, 0)) }),
  });
  const settings = { size: { by: "equity", amount: 0.5 } } as const;
  const { run } = walked(requestOf({ strategy: half, datasets, settings }));
  expect(new Set(run.outcome.trades.map(({ symbol }) => symbol))).toEqual(new Set(["A", "B"]));
  expect(run.outcome.trades.every(({ open }) => !open)).toBe(true);
  expect(run.walkForward.folds).toHaveLength(7);
});

test("a search draws the same variants in every fold, and a Bayesian one learns in each anew", () => {
  for (const kind of ["random", "lhs", "tpe"] as const) {
    const { run, tried } = walked(
      requestOf({ search: { kind, trials: 6, seed: 5 }, space: { params: ["n=2:40"] } }),
    );
    expect(tried.reduce((sum, { variants }) => sum + variants.length, 0)).toBe(6 * 7);
    if (kind !== "tpe") expect(run.walkForward.variants).toBe(6);
  }
});

describe("a cross-validation", () => {
  const cross = (more: object) =>
    requestOf({
      windows: { scheme: "purged-kfold", folds: 5, testGroups: 1, purge: 1, embargo: 3, ...more } as never,
    });

  test("by purged folds tests every bar once, by what was chosen on the others", () => {
    const { run, tried } = walked(cross({}));
    const { folds, paths, scheme } = run.walkForward;
    expect(scheme).toBe("purged-kfold");
    expect(run.outcome.ts).toHaveLength(400);
    expect(folds).toHaveLength(5);
    expect(paths).toHaveLength(1);
    expect(tried.flatMap(({ variants }) => variants)).toHaveLength(11);
    // Bar 79 earns into bar 80, so that it is purged; three bars behind the span of the test are embargoed.
    const ofDays = ({ fromMs, toMs, bars }: { fromMs: number; toMs: number; bars: number }) => [
      fromMs / dayMs,
      toMs / dayMs,
      bars,
    ];
    expect(folds[1]!.train.map(ofDays)).toEqual([
      [0, 79, 79],
      [164, 400, 236],
    ]);
    expect(folds[1]!.test.map(ofDays)).toEqual([[80, 160, 80]]);
    expect(run.warnings.join()).toContain("no trader could have done this");
  });

  test("chooses by the returns of the training bars alone", () => {
    const { run } = walked(cross({}));
    const request = cross({});
    for (const { train, params, inSample } of run.walkForward.folds) {
      const sharpes = Array.from({ length: 11 }, (_, i) => {
        const { outcome } = backtest({ strategy: above, params: { n: i + 2 }, datasets: request.datasets });
        const returns = [...outcome.equity].map(
          (value, t) => value / (t > 0 ? outcome.equity[t - 1]! : 10_000) - 1,
        );
        const own = train.flatMap(({ fromMs, toMs }) => returns.slice(fromMs / dayMs, toMs / dayMs));
        const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
        const variance = own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (own.length - 1);
        return (mean / Math.sqrt(variance)) * Math.sqrt(outcome.barsPerYear);
      });
      const best = Math.max(...sharpes);
      expect(params).toEqual({ n: sharpes.indexOf(best) + 2 });
      expect(inSample.objective).toBeCloseTo(best, 9);
    }
  });

  test("by combinations gives several paths through all bars, of which the middle one is shown", () => {
    const { run } = walked(cross({ scheme: "cpcv", folds: 6, testGroups: 2 }));
    const { folds, paths, shownPath } = run.walkForward;
    expect(folds).toHaveLength(15);
    expect(paths).toHaveLength(5);
    for (const { folds: used } of paths) {
      used.forEach((fold, group) => {
        expect(folds[fold]!.test.some(({ fromMs }) => fromMs === groupStart(group))).toBe(true);
      });
    }
    const returns = paths.map(({ figures }) => figures.totalReturn);
    expect(returns.filter((x) => x < returns[shownPath]!)).toHaveLength(2);
    expect(run.metrics.totalReturn).toBe(returns[shownPath]);
    for (const { outOfSample } of folds) expect(outOfSample.sharpe).not.toBeNaN();
  });

  const groupStart = (group: number) => (group * 66 + Math.min(group, 4)) * dayMs;
});

test("what does not fit is refused, and says what would", () => {
  const refusal = (more: Parameters<typeof requestOf>[0]) => {
    try {
      walked(requestOf(more));
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  expect(refusal({ windows: windows({ train: 500 * dayMs }) })).toBe(
    "training, embargo and test must fit into the history of 400 days; they take 540 days",
  );
  expect(refusal({ windows: windows({ test: dayMs }) })).toContain("a window must hold at least 2 bars");
  expect(refusal({ objective: "sharp" })).toContain('--objective must be a metric; was "sharp"');
  expect(refusal({ space: { params: ["m=2:3"] } })).toContain('unknown parameter "m"');
  const cross = { scheme: "purged-kfold", folds: 5, testGroups: 1, purge: 1, embargo: 0 } as const;
  expect(refusal({ windows: cross, objective: "trades" })).toContain("must follow from bar returns");
  expect(refusal({ windows: cross, search: { kind: "tpe", seed: 1 } })).toContain(
    "a cross-validation has several",
  );
  expect(refusal({ windows: { ...cross, embargo: 400 } })).toContain("leave fold 1 none");
});

test("on prices that nobody can foresee, training shows skill and the tests show none", () => {
  const markets = 80;
  const sharpes = Array.from({ length: markets }, (_, seed) => {
    const random = seeded(1_000 + seed);
    let price = 100;
    const rows = Array.from({ length: 400 }, () => {
      const open = price;
      price *= Math.exp(0.01 * normal(random));
      return [open, Math.max(open, price), Math.min(open, price), price] as const;
    });
    const free = { fees: { taker: 0, maker: 0, fixed: 0 } };
    const { run } = walked(requestOf({ datasets: [datasetOf(rows)], settings: free }));
    const { folds } = run.walkForward;
    const trained = folds.reduce((sum, { inSample }) => sum + inSample.sharpe, 0) / folds.length;
    return { trained, tested: run.metrics.sharpe! };
  });
  const mean = (of: (one: (typeof sharpes)[number]) => number) =>
    sharpes.reduce((sum, one) => sum + of(one), 0) / markets;
  const tested = mean((one) => one.tested);
  const error = Math.sqrt(mean((one) => (one.tested - tested) ** 2) / (markets - 1));
  expect(mean((one) => one.trained)).toBeGreaterThan(0.5);
  expect(Math.abs(tested)).toBeLessThan(3 * error);
});
