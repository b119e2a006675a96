import { describe, expect, test } from "vitest";
import { defaultSettings } from "../engine/run/settings.ts";
import { settingsOf } from "./settings.ts";

describe("the size of a position", () => {
  test.each([
    [{}, undefined],
    [{ size: 0.5 }, { by: "equity", amount: 0.5 }],
    [{ "size-by": "equity" }, { by: "equity", amount: 1 }],
    [
      { size: 1_000, "size-by": "notional" },
      { by: "notional", amount: 1_000 },
    ],
    [
      { size: 3, "size-by": "quantity" },
      { by: "quantity", amount: 3 },
    ],
  ] as const)("%o is %o", (args, size) => {
    expect(settingsOf(args, defaultSettings).size).toEqual(size);
  });

  test.each([
    [{ "size-by": "notional" }, "--size-by notional needs a size, such as --size 1000"],
    [{ size: 0 }, "--size must be a number above 0; was 0"],
  ] as const)("%o is refused", (args, message) => {
    expect(() => settingsOf(args, defaultSettings)).toThrow(message);
  });
});
