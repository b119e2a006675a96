import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, readCanonicalJson } from "./canonical-json.ts";

test("the order of keys does not matter, and undefined members are left out", () => {
  expect(canonicalJson({ b: 1, a: { d: undefined, c: "x" } })).toBe('{"a":{"c":"x"},"b":1}');
  expect(canonicalJson({ a: { c: "x" }, b: 1 })).toBe('{"a":{"c":"x"},"b":1}');
});

test("columns are arrays", () => {
  expect(canonicalJson(Float64Array.of(1, Number.NaN, -0))).toBe("[1,null,-0]");
});

test("every float64 reads back as it was", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(Object.is(readCanonicalJson(canonicalJson(value)), value)).toBe(true);
    }),
  );
});

test("any value of records, lists, texts, numbers and booleans reads back as it was", () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.array(tie("value")),
      fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        tie("value"),
      ),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      expect(readCanonicalJson(canonicalJson(given))).toEqual(given);
    }),
  );
});

test("a record without keys is told from one whose only key is empty, and keys with a NUL from two keys", () => {
  const given = [{}, { "": 1 }, {}, { a: 1, b: 2 }, { "a\0b": 1 }, { "a\0b": 1, c: 2 }, { a: 1, "b\0c": 2 }];
  expect(readCanonicalJson(canonicalJson(given))).toEqual(given);
});
