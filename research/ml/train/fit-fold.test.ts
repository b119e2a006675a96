import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import type { Market } from "../../../engine/graph/strategy.ts";
import { artefactHash } from "../../../engine/model/artefact-hash.ts";
import { div } from "../../../engine/ops/div.ts";
import { sub } from "../../../engine/ops/sub.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import type { TrainingSpec } from "../../../engine/training/training.ts";
import { rankScore } from "../leaks/rank-score.ts";
import { type FoldFit, fitFold } from "./fit-fold.ts";
import { readFit, writeFit } from "./fit-text.ts";
import { foldPlan } from "./folds.ts";
import { type JobOptions, jobOf } from "./job.ts";
import { chanceMeasures } from "./measures.ts";
import { runFolds } from "./run-folds.ts";
import { trialsOfJob } from "./search-params.ts";
import { fingerprintOf, sampleTable } from "./table.ts";

const hourMs = 3_600_000;

/** Bars whose returns go on as they were with so much weight: what `return_1` can tell. */
function momentumBars(weight: number, length = 900): Bars {
  const random = seeded(11);
  const column = () => new Float64Array(length);
  const bars = {
    symbol: "A",
    timeframeMs: hourMs,
    ts: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let [level, change] = [100, 0];
  for (let i = 0; i < length; i++) {
    change = weight * change + 0.01 * normal(random);
    bars.ts[i] = i * hourMs;
    bars.open[i] = level;
    level *= Math.exp(change);
    bars.close[i] = level;
    bars.high[i] = Math.max(bars.open[i]!, level) * 1.001;
    bars.low[i] = Math.min(bars.open[i]!, level) * 0.999;
    bars.volume[i] = 1 + random();
  }
  return bars;
}

const spec: TrainingSpec = {
  features: ["return_1", "rsi_14", "volatility_20", { name: "twice", build: ({ volume }) => volume }],
  label: { kind: "fixed-horizon", bars: 1, as: "up" },
  learner: { name: "gbdt", params: { trees: 40, leafRowsMin: 20, leavesMax: 4, patience: 8 } },
};
const folds = { scheme: "walk-forward", trainMs: 500 * hourMs, testMs: 150 * hourMs, embargoMs: 0 } as const;
const options: JobOptions = {
  tailShare: 0.2,
  search: { params: [], kind: "grid" },
  folds,
  seed: 3,
  fingerprint: "f",
  codeVersion: "1",
};

const bars = momentumBars(0.6);
const table = sampleTable(spec, [bars]);
const plan = foldPlan(bars.ts, hourMs, table, folds);
const job = jobOf(spec, options);
const hashes = (fits: readonly FoldFit[]) => fits.map(({ artefact }) => artefactHash(artefact));

describe("fitting a fold", () => {
  test("tells out of sample what was planted, and which feature told it", async () => {
    const fit = await fitFold(table, job, plan.folds[0]!);
    const outcomes = Float64Array.from(plan.folds[0]!.testRows, (row) => table.y[row]!);
    expect(chanceMeasures(fit.predictions, outcomes).auc).toBeGreaterThan(0.62);
    expect(table.features[fit.importance.indexOf(Math.max(...fit.importance))]).toBe("return_1");
    expect(fit.losses.length).toBeGreaterThan(1);
    expect(fit.artefact.spread!.cuts).toHaveLength(4);
  });

  test("is at chance where nothing was planted", async () => {
    const blank = momentumBars(0);
    const own = sampleTable(spec, [blank]);
    const { predictions } = await fitFold(own, job, foldPlan(blank.ts, hourMs, own, folds).folds[0]!);
    const outcomes = Float64Array.from(plan.folds[0]!.testRows, (row) => own.y[row]!);
    expect(Math.abs(rankScore(predictions, outcomes))).toBeLessThan(0.2);
  });

  test("whatever the test holds, the model is the same", async () => {
    const fold = plan.folds[0]!;
    const spoilt = { ...table, y: table.y.slice(), columns: table.columns.map((column) => column.slice()) };
    for (const row of fold.testRows) {
      spoilt.y[row] = 1 - spoilt.y[row]!;
      for (const column of spoilt.columns) column[row] = -column[row]!;
    }
    expect(hashes([await fitFold(spoilt, job, fold)])).toEqual(hashes([await fitFold(table, job, fold)]));
  });

  test("seeks parameters among the variants by what was held out, and calibrates there", async () => {
    const seeking = jobOf(
      { ...spec, calibration: "platt" },
      { ...options, search: { params: ["leavesMax=2,8", "trees=5,30"], kind: "grid" } },
    );
    expect(trialsOfJob(seeking)).toBe(4);
    const { trials, params, artefact } = await fitFold(table, seeking, plan.folds[0]!);
    expect(trials).toHaveLength(4);
    const least = trials.reduce((best, each) => (each.loss < best.loss ? each : best));
    expect(params).toEqual(least.params);
    expect(params).toMatchObject({ leafRowsMin: 20, patience: 8 });
    expect(artefact.calibration?.kind).toBe("platt");
  });

  test("a linear learner is scaled within the fold, and chooses among features", async () => {
    const linear = jobOf({ ...spec, learner: { name: "linear" }, select: { featuresMax: 2 } }, options);
    const { predictions, importance } = await fitFold(table, linear, plan.folds[0]!);
    const outcomes = Float64Array.from(plan.folds[0]!.testRows, (row) => table.y[row]!);
    expect(chanceMeasures(predictions, outcomes).auc).toBeGreaterThan(0.62);
    expect(importance.filter((share) => share > 0)).toHaveLength(2);
  });

  test("refuses a window that leaves nothing to learn from or to stop by, and labels that a learner cannot learn", async () => {
    const fold = { trainRows: Int32Array.of(0, 1), testRows: Int32Array.of(2) };
    await expect(fitFold(table, job, fold)).rejects.toThrow(
      "a fold must have samples to learn from and others to stop by",
    );
    expect(() => jobOf({ ...spec, learner: { name: "gdbt" } }, options)).toThrow('did you mean "gbdt"');
    expect(() =>
      jobOf({ ...spec, label: { kind: "fixed-horizon", bars: 1 }, calibration: "platt" }, options),
    ).toThrow("calibration is of chances");
    expect(() => jobOf({ ...spec, learner: { name: "gbdt", params: { leaves: 3 } } }, options)).toThrow(
      'unknown parameter "leaves"',
    );
  });
});

describe("fitting all folds", () => {
  const run = async (workers: number, kept = new Map<number, string>()) => {
    let fresh = 0;
    const fits = await runFolds({
      folds: plan.folds.length,
      workers,
      train: (fold) => fitFold(table, job, plan.folds[fold]!),
      store: {
        read: async (fold) => (kept.has(fold) ? readFit(kept.get(fold)!) : undefined),
        write: async (fold, fit) => void kept.set(fold, writeFit(fit)),
      },
      onDone: (_fold, _fit, isFresh) => {
        fresh += Number(isFresh);
      },
    });
    return { fits, fresh, kept };
  };

  test("gives the same models for any number at a time, and goes on with what was kept", async () => {
    const [one, three] = [await run(1), await run(3)];
    expect(hashes(three.fits)).toEqual(hashes(one.fits));
    one.kept.delete(1);
    const again = await run(2, one.kept);
    expect(again.fresh).toBe(1);
    expect(again.fits).toEqual(three.fits);
  });

  test("the first that fails ends it", async () => {
    const failing = runFolds({
      folds: 3,
      workers: 2,
      train: async (fold) => {
        if (fold === 1) throw new Error("no");
        return fitFold(table, job, plan.folds[0]!);
      },
      store: { read: async () => undefined, write: async () => {} },
    });
    await expect(failing).rejects.toThrow("no");
  });
});

test("the fingerprint tells one table from another, and repeats", () => {
  expect(fingerprintOf(table)).toBe(fingerprintOf(sampleTable(spec, [bars])));
  const other = { ...table, y: table.y.map((y, i) => (i === 5 ? 1 - y : y)) };
  expect(fingerprintOf(other)).not.toBe(fingerprintOf(table));
  expect(() => sampleTable(spec, [bars], 1e15)).toThrow("no sample");
  const never = { name: "never", build: ({ close }: Market) => div(close, sub(close, close)) };
  const first = { name: "known", build: ({ close }: Market) => close };
  expect(() => sampleTable({ ...spec, features: [first, never] }, [bars])).toThrow(
    'no sample has features that are all known (never known: never); leave it out, or set missing: "take"',
  );
});
