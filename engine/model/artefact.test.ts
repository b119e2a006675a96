import { describe, expect, test } from "vitest";
import type { Artefact } from "./artefact.ts";
import { parseArtefacts, writeArtefacts } from "./artefact-file.ts";
import { artefactHash } from "./artefact-hash.ts";
import { canonical, parseCanonical } from "./canonical.ts";
import { predict } from "./predict.ts";
import { scheduleHash, scheduleOf } from "./schedule.ts";
import { logistic } from "./trees.ts";

const trained = { trainedOn: { fingerprint: "abc", rows: 4 }, seed: 7, code: "1" } as const;

/** One tree: x0 <= 1 ? -2 : (x1 <= 5 ? 3 : 4); at the root NaN goes right, below it left. */
const trees: Artefact = {
  ...trained,
  features: ["a", "b"],
  missing: "take",
  model: {
    kind: "trees",
    link: "identity",
    base: 10,
    roots: Int32Array.of(0),
    feature: Int32Array.of(0, -1, 1, -1, -1),
    threshold: Float64Array.of(1, 0, 5, 0, 0),
    left: Int32Array.of(1, 0, 3, 0, 0),
    missingLeft: Int32Array.of(0, 0, 1, 0, 0),
    value: Float64Array.of(0, -2, 0, 3, 4),
    cover: Float64Array.of(10, 5, 5, 2, 3),
  },
};

const linear: Artefact = {
  ...trained,
  features: ["a", "b"],
  missing: "take",
  model: { kind: "linear", link: "logistic", intercept: 0.5, coefficients: Float64Array.of(2, -1) },
  preparation: {
    fill: Float64Array.of(3, 4),
    shift: Float64Array.of(1, 0),
    scale: Float64Array.of(2, 4),
  },
  calibration: { kind: "platt", slope: 3, intercept: -1 },
};

describe("predict", () => {
  test.each([
    [1, 9, 8],
    [1.0001, 5, 13],
    [2, 5.1, 14],
    [Number.NaN, 6, 14],
    [Number.NaN, Number.NaN, 13],
  ])("trees at (%d, %d) give %d", (a, b, wanted) => {
    expect(predict(trees)(Float64Array.of(99, a, b), 1)).toBe(wanted);
  });

  test("fills, shifts, scales, predicts and calibrates", () => {
    const at = (a: number, b: number) => predict(linear)(Float64Array.of(a, b), 0);
    const wanted = logistic(3 * logistic(0.5 + 2 * 1 - 1 * 2) - 1);
    expect(at(3, 8)).toBe(wanted);
    expect(at(Number.NaN, 8)).toBe(wanted);
    expect(predict({ ...linear, missing: "refuse" })(Float64Array.of(Number.NaN, 8), 0)).toBeNaN();
  });
});

describe("the file", () => {
  test.each([
    ["trees", trees],
    ["linear", linear],
  ])("gives back what was written: %s", (_, artefact) => {
    const text = writeArtefacts(artefact);
    expect(parseArtefacts(text)).toEqual(scheduleOf(artefact));
    expect(writeArtefacts(parseArtefacts(text))).toBe(text);
    expect(text).toContain(scheduleHash(scheduleOf(artefact)));
  });

  test("has one spelling, whatever the order of fields", () => {
    const other = Object.fromEntries(Object.entries(linear).reverse()) as unknown as Artefact;
    expect(artefactHash(other)).toBe(artefactHash(linear));
  });

  test("a changed byte is found", () => {
    const text = writeArtefacts(linear).replace('"seed":7', '"seed":8');
    expect(() => parseArtefacts(text)).toThrow(/sha256 of the model file is .* it was changed since/);
  });

  test.each([
    ["not JSON", "{", /must be JSON/],
    ["nested too deep", "[".repeat(50) + "]".repeat(50), /must not nest deeper than 20/],
    ["a broken block", '{"f64":"AAA"}', /f64 block that is not whole/],
    ["another format", canonical({ format: "x" }), /format must be one of bot4-model-1; was x/],
    ["nothing", canonical({ format: "bot4-model-1" }), /schedule must be a list/],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseArtefacts(text)).toThrow(message);
  });

  const broken = (changes: object): string =>
    writeArtefacts({ ...trees, model: { ...trees.model, ...changes } } as Artefact);
  test.each([
    ["a loop of nodes", { left: Int32Array.of(1, 0, 1, 0, 0) }, /model.left of node 2 must be a later node/],
    ["a feature that is not there", { feature: Int32Array.of(2, -1, 1, -1, -1) }, /from -1 to 1; was 2/],
    ["a root that is not there", { roots: Int32Array.of(5) }, /nodes from 0 to 4; was 5/],
    ["blocks of unequal length", { value: Float64Array.of(1) }, /model.value must hold 5 values; it holds 1/],
    ["a NaN", { threshold: Float64Array.of(Number.NaN, 0, 5, 0, 0) }, /finite numbers only/],
    ["an unknown kind", { kind: "oracle" }, /model.kind must be one of trees, .*linear.*; was oracle/],
    ["a kind by inheritance", { kind: "toString" }, /was toString/],
  ])("refuses %s", (_, changes, message) => {
    expect(() => parseArtefacts(broken(changes))).toThrow(message);
  });

  test("refuses a feature named twice, and a calibration that falls", () => {
    const twice = writeArtefacts({ ...trees, features: ["a", "a"] });
    expect(() => parseArtefacts(twice)).toThrow('"a" stands twice');
    const [x, y] = [Float64Array.of(0, 1), Float64Array.of(1, 0)];
    const falling = writeArtefacts({ ...trees, calibration: { kind: "isotonic", x, y } });
    expect(() => parseArtefacts(falling)).toThrow("calibration must rise from point to point");
  });

  test("blocks come back bit for bit", () => {
    const blocks = { a: Float64Array.of(-0, 1e-320, Math.PI), b: Float32Array.of(0.1), c: Int32Array.of(-1) };
    expect(parseCanonical("x", canonical(blocks))).toEqual(blocks);
  });
});
