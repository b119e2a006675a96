import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { plan } from "../graph/strategy.ts";
import { writeArtefacts } from "../model/artefact-file.ts";
import { line } from "../model/testing/artefacts.ts";
import { keepModel, modelOf, pinModel, useModelFiles } from "./model-files.ts";
import { isTrained, training } from "./training.ts";

const text = writeArtefacts([
  { fromMs: 10, artefact: line(["level"], 0, 2) },
  { fromMs: 20, artefact: line(["level"], 1, 3) },
]);
const sha256 = createHash("sha256").update(text).digest("hex");
const files = new Map([["a.model", text]]);
const read = (path: string): string => files.get(path) ?? "";

const own = training({
  name: "own",
  features: [{ name: "level", build: ({ close }) => close }],
  label: { kind: "fixed-horizon", bars: 1 },
  learner: { name: "linear" },
  decide: (_market, predict) => ({ target: predict() }),
});
const binding = { symbols: ["A"], timeframeMs: 1 };

describe("a trained strategy", () => {
  useModelFiles(read);

  test("trades on the model that its parameter names, the one whose time has come", () => {
    expect(isTrained(own)).toBe(true);
    const fields = { ts: [5, 10, 15, 20], close: [1, 1, 2, 2] };
    const found = evaluate(
      fields,
      (market) => own.decide(market, { model: `a.model#${sha256}` }).target as never,
    );
    expect([...found]).toEqual([Number.NaN, 2, 4, 7]);
  });

  test("its hash covers the model", () => {
    const other = keepModel("b.model", writeArtefacts(line(["level"], 0, 2)));
    const hashOf = (model: string) => plan(own, { ...binding, params: { model } }).hash;
    expect(hashOf(other)).not.toBe(hashOf(pinModel("a.model")));
  });

  test("does nothing without a model, and cannot call a parameter so", () => {
    expect(() => plan(own, binding)).toThrow(
      "own: model must be the file of a trained model (bot4 train writes one); was undefined",
    );
    expect(() => plan(own, { ...binding, params: { model: "a.model" } })).toThrow(
      "own: model must be the file",
    );
    const params = { model: own.params.model };
    expect(() => training({ ...own, ...own.training, params, decide: () => ({ target: 0 }) })).toThrow(
      "a parameter must not be called model",
    );
  });
});

test("features are named one by one, and must be there", () => {
  const named = (features: readonly string[]) => () =>
    training({
      name: "own",
      label: own.training.label,
      learner: { name: "linear" },
      features,
      decide: () => ({ target: 0 }),
    });
  expect(named(["rsi_15"])).toThrow('own: unknown feature "rsi_15"; did you mean "rsi_14"?');
  expect(named(["momentum"])).toThrow('own: unknown feature "momentum"');
  expect(named(["rsi_14"])().training.features).toEqual(["rsi_14"]);
});

describe("model files", () => {
  afterEach(() => {
    useModelFiles(read);
  });

  test("are pinned by the hash of their bytes, and refused where those changed", () => {
    expect(pinModel("a.model")).toBe(`a.model#${sha256}`);
    expect(pinModel(`a.model#${sha256}`)).toBe(`a.model#${sha256}`);
    useModelFiles(() => text.replace("bot4", "bot5"));
    expect(() => pinModel(`a.model#${sha256}`)).toThrow(
      /model file a.model was changed since: its sha256 is [0-9a-f]{64}/,
    );
    expect(() => pinModel("a.model")).toThrow("format must be one of bot4-model-1");
  });

  test("are remembered by their hash, and need it to be named", () => {
    expect(modelOf(pinModel("a.model"))).toBe(modelOf(`elsewhere.model#${sha256}`));
    expect(() => modelOf("a.model")).toThrow("a model must be named with the sha256 of its file");
    expect(() => pinModel("a,b.model")).toThrow("must have no comma");
  });
});
