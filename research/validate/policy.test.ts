import { describe, expect, test } from "vitest";
import { blocks, judged, verdictOf } from "./check.ts";
import { checkNames } from "./names.ts";
import { parsePolicy } from "./parse-policy.ts";
import { defaultPolicy } from "./policy.ts";

describe("a policy", () => {
  test("is the default where nothing is given, and parses its own defaults", () => {
    expect(parsePolicy()).toEqual(defaultPolicy);
    expect(parsePolicy(defaultPolicy)).toEqual(defaultPolicy);
    expect(parsePolicy(JSON.parse(JSON.stringify(defaultPolicy)))).toEqual(defaultPolicy);
  });

  test("takes the rest of a group from the defaults", () => {
    const { bootstrap } = parsePolicy({ bootstrap: { sharpe: 0.5 } });
    expect(bootstrap).toEqual({ ...defaultPolicy.bootstrap, sharpe: 0.5 });
  });

  test("adds what it reports to what is reported by default", () => {
    expect(parsePolicy({ reported: [] }).reported).toEqual(defaultPolicy.reported);
    const { reported } = parsePolicy({ reported: ["capacity", "regimes"] });
    expect(reported).toEqual([...defaultPolicy.reported, "capacity"]);
    expect(parsePolicy({ reported }).reported).toEqual(reported);
  });

  test.each([
    [
      { reported: checkNames.slice(0, 21) },
      /reported must leave a check that decides; names all 25; leave out one, such as history/,
    ],
    [{ histroy: {} }, /unknown field "histroy" in the policy; did you mean "history"\?/],
    [{ history: { day: 3 } }, /unknown field "history.day" in the policy; did you mean "days"\?/],
    [{ history: { trades: 0 } }, /policy: history.trades must be >=1; was 0/],
    [{ history: { trades: "many" } }, /policy: history.trades must be a number; was "many"/],
    [{ bootstrap: { level: 1 } }, /policy: bootstrap.level must be <1; was 1/],
    [{ overfitting: { blocks: 7 } }, /policy: overfitting.blocks .*; was 7/],
    [{ reversion: { assumed: "maybe" } }, /policy: reversion.assumed must be one of .*detect.*; was "maybe"/],
    [
      { reported: ["capasity"] },
      /policy: reported.0 must name checks; was "capasity"; did you mean "capacity"\?/,
    ],
    [{ history: 3 }, /policy: history must be a\w* \w+; was 3/],
    [[], /a policy must be a record of groups; was \[\]/],
  ])("%j is refused", (input, message) => {
    expect(() => parsePolicy(input)).toThrow(message);
  });
});

describe("a verdict", () => {
  test.each([
    ["at-least", 1, 1, "passed"],
    ["above", 1, 1, "failed"],
    ["at-most", 1, 1, "passed"],
    ["below", 1, 1, "failed"],
    ["at-least", Number.NaN, 1, "not-measurable"],
    ["at-least", -9, Number.NaN, "passed"],
    ["at-most", Number.POSITIVE_INFINITY, 5, "failed"],
  ] as const)("%s: %d against %d is %s", (passes, value, threshold, verdict) => {
    expect(verdictOf({ value, threshold, passes })).toBe(verdict);
  });

  const measured = {
    name: "capacity",
    label: "",
    unit: "money",
    value: Number.NaN,
    threshold: 1,
    passes: "at-least",
    reason: "",
  } as const;

  test("of what cannot be measured keeps the gate shut unless it is excused or only reported", () => {
    expect(blocks(judged(measured, { reported: [], excused: [] }))).toBe(true);
    expect(blocks(judged(measured, { reported: [], excused: ["capacity"] }))).toBe(false);
    expect(blocks(judged(measured, { reported: ["capacity"], excused: [] }))).toBe(false);
    // An excuse for what cannot be measured is none for what fails.
    expect(blocks(judged({ ...measured, value: 0 }, { reported: [], excused: ["capacity"] }))).toBe(true);
    expect(blocks(judged({ ...measured, value: 0, waived: true }, { reported: [], excused: [] }))).toBe(
      false,
    );
  });

  test("has names that are all different", () => expect(new Set(checkNames).size).toBe(checkNames.length));
});
