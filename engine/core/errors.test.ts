import { describe, expect, test } from "vitest";
import { assert, refuse, suggest, UserError } from "./errors.ts";

describe("errors", () => {
  test("refuse throws what the user can mend, assert what only we can", () => {
    expect(() => refuse("cash must be above 0; was -1")).toThrow(UserError);
    expect(() => refuse("cash must be above 0; was -1")).toThrow("cash must be above 0; was -1");
    expect(new UserError("x").name).toBe("UserError");
    expect(() => assert(false, "fills balance")).toThrow("invariant broken: fills balance");
    expect(() => assert(false, "fills balance")).not.toThrow(UserError);
    expect(() => assert(0 === 0, "never")).not.toThrow();
  });
});

describe("suggest", () => {
  test.each([
    ["clsoe", "close"],
    ["opne", "open"],
    ["CLOSE", "close"],
    ["volumes", "volume"],
    ["hgih", "high"],
  ])("%s means %s", (word, meant) => {
    expect(suggest(word, ["open", "high", "low", "close", "volume"])).toBe(`; did you mean "${meant}"?`);
  });

  test("says nothing when nothing is near, or when there is nothing to choose from", () => {
    expect(suggest("bananas", ["open", "close"])).toBe("");
    expect(suggest("open", [])).toBe("");
    expect(suggest("", ["volume"])).toBe("");
  });

  test("takes the nearest, and the first of equals", () => {
    expect(suggest("sma-corss", ["sma-across", "sma-cross"])).toContain("sma-cross");
    expect(suggest("ab", ["ac", "ad"])).toContain("ac");
  });

  test("a long word may be further off than a short one", () => {
    expect(suggest("bollingerbreakot!!", ["bollinger-breakout"])).not.toBe("");
    expect(suggest("rsx", ["abc"])).toBe("");
  });
});
