import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { carefulLimits, researchLimits } from "../risk/profiles.ts";
import { defaultSettings, parseSettings, type Settings } from "./settings.ts";

const messageOf = (input: unknown): string => {
  try {
    parseSettings(input);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  return "accepted";
};

describe("settings", () => {
  test("are the defaults where nothing is given", () => {
    expect(parseSettings()).toEqual(defaultSettings);
    expect(parseSettings({})).toEqual(defaultSettings);
    expect(parseSettings({ cash: undefined, fees: undefined, lot: undefined })).toEqual(defaultSettings);
  });

  test("keep what is given and fill in the rest, fees one by one", () => {
    const settings = parseSettings({ cash: 5, fill: "close", fees: { maker: -0.0001 }, rebalance: 0.1 });
    expect(settings).toEqual({
      ...defaultSettings,
      cash: 5,
      fill: "close",
      rebalance: 0.1,
      fees: { taker: 0.001, maker: -0.0001, fixed: 0 },
    });
  });

  test("take limits as the name of a profile or in part", () => {
    expect(parseSettings({ limits: "careful" }).limits).toEqual(carefulLimits);
    const { limits } = parseSettings({ limits: { account: { grossMax: 3 } } });
    expect(limits).toEqual({ ...researchLimits, account: { ...researchLimits.account, grossMax: 3 } });
  });

  test("are checked where they come from: defaults pass", () => {
    expect(messageOf(defaultSettings)).toBe("accepted");
  });
});

describe("a refused setting", () => {
  const cases: readonly (readonly [keyof Settings, unknown, string])[] = [
    ["cash", 0, "cash must be a number above 0; was 0"],
    ["cash", "1", 'cash must be a number above 0; was "1"'],
    ["cash", Number.NaN, "cash must be a number above 0; was NaN"],
    ["cash", Number.POSITIVE_INFINITY, "cash must be a number above 0; was Infinity"],
    ["fill", "open", 'fill must be one of next-open, close; was "open"'],
    ["intrabar", "both", 'intrabar must be one of pessimistic, optimistic; was "both"'],
    ["fees", 0.1, "fees must be a record of taker, maker and fixed; was 0.1"],
    ["fees", null, "fees must be a record of taker, maker and fixed; was null"],
    ["size", 5, "size must be a record of by and amount; was 5"],
    ["size", { by: "risk" }, 'size.by must be one of equity, notional, quantity; was "risk"'],
    ["size", { amount: 0 }, "size.amount must be a number above 0; was 0"],
    ["halfSpread", -0.1, "halfSpread must be a fraction in [0, 0.5]; was -0.1"],
    ["slippage", 0.6, "slippage must be a fraction in [0, 0.5]; was 0.6"],
    ["limitFill", true, "limitFill must be one of through, touch; was true"],
    ["lot", -1, "lot must be a number of at least 0; was -1"],
    ["limits", "carefree", 'profile of limits must be one of careful, research; was "carefree"'],
    ["limits", 3, "limits must be a record of groups; was 3"],
    ["limits", { account: { maxDrawdown: 1.5 } }, "account.maxDrawdown must be in (0, 1]; was 1.5"],
    ["borrowRate", 11, "borrowRate must be an annual rate in [0, 10]; was 11"],
    ["funding", "yes", 'funding must be true or false; was "yes"'],
    ["rebalance", -0.1, "rebalance must be a fraction of equity in [0, 10]; was -0.1"],
    ["barsPerYear", 0, "barsPerYear must be a number above 0; was 0"],
    ["fromMs", "2024", 'fromMs must be a time in ms since 1970; was "2024"'],
  ];
  test.each(cases)("%s of %j names itself, its rule and its value", (name, value, message) => {
    expect(messageOf({ [name]: value })).toBe(message);
  });

  test.each([
    [{ taker: 0.6 }, "fees.taker must be a fraction in [-0.5, 0.5]; was 0.6"],
    [{ maker: -0.6 }, "fees.maker must be a fraction in [-0.5, 0.5]; was -0.6"],
    [{ fixed: -1 }, "fees.fixed must be money of at least 0; was -1"],
    [{ takr: 0 }, 'unknown setting "fees.takr"; did you mean "taker"?'],
  ])("%j within fees", (fees, message) => {
    expect(messageOf({ fees })).toBe(message);
  });

  test.each([
    [{ X: 3 }, "instruments.X must be a record; was 3"],
    [{ X: { kind: "spot" } }, "instruments.X: an instrument needs base; it has symbol, kind"],
    [
      { X: { kind: "spot", base: "X", quote: "USD", tick: 1, lot: 0 } },
      'instruments.X: lot must be a positive decimal such as "0.01"; was 0',
    ],
  ])("%j within instruments", (instruments, message) => {
    expect(messageOf({ instruments })).toBe(message);
  });

  test("may be unknown", () => {
    expect(messageOf({ slipage: 0 })).toBe('unknown setting "slipage"; did you mean "slippage"?');
    expect(messageOf({ constructor: 0 })).toMatch(/^unknown setting "constructor"/);
  });

  test("may not be a record at all", () => {
    expect(messageOf(null)).toBe("settings must be a record; was null");
    expect(messageOf("cash")).toBe("settings must be a record; was cash");
  });
});

test("what is the same is written down in one order, for it is hashed", () => {
  const x = { kind: "spot", base: "X", quote: "USD", tick: 1, lot: 1 };
  const turned = { lot: 1, tick: 1, quote: "USD", base: "X", kind: "spot" };
  const symbols = { X: { notionalMax: 3, fractionMax: 0.1 }, A: { fractionMax: 0.2 } };
  const other = { A: { fractionMax: 0.2 }, X: { fractionMax: 0.1, notionalMax: 3 } };
  const sectors = { X: "left", A: "right" };
  const one = parseSettings({ instruments: { X: x, A: x }, limits: { position: { symbols, sectors } } });
  const two = parseSettings({
    limits: { position: { sectors: { A: "right", X: "left" }, symbols: other } },
    instruments: { A: turned, X: turned },
  });
  expect(JSON.stringify(two.instruments)).toBe(JSON.stringify(one.instruments));
  expect(JSON.stringify(two.limits)).toBe(JSON.stringify(one.limits));
});
