import { expect, test } from "vitest";
import type { GateRecord } from "./gate-record.ts";
import { checkOverride, easing, judgeOverride, type Override, overrideKinds, risking } from "./override.ts";

const gate: GateRecord = {
  schema: "bot4/validation@1",
  passed: true,
  strategy: "cross",
  params: { fast: 5 },
  fromMs: 0,
  toMs: 1_000,
  bars: 10,
  sharpe: 1,
  policy: {},
  checks: [],
};
const dossier = {
  strategy: { name: "cross", target: "./cross.ts", sourceHash: "s", graphHash: "g", params: { fast: 5 } },
  gate,
};
const ask = (kind: Override["kind"], change: Partial<Override> = {}): Override => ({
  kind,
  symbol: null,
  amount: kind === "reduce" ? 0.5 : kind === "add" || kind === "target" ? 0.2 : null,
  author: "ada",
  reason: "",
  atMs: 5,
  ...change,
});

test("what takes risk away is always allowed, and kept with its author", () => {
  for (const kind of easing) {
    expect(judgeOverride(ask(kind), dossier, "d")).toMatchObject({
      allowed: true,
      rule: null,
      author: "ada",
      dossier: "d",
    });
  }
});

test("what adds risk needs a reason, and a validation that passed on data that are new", () => {
  const fresh = { ...gate, toMs: 2_000 };
  for (const kind of risking) {
    const rule = (reason: string, found?: GateRecord) =>
      judgeOverride(ask(kind, { reason }), dossier, "d", found && { run: "r", gate: found }).rule;
    expect(rule("")).toBe("no-reason");
    expect(rule(" ", fresh)).toBe("no-reason");
    expect(rule("I am sure")).toBe("no-evidence");
    expect(rule("it recovered", { ...fresh, passed: false })).toBe("evidence-failed");
    expect(rule("it recovered", { ...fresh, strategy: "other" })).toBe("evidence-of-another-strategy");
    expect(rule("it recovered", gate)).toBe("evidence-not-new");
    expect(rule("it recovered", fresh)).toBeNull();
    expect(rule("a better size", { ...fresh, params: { fast: 6 } })).toBe(
      kind === "resume" ? "evidence-of-another-strategy" : null,
    );
  }
  expect([...easing, ...risking]).toEqual(overrideKinds);
});

test("an override that says nothing definite is refused by name", () => {
  expect(() => checkOverride(ask("reduce", { amount: 1.5 }))).toThrow(
    "amount of reduce must be the share to leave",
  );
  expect(() => checkOverride(ask("reduce", { amount: null }))).toThrow(
    "the amount of reduce is missing; give --amount, the share to leave, in (0, 1]",
  );
  expect(() => checkOverride(ask("halt", { amount: 1 }))).toThrow("halt takes no amount; was 1");
  expect(() => checkOverride(ask("add", { amount: -1 }))).toThrow("above 0");
  expect(() => checkOverride(ask("target", { amount: Number.NaN }))).toThrow("a fraction of equity");
  expect(() => checkOverride(ask("halt", { author: " " }))).toThrow("author must name who asks");
  expect(() => checkOverride(ask("halt", { atMs: Number.NaN }))).toThrow("atMs");
  expect(() => checkOverride(ask("halt", { symbol: "" }))).toThrow("symbol");
  expect(() => checkOverride(ask("gamble" as "halt"))).toThrow(
    "kind must be halt, reduce, flatten, resume, add, target",
  );
});
