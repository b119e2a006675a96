import { expect, test } from "vitest";
import { verify } from "./pools.ts";

test("fresh objects, pooled objects and typed records hold the same", () => {
  expect(verify).not.toThrow();
});
