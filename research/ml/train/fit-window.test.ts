import { describe, expect, test } from "vitest";
import { evaluateAcross } from "../../../engine/compile/evaluate.ts";
import { features } from "../../../engine/ops/features.ts";
import { model } from "../../../engine/ops/model.ts";
import { alignBars } from "../../../engine/run/market.ts";
import type { SampleTable } from "../dataset.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { fitFold } from "./fit-fold.ts";
import type { TrainingJob } from "./job.ts";
import { fingerprintOf, sampleTable } from "./table.ts";

const names = ["rsi_14", "volatility_20"];
const bars = [
  walkBars({ length: 240, seed: 1 }),
  walkBars({ symbol: "B", length: 240, seed: 2, gaps: 0.15 }),
  walkBars({ symbol: "C", length: 90, seed: 3, fromMs: walkBars().ts[120]! }),
];
const quick = ["epochs=2", "window=6", "units=4"];

const tableOf = (missing: "refuse" | "take", learner: string): SampleTable =>
  sampleTable(
    {
      features: names,
      label: { kind: "fixed-horizon", bars: 3, as: "up" },
      learner: { name: learner },
      missing,
    },
    bars,
  );

const jobOf = (learner: string, missing: "refuse" | "take", params = quick): TrainingJob => ({
  ...{ learner, missing, task: "binary", tailShare: 0.2, seed: 3, fingerprint: "f", codeVersion: "1" },
  search: { params, kind: "grid" },
  folds: { scheme: "purged-kfold", folds: 3, testGroups: 1, embargoMs: 0 },
});

/** Rows before and behind a test in the middle, so that windows of training samples reach into the test and back. */
function middleFold({ row }: SampleTable) {
  const where = (holds: (bar: number) => boolean) =>
    Int32Array.from([...row.keys()].filter((i) => holds(row[i]!)));
  return {
    trainRows: where((bar) => bar < 120 || bar >= 180),
    testRows: where((bar) => bar >= 124 && bar < 176),
  };
}

describe.each([
  ["gru", "refuse"],
  ["conv1d", "refuse"],
  ["gru", "take"],
] as const)("a fold of a %s that would %s what is not known", (learner, missing) => {
  test("predicts each sample as its strategy will, bar by bar", async () => {
    const table = tableOf(missing, learner);
    const { trainRows, testRows } = middleFold(table);
    const { artefact, predictions, losses } = await fitFold(table, jobOf(learner, missing), {
      trainRows,
      testRows,
    });
    expect(losses.length).toBe(2);
    const { ts, symbols, bars: aligned } = alignBars(bars);
    const market = Object.fromEntries(
      aligned.map(({ open, high, low, close, volume }, s) => {
        const own = ts.map((time, i) => (Number.isNaN(close[i]!) ? Number.NaN : time));
        return [symbols[s]!, { ts: own, open, high, low, close, volume }];
      }),
    );
    // Alone, and as the one that follows another in a schedule just before the test.
    const schedule = [
      { fromMs: ts[50]!, artefact: { ...artefact, seed: 4 } },
      { fromMs: ts[123]!, artefact },
    ];
    const live = [artefact, schedule].map((each) =>
      symbols.map((symbol) =>
        evaluateAcross(market, (m) => model(m.of(symbol), features(m.of(symbol), names), each)),
      ),
    );
    let known = 0;
    for (const [k, i] of testRows.entries()) {
      for (const bySymbol of live) expect(bySymbol[table.symbol[i]!]![table.row[i]!]).toBe(predictions[k]);
      if (!Number.isNaN(predictions[k]!)) known++;
    }
    // Only the third symbol is too young at first.
    expect(known).toBeGreaterThan(testRows.length - 10);
  });
});

test("learners that look at one sample keep no history, and their tables have the fingerprint that they had", () => {
  const [plain, looking] = [tableOf("refuse", "mlp"), tableOf("refuse", "gru")];
  expect(plain.bars).toBeUndefined();
  const { bars: kept, ...rest } = looking;
  expect(rest).toEqual(plain);
  expect(kept!.map((columns) => columns.map(({ length }) => length))).toEqual(Array(3).fill([240, 240]));
  expect(fingerprintOf(plain)).toBe(fingerprintOf(rest));
  expect(fingerprintOf(looking)).not.toBe(fingerprintOf(plain));
});
