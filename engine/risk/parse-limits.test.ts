import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { parseLimits, profiles } from "./parse-limits.ts";
import { carefulLimits, researchLimits } from "./profiles.ts";

describe("limits", () => {
  test("are those of the research profile unless told, and of a profile by name", () => {
    expect(parseLimits()).toEqual(researchLimits);
    expect(parseLimits("careful")).toEqual(carefulLimits);
    expect(parseLimits({ profile: "careful" })).toEqual(carefulLimits);
  });

  test("fill in what is left out, group by group", () => {
    const limits = parseLimits({ account: { dailyLoss: 0.01, netMax: undefined } }, carefulLimits);
    expect(limits).toEqual({ ...carefulLimits, account: { ...carefulLimits.account, dailyLoss: 0.01 } });
    expect(parseLimits({ account: { dailyLoss: null } }, carefulLimits).account.dailyLoss).toBeNull();
  });

  test("pass through JSON unchanged", () => {
    for (const limits of Object.values(profiles)) {
      expect(parseLimits(JSON.parse(JSON.stringify(limits)))).toEqual(limits);
      // Equal limits must give equal hashes, however they were given.
      expect(JSON.stringify(parseLimits(limits))).toBe(JSON.stringify(limits));
    }
  });

  test("of the careful profile halt at 15% and lend nothing", () => {
    expect(carefulLimits.account).toMatchObject({ maxDrawdown: 0.15, grossMax: 1, short: false });
  });

  test.each([
    [null, "limits must be a record of groups; was null"],
    [[], "limits must be a record of groups; was "],
    ["careles", 'profile of limits must be one of careful, research; was "careles"'],
    [{ profile: 3 }, "profile of limits must be one of careful, research; was 3"],
    [{ acount: {} }, 'unknown group of limits "acount"; did you mean "account"?'],
    [{ account: 3 }, "limits.account must be a record; was 3"],
    [{ account: { grossMx: 1 } }, 'unknown limit "account.grossMx"; did you mean "grossMax"?'],
    [{ account: { grossMax: null } }, "account.grossMax must be a number in [0.001, 125]; was null"],
    [{ account: { short: 1 } }, "account.short must be true or false; was 1"],
    [{ account: { dailyLoss: 2 } }, "account.dailyLoss must be in (0, 1], or null for none; was 2"],
    [{ order: { ratePerMinute: 1.5 } }, "a whole number in [1, 10000], or null for none; was 1.5"],
    [{ order: { notionalMin: -1 } }, "order.notionalMin must be a number of at least 0; was -1"],
    [{ statistical: { window: 1 } }, "statistical.window must be a whole number in [2, 100000]; was 1"],
    [{ stops: { fixed: 1 } }, "stops.fixed must be a fraction in (0, 0.99], or null for none; was 1"],
    [{ breakers: { latencyMs: 0 } }, "breakers.latencyMs must be a number above 0, or null for none; was 0"],
    [{ position: { symbols: [] } }, "position.symbols must be a record by symbol; was []"],
    [{ position: { symbols: { X: 3 } } }, "position.symbols.X must be a record; was 3"],
    [
      { position: { symbols: { X: { fractionMin: 3 } } } },
      'unknown limit "position.symbols.X.fractionMin"; did you mean "fractionMax"?',
    ],
    [{ position: { sectors: { X: 3 } } }, "position.sectors.X must be the name of a sector; was 3"],
  ])("refuse %j", (input, message) => {
    expect(() => parseLimits(input)).toThrow(UserError);
    expect(() => parseLimits(input)).toThrow(message);
  });
});
