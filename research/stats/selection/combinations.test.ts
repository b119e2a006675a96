import { expect, test } from "vitest";
import { combinations } from "./combinations.ts";

test("as many as there are, rising, in order", () => {
  const all = combinations(8, 4);
  expect(all).toHaveLength(70);
  const texts = all.map((each) => each.join(""));
  expect(texts.toSorted()).toEqual(texts);
  expect(new Set(texts).size).toBe(70);
  for (const each of all) expect(each.toSorted((a, b) => a - b)).toEqual(each);
  expect(combinations(3, 3)).toEqual([[0, 1, 2]]);
  expect(combinations(3, 0)).toEqual([[]]);
});
