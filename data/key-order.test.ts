import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { inKeyOrder, keyOrder } from "./key-order.ts";

const declared = {
  slow: 1,
  fast: { z: [{ b: 1, a: 2 }], y: Float64Array.of(1), x: undefined, w: null },
  "": { b: 1, a: 1 },
};

test("the order of keys comes back, at any depth, and no value changes", () => {
  const read = JSON.parse(canonicalJson({ ...declared, fast: { ...declared.fast, y: 3 } }));
  expect(Object.keys(read)).toEqual(["", "fast", "slow"]);
  const again = inKeyOrder(read, keyOrder(declared));
  expect(again).toEqual(read);
  expect(Object.keys(again)).toEqual(["slow", "fast", ""]);
  expect(Object.keys(again.fast)).toEqual(["z", "y", "w"]);
  expect(Object.keys(again[""])).toEqual(["b", "a"]);
});

test("sorted keys need no memory, and unknown ones come last", () => {
  expect(keyOrder({ a: 1, b: { c: 1 } })).toEqual({});
  expect(Object.keys(inKeyOrder({ a: 1, b: 2, c: 3 }, { "": ["c", "gone", "a"] }))).toEqual(["c", "a", "b"]);
});
