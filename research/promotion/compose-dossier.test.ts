import { expect, test } from "vitest";
import type { Run } from "../../engine/run/result.ts";
import { defaultSettings } from "../../engine/run/settings.ts";
import { checkGate, checkTradable, composeDossier } from "./compose-dossier.ts";
import type { GateRecord } from "./gate-record.ts";

const identity = {
  id: "cross-01",
  hash: "h",
  strategy: "cross",
  about: "",
  target: "./cross.ts",
  sourceHash: "s",
  graphHash: "g",
  plan: "",
  warmup: 0,
  params: { fast: 5 },
  data: [{ name: "made", synthetic: true }],
  settings: defaultSettings,
  codeVersion: "1",
};
const outcome = { ts: Float64Array.of(0, 10, 20), start: 1, timeframeMs: 10 };
const run = {
  schema: "bot4/run@1",
  identity,
  outcome,
  metrics: { sharpe: 1.5 },
  warnings: [],
} as unknown as Run;
const gate: GateRecord = {
  schema: "bot4/validation@1",
  passed: true,
  strategy: "cross",
  params: { fast: 5 },
  fromMs: 10,
  toMs: 30,
  bars: 2,
  sharpe: 1.5,
  policy: { seed: 7 },
  checks: [],
};
const place = {
  serial: 1,
  previous: null,
  supersedes: null,
  promotedMs: 1,
  stage: "paper",
  lock: null,
} as const;
const ledger = { trials: 1, distinct: 1, unfinished: 0, failed: 0, varianceSharpe: Number.NaN };

test("a dossier holds what the run and the gate say", () => {
  expect(composeDossier({ ...place, run, gate, ledger })).toMatchObject({
    strategy: { name: "cross", target: "./cross.ts", sourceHash: "s", graphHash: "g", params: { fast: 5 } },
    code: { version: "1", lock: null },
    run: { id: "cross-01", hash: "h" },
    seeds: { gate: 7 },
    statistics: { sharpe: 1.5 },
    walkForward: null,
    paper: null,
  });
});

test("a validation of anything else is refused by field", () => {
  const others: readonly (readonly [string, Partial<GateRecord>])[] = [
    ["strategy", { strategy: "other" }],
    ["params.fast", { params: { fast: 6 } }],
    ["fromMs", { fromMs: 0 }],
    ["toMs", { toMs: 40 }],
    ["bars", { bars: 3 }],
    ["sharpe", { sharpe: 1.5000000000000002 }],
  ];
  for (const [field, change] of others) {
    expect(() => checkGate(run, { ...gate, ...change })).toThrow(
      `the validation must be of cross-01; its ${field} is`,
    );
  }
  expect(() =>
    checkGate({ ...run, metrics: { sharpe: Number.NaN } }, { ...gate, sharpe: null }),
  ).not.toThrow();
});

test("what nobody can trade is not promoted", () => {
  const like = (change: object): Run => ({ ...run, identity: { ...run.identity, ...change } });
  expect(() => checkTradable(run, "paper")).not.toThrow();
  expect(() => checkTradable(run, "live")).toThrow("rests on made, a market that was made up");
  expect(() => checkTradable(like({ sourceHash: "" }), "paper")).toThrow("no hash of its strategy's source");
  expect(() => checkTradable(like({ settings: { ...defaultSettings, fill: "close" } }), "paper")).toThrow(
    "--fill next-open",
  );
  const walk = { ...run, walkForward: {} } as Run;
  expect(() => checkTradable(walk, "paper")).toThrow("is a walk-forward");
  const other = { ...walk, identity: { ...identity, sourceHash: "t" }, walkForward: {} } as never;
  expect(() => composeDossier({ ...place, run, gate, ledger, walkForward: other })).toThrow(
    "must be of the same source as cross-01",
  );
});
