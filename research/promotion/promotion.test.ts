import { expect, test } from "vitest";
import { defaultSettings } from "../../engine/run/settings.ts";
import type { Covered } from "./dossier.ts";
import { firstDifference } from "./first-difference.ts";
import { failedChecks, parseGateRecord } from "./gate-record.ts";
import { judgePaper } from "./judge-paper.ts";
import { type PaperRecord, parsePaperRecord } from "./paper-record.ts";
import { verifyDossier } from "./verify-dossier.ts";

const covered: Covered = {
  strategy: {
    name: "cross",
    target: "./cross.ts",
    sourceHash: "a".repeat(64),
    graphHash: "g",
    params: { fast: 5 },
  },
  settings: defaultSettings,
  code: { version: "0.1.0+1", lock: null },
};
const written = JSON.parse(JSON.stringify(covered)) as Covered;

test("what trades is what was promoted, however it was written down", () => {
  expect(verifyDossier(written, covered)).toBeUndefined();
  expect(verifyDossier(covered, written)).toBeUndefined();
});

/** Every leaf of a value, and the value with that leaf changed. */
function* changed(value: unknown, path = ""): Generator<readonly [path: string, value: unknown]> {
  if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const at = Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
      for (const [leaf, other] of changed(inner, at)) {
        yield [
          leaf,
          Array.isArray(value) ? Object.assign([...value], { [name]: other }) : { ...value, [name]: other },
        ];
      }
      if (!Array.isArray(value)) {
        const { [name]: _, ...rest } = value as Record<string, unknown>;
        if (inner !== null && inner !== undefined) yield [at, rest];
      }
    }
    return;
  }
  if (typeof value === "string") yield [path, `${value}x`];
  else if (typeof value === "number") yield [path, value === 0 ? 2 ** -40 : value * (1 + 2 ** -40)];
  else if (typeof value === "boolean") yield [path, !value];
  else yield [path, 1];
}

test("each leaf that is changed or taken away is named", () => {
  let seen = 0;
  for (const [path, other] of changed(written)) {
    expect(verifyDossier(written, other as Covered)?.field ?? "none", path).toSatisfy(
      // A part that is not given is not compared.
      (field: string) => field === path || (!path.includes(".") && field === "none"),
    );
    seen++;
  }
  expect(seen).toBeGreaterThan(60);
  expect(firstDifference([1, [2]], [1, [3]])).toEqual({ field: "[1][0]", was: 2, is: 3 });
  expect(firstDifference({ a: Number.NaN }, { a: null, b: undefined })).toBeUndefined();
  expect(firstDifference({ a: 0 }, { a: -0 })?.field).toBe("a");
});

const validation = {
  schema: "bot4/validation@1",
  passed: true,
  strategy: "cross",
  params: { fast: 5 },
  fromMs: 0,
  toMs: 1,
  bars: 1,
  sharpe: 1,
  policy: { seed: 1 },
  figures: {},
  checks: [
    { name: "trades", value: 40, threshold: 30, verdict: "passed", binding: true, reason: "40 trades" },
    {
      name: "normality",
      value: null,
      threshold: 0.05,
      verdict: "not-measurable",
      binding: false,
      reason: "short",
    },
  ],
};

test("a validation says no more than its checks", () => {
  const record = parseGateRecord(validation);
  expect(record.passed).toBe(true);
  expect(record).not.toHaveProperty("figures");
  const [trades, normality] = validation.checks;
  const failed = { ...validation, checks: [{ ...trades, verdict: "failed" }, normality] };
  expect(() => parseGateRecord(failed)).toThrow("passed must be what its checks say (false); was true");
  const shut = parseGateRecord({ ...failed, passed: false });
  expect(failedChecks(shut.checks).map(({ name }) => name)).toEqual(["trades"]);
  expect(() => parseGateRecord({ ...validation, checks: [normality] })).toThrow("one that is binding");
  expect(() => parseGateRecord({ ...validation, schema: "other" })).toThrow("schema must be");
  expect(() => parseGateRecord({ ...validation, checks: [{ ...trades, verdict: "ok" }] })).toThrow(
    "checks[0].verdict must be passed, failed, not-measurable; was ok",
  );
});

const day = 86_400_000;
const paper: PaperRecord = {
  schema: "bot4/paper-record@1",
  dossier: "d".repeat(64),
  journal: "e".repeat(64),
  feed: "ccxt:binance",
  fromMs: 0,
  toMs: 40 * day,
  upMs: 39.9 * day,
  decisions: 960,
  decisionsAgreed: 958,
  fillsMatched: 64,
  fillsMissed: 1,
  fillsExtra: 0,
  slippageMeanBps: 2,
  slippageDeviationBps: 8,
  totalReturn: 0.02,
  shadowReturn: 0.021,
};

test("a paper record passes by every rule, and each rule can stop it", () => {
  const verdict = judgePaper(parsePaperRecord(paper));
  expect(verdict.passed).toBe(true);
  // 2 + 1.645 * 8 / 8
  expect(verdict.checks.find(({ name }) => name === "slippageBps")?.value).toBeCloseTo(3.6449, 4);
  const stops: readonly (readonly [string, Partial<PaperRecord>])[] = [
    ["feed", { feed: "replay:BTCUSDT:1m@max" }],
    ["feed", { feed: "serve:http://127.0.0.1:8000" }],
    ["days", { toMs: 30 * day, upMs: 30 * day }],
    ["uptime", { upMs: 38 * day }],
    ["agreement", { decisionsAgreed: 940 }],
    ["agreement", { decisions: 0, decisionsAgreed: 0 }],
    ["fills", { fillsMatched: 29 }],
    ["unmatched", { fillsExtra: 5 }],
    ["slippageBps", { slippageMeanBps: 4 }],
  ];
  for (const [name, change] of stops) {
    const { passed, checks } = judgePaper(parsePaperRecord({ ...paper, ...change }));
    expect(passed).toBe(false);
    expect(checks.filter((check) => !check.passed).map((check) => check.name)).toContain(name);
  }
});

test("each check of a paper record says what it demands", () => {
  const { checks } = judgePaper({
    ...paper,
    feed: "replay:x@max",
    fillsMatched: 4,
    slippageMeanBps: 6.214,
    decisions: 0,
    decisionsAgreed: 0,
  });
  expect(checks.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    "feed: replay:x@max is a rehearsal; only a live market (ccxt:) is evidence",
    "days: 40.0 days on paper; must be more than 30",
    "uptime: up for 99.75% of the time; must be at least 99%",
    "agreement: 0 of 0 decisions were the shadow's, n/a; must be at least 99%",
    "fills: 4 fills matched; must be at least 30",
    "unmatched: 1 fills missed, 0 extra, 20% of all; must be at most 5%",
    "slippageBps: mean slippage 6.21 bps beyond the shadow's, with 95% confidence below 12.79; that must be at most 5",
  ]);
});

test("a paper record that cannot be is refused by name", () => {
  const { feed: _, ...old } = paper;
  expect(() => parsePaperRecord(old)).toThrow("feed is missing, as older records have none");
  expect(() => parsePaperRecord({ ...paper, feed: "hearsay" })).toThrow(
    "feed must be ccxt:, serve: or replay:",
  );
  expect(() => parsePaperRecord({ ...paper, journal: "x" })).toThrow("journal must be a sha256; was x");
  expect(() => parsePaperRecord({ ...paper, fillsExtra: -1 })).toThrow("fillsExtra must be a count; was -1");
  expect(() => parsePaperRecord({ ...paper, toMs: 0 })).toThrow("toMs must be later than fromMs; was 0");
  expect(() => parsePaperRecord({ ...paper, upMs: 41 * day })).toThrow("upMs must be within the period");
  expect(() => parsePaperRecord({ ...paper, decisionsAgreed: 961 })).toThrow("at most decisions");
  expect(() => parsePaperRecord({})).toThrow("schema");
});
