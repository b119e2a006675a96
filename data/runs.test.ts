import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Run } from "../engine/run/result.ts";
import { defaultSettings } from "../engine/run/settings.ts";
import { discardUnfinishedRuns, findRun, listRuns, readRun, writeRun } from "./runs.ts";

const fresh = () => mkdtempSync(join(tmpdir(), "bot4-runs-"));

const trade = {
  symbol: "X",
  side: "long",
  entryIndex: 0,
  exitIndex: 1,
  entryTs: 0,
  exitTs: 1,
  entryPrice: 0.1 + 0.2,
  exitPrice: 1 / 3,
  quantity: 1e-300,
  fees: -0,
  pnl: Number.NaN,
  return: 5e-324,
  mae: 0,
  mfe: 0,
  exitReason: "signal",
  open: false,
} as const;

const makeRun = (id = "x-0123456789", hash = "0123456789abcdef"): Run => ({
  schema: "bot4/run@1",
  identity: {
    id,
    hash,
    strategy: "x",
    about: "",
    target: "x",
    sourceHash: "s",
    graphHash: "g",
    plan: "target: 1",
    warmup: 0,
    params: { n: 3 },
    data: [],
    settings: defaultSettings,
    codeVersion: "1",
  },
  outcome: {
    driver: "vector",
    symbols: ["X"],
    timeframeMs: 1,
    ts: Float64Array.of(0, 1, 2),
    start: 0,
    equity: Float64Array.of(1, Number.NaN, -0),
    exposure: Float64Array.of(0, 1, 0),
    net: Float64Array.of(0, -1, 0),
    benchmark: Float64Array.of(1, 1, 1 / 3),
    trades: [trade],
    orders: [],
    fills: [],
    costs: { fees: 1, spread: 0, slippage: 0, funding: 0, borrow: 0 },
    ambiguousBars: 0,
    verdicts: {},
    barsPerYear: 365,
  },
  metrics: { sharpe: Number.NaN, profitFactor: Number.POSITIVE_INFINITY, totalReturn: 0.1 },
  bounds: {
    pessimistic: { totalReturn: 0.1 },
    optimistic: { totalReturn: 0.2 },
    optimisticEquity: Float64Array.of(1, 2, 3),
  },
  warnings: ["w"],
});

test("a run reads back as it was, every number to the last bit", async () => {
  const folder = fresh();
  const run = makeRun();
  const path = await writeRun(folder, run, { target: "x" }, "<html>");
  expect(readdirSync(path).sort()).toEqual(["columns.f64", "report.html", "run.json", "trades.json"]);
  const read = readRun(path);
  expect(read.run).toEqual({ ...run, identity: { ...run.identity, settings: expect.anything() } });
  expect(read.request).toEqual({ target: "x" });
  expect(Object.is(read.run.outcome.equity[2], -0)).toBe(true);
  expect(Object.is(read.run.outcome.trades[0]!.fees, -0)).toBe(true);
});

test("terms that an order has not stay null", async () => {
  const order = {
    symbol: "X",
    kind: "market",
    side: null,
    tif: "gtc",
    limit: null,
    trigger: null,
    postOnly: false,
    reduceOnly: false,
    placedIndex: 0,
    placedMs: 1,
    endedIndex: 1,
    status: "rejected",
    quantity: 0,
    price: null,
    reason: "decision",
    rule: "halted",
  } as const;
  const run = makeRun();
  const path = await writeRun(fresh(), { ...run, outcome: { ...run.outcome, orders: [order] } }, {});
  expect(readRun(path).run.outcome.orders).toEqual([order]);
});

test("a run of a version that recorded no orders is refused", async () => {
  const path = await writeRun(fresh(), makeRun(), {});
  writeFileSync(join(path, "trades.json"), '{"fills":[],"trades":[]}\n');
  expect(() => readRun(path)).toThrow(
    /trades.json holds no orders: an older version wrote it; run the backtest/,
  );
});

test("writing it again leaves the same bytes, and nothing beside it", async () => {
  const folder = fresh();
  const path = await writeRun(folder, makeRun(), {});
  const before = readdirSync(path).map((name) => readFileSync(join(path, name)));
  await writeRun(folder, makeRun(), {}, "<html>");
  expect(readdirSync(folder)).toEqual(["x-0123456789"]);
  const after = ["columns.f64", "run.json", "trades.json"].map((name) => readFileSync(join(path, name)));
  expect(after).toEqual(before);
  expect(readFileSync(join(path, "report.html"), "utf8")).toBe("<html>");
});

test("another run of the same id is refused", async () => {
  const folder = fresh();
  await writeRun(folder, makeRun(), {});
  await expect(writeRun(folder, makeRun(undefined, "ffff"), {})).rejects.toThrow("holds another run");
});

test("what a killed process left behind is removed, what a living one writes is not", async () => {
  const folder = fresh();
  // No process has the greatest id that a process may have plus one.
  for (const pid of [4_194_305, process.ppid]) mkdirSync(join(folder, `.writing-y-${pid}`));
  await writeRun(folder, makeRun(), {});
  expect(readdirSync(folder).sort()).toEqual([`.writing-y-${process.ppid}`, "x-0123456789"]);
  discardUnfinishedRuns();
  expect(readdirSync(folder)).toContain(`.writing-y-${process.ppid}`);
});

test("a write that fails leaves nothing", async () => {
  const folder = fresh();
  const run = makeRun();
  const broken = { ...run, metrics: { bad: 1n } } as unknown as Run;
  await expect(writeRun(folder, broken, {})).rejects.toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

test("the latest run is listed first; strangers in the folder are passed over", async () => {
  const folder = fresh();
  expect(listRuns(join(folder, "absent"))).toEqual([]);
  await writeRun(folder, makeRun("a-1", "1a"), {});
  await writeRun(folder, makeRun("b-2", "2b"), {});
  mkdirSync(join(folder, "notes"));
  expect(
    listRuns(folder)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["a-1", "b-2"]);
  expect(findRun(folder, "a")).toBe(join(folder, "a-1"));
  expect(findRun(folder, "2b")).toBe(join(folder, "b-2"));
  expect(findRun(folder, join(folder, "a-1"))).toBe(join(folder, "a-1"));
  expect(() => findRun(folder, "a-11")).toThrow('did you mean "a-1"');
  expect(() => findRun(folder, "elsewhere")).toThrow("it has ");
});

test("a file that is no run is refused", async () => {
  const folder = fresh();
  const path = await writeRun(folder, makeRun(), {});
  writeFileSync(join(path, "run.json"), '{"schema":"other"}');
  expect(() => readRun(path)).toThrow("must have the schema bot4/run@1; was other");
  writeFileSync(join(path, "run.json"), "{");
  expect(() => readRun(path)).toThrow("is not a stored run");
  const broken: string[] = [];
  expect(listRuns(folder, (message) => broken.push(message))).toEqual([]);
  expect(broken).toHaveLength(1);
  rmSync(path, { recursive: true });
  expect(existsSync(path)).toBe(false);
});
