import { expect, test } from "vitest";
import { plan } from "../graph/strategy.ts";
import { parseModelFile, writeArtefacts } from "../model/artefact-file.ts";
import type { ModelRecord } from "../model/model-record.ts";
import { line } from "../model/testing/artefacts.ts";
import { keepModel, withoutPaths } from "./model-files.ts";
import { modelWarnings, tainted } from "./model-warnings.ts";
import { labelKey } from "./trained-for.ts";
import { training } from "./training.ts";

const own = training({
  name: "own",
  features: [{ name: "level", build: ({ close }) => close }],
  label: { kind: "meta", bars: 3, side: ({ close }) => close, above: 0.1 },
  learner: { name: "linear" },
  decide: (_market, predict) => ({ target: predict() }),
});
const stages = [
  { fromMs: 20, artefact: line(["level"], 0, 2) },
  { fromMs: 40, artefact: line(["level"], 1, 3) },
];
const record: ModelRecord = {
  strategy: "own",
  label: labelKey(own.training.label),
  learner: "linear",
  timeframeMs: 60_000,
  symbols: ["A"],
  scheme: "walk-forward",
  trainedToMs: [20, 30],
};
const modelOf = (change: Partial<ModelRecord> = {}): string =>
  keepModel("a.model", writeArtefacts(stages, { ...record, ...change }));
const bars = { symbols: ["A"], ts: Float64Array.of(0, 10, 20, 30, 40, 50), start: 2 };

test("the file says how its models were trained, and its hash covers that", () => {
  const text = writeArtefacts(stages, record);
  expect(parseModelFile(text).record).toEqual(record);
  for (const [was, is] of [
    ['"trainedToMs":[20,30]', '"trainedToMs":[20,20]'],
    ['"scheme":"walk-forward"', '"scheme":"anchored"'],
  ] as const) {
    expect(text).toContain(was);
    expect(() => parseModelFile(text.replace(was, is))).toThrow("it was changed since");
  }
  expect(() => parseModelFile(text.replace("[20,30]", "[20]"))).toThrow(
    "record.trainedToMs must be a list of 2 times, one a stage",
  );
});

test.each([
  [{ strategy: "other" }, "of its own strategy (own); a.model was trained for other on 1m bars"],
  [{ timeframeMs: 3_600_000 }, "of its own timeframe (1m); a.model was trained for own on 1h bars"],
  [{ label: labelKey({ kind: "fixed-horizon", bars: 1 }) }, 'of its own label ({"above":0.1,"bars":3'],
  [{ learner: "gbdt" }, "of its own learner (linear, and not gbdt)"],
])("a model that was trained otherwise is refused: %o", (change, message) => {
  const bind = (model: string) => () => plan(own, { symbols: ["A"], timeframeMs: 60_000, params: { model } });
  expect(bind(modelOf())).not.toThrow();
  expect(bind(modelOf(change))).toThrow(`own: model must be ${message}`);
  expect(bind(modelOf(change))).toThrow("with features level; bot4 train own makes one that fits");
});

test("what was trained on later bars, on other symbols, or begins later is told of", () => {
  expect(modelWarnings({ model: modelOf() }, bars)).toEqual([]);
  expect(tainted({ model: modelOf() }, bars)).toBeUndefined();
  const model = modelOf({ scheme: "cpcv", trainedToMs: [60, 30] });
  const foreseen =
    "its model was trained on bars that come after those it trades (--scheme cpcv; 2 of 4 bars): no trader could have done this";
  expect(modelWarnings({ model }, bars)).toEqual([foreseen]);
  expect(tainted({ model }, bars)).toBe(foreseen);
  // Of the second model alone, which knew only what came before.
  expect(tainted({ model }, { ...bars, start: 4 })).toBeUndefined();
  expect(modelWarnings({ model: modelOf() }, { ...bars, symbols: ["A", "B"], start: 0 })).toEqual([
    "its first model predicts from 1970-01-01 on: the 2 bars before count as bars without a position (--from 1970-01-01 leaves them out)",
    "its model was not trained on B but on A",
  ]);
  const silent = keepModel("b.model", writeArtefacts(stages));
  expect(tainted({ model: silent }, bars)).toContain("does not say on which bars it was trained");
});

test("the path of a model makes no other variant", () => {
  const at = (path: string) => withoutPaths({ fast: 3, model: keepModel(path, writeArtefacts(stages)) });
  expect(at("x.model")).toEqual(at("models/y.model"));
});
