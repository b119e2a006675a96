import { expect, test } from "vitest";
import type { TrainingSpec } from "../../../engine/training/training.ts";
import { buildFeatures } from "../features/build-features.ts";
import { parseFeatureSpec } from "../features/feature-spec.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { fitFold } from "./fit-fold.ts";
import { foldPlan } from "./folds.ts";
import { jobOf } from "./job.ts";
import { sampleTable } from "./table.ts";

const hour = 3_600_000;
const bars = [walkBars({ length: 300, seed: 2 })];
const spec: TrainingSpec = {
  features: ["return_1", "return_5"],
  label: { kind: "fixed-horizon", bars: 2 },
  learner: { name: "linear" },
};
const folds = { scheme: "walk-forward", trainMs: 150 * hour, testMs: 50 * hour, embargoMs: 0 } as const;

async function artefactOf(decay?: number) {
  const own = { ...spec, ...(decay !== undefined && { decay }) };
  const table = sampleTable(own, bars);
  const search = { params: [], kind: "grid" } as const;
  const options = { tailShare: 0.2, search, folds, seed: 1, fingerprint: "f", codeVersion: "1" };
  const [first] = foldPlan(bars[0]!.ts, hour, table, folds).folds;
  return (await fitFold(table, jobOf(own, options), first!)).artefact.model;
}

test("old samples of a training window count less where that is asked for", async () => {
  expect(await artefactOf(0.1)).not.toEqual(await artefactOf());
  await expect(artefactOf(-1)).rejects.toThrow("decay must be in (-1, 1]; was -1");
});

test("a table of features weighs the labels of each symbol by their age", () => {
  const weightsOf = (decay: number) => {
    const built = buildFeatures(
      parseFeatureSpec({ features: spec.features, label: spec.label, decay }),
      bars,
    );
    return built.labels![0]!.weight.filter((weight) => !Number.isNaN(weight));
  };
  const [aged, even] = [weightsOf(0.5), weightsOf(1)];
  expect(aged.at(-1)! / even.at(-1)! / (aged[0]! / even[0]!)).toBeCloseTo(2, 1);
});
