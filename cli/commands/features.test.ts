import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { beforeAll, describe, expect, test } from "vitest";
import { literal, rowsOf, withDuckdb } from "../../data/duckdb.ts";
import { walkBars } from "../../research/ml/testing/walk-bars.ts";
import { batchBot4, bot4, type Finished, freshFolder } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const cwd = freshFolder();
const run = (...argv: string[]) => bot4(["features", ...argv], cwd);
const at = (name: string) => join(cwd, name);

beforeAll(() => {
  for (const [symbol, seed] of [
    ["A", 1],
    ["B", 2],
  ] as const) {
    const { ts, open, high, low, close, volume } = walkBars({ symbol, seed, length: 200 });
    const lines = [...ts.keys()].map((i) => {
      const time = new Date(ts[i]!).toISOString();
      return `${time},${symbol},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}`;
    });
    writeFileSync(
      at(`${symbol}.csv`),
      ["timestamp,symbol,open,high,low,close,volume", ...lines, ""].join("\n"),
    );
  }
  writeFileSync(
    at("spec.yaml"),
    "features: [rsi_14, return_rank_5]\nlabel: { kind: triple-barrier, bars: 5, span: 20 }\nweights: uniqueness\n",
  );
});

const both = ["--data", "A.csv", "--data", "B.csv"];

describe("features list", () => {
  test("names all by family, and how many", async () => {
    const { code, out } = await run("list");
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^momentum\n {2}return_1 /);
    expect(Number(/(\d+) features; bot4/.exec(out)![1])).toBeGreaterThan(100);
  });

  test("shows the operators of one, which follow from its graph", async () => {
    const { out } = await run("list", "above_sma_20");
    expect(out).toContain("sub(div(close, sma(close, { n: 20 })), 1)");
    expect(out).toContain("warm-up  19 bars");
    const [row] = JSON.parse((await run("list", "return_rank_5", "--json")).out);
    expect(row).toMatchObject({
      name: "return_rank_5",
      family: "cross-asset",
      expression: "rankAcross(diff(log(A.close), { n: 5 }), diff(log(B.close), { n: 5 }))",
      symbolsMin: 2,
    });
  });

  test("of a family lists that alone", async () => {
    const listed = JSON.parse((await run("list", "--family", "entropy", "--json")).out);
    expect(listed.every(({ family }: { family: string }) => family === "entropy")).toBe(true);
  });

  test.each([
    [["list", "rsi"], 'unknown feature "rsi"'],
    [["list", "--family", "momentun"], 'unknown family "momentun"; did you mean "momentum"?'],
  ])("%j is refused", async (argv, message) => {
    const { code, err } = await run(...argv);
    expect([code, err.includes(message)]).toEqual([exitCodes.badInput, true]);
  });
});

describe("features build", () => {
  test("writes a row a bar and symbol to Parquet, labels NULL where they are not known", async () => {
    const { code, out, err } = await run("build", "spec.yaml", ...both, "--out", "t.parquet");
    expect([code, err]).toEqual([exitCodes.ok, ""]);
    expect(out).toContain("2 features of A, B: 400 rows of 1h, ");
    expect(out).toContain("No feature or label reads beyond its time; written to t.parquet");
    const rows = await withDuckdb((connection) =>
      rowsOf(connection, `SELECT * FROM read_parquet(${literal(at("t.parquet"))})`),
    );
    expect(rows).toHaveLength(400);
    expect(Object.keys(rows[0]!)).toEqual([
      "ts",
      "symbol",
      "available_at",
      "rsi_14",
      "return_rank_5",
      "label",
      "label_available_at",
      "weight",
    ]);
    expect(rows.slice(0, 2).map(({ symbol }) => symbol)).toEqual(["A", "B"]);
    for (const row of rows) {
      const [ts, known] = [row.ts, row.available_at] as Date[];
      expect(known!.getTime() - ts!.getTime()).toBe(3_600_000);
      if (row.label === null) expect(row.label_available_at).toBeNull();
      else expect((row.label_available_at as Date).getTime()).toBeGreaterThan(known!.getTime());
    }
    expect(rows.at(-1)).toMatchObject({ label: null, weight: null });
    expect(rows.at(-1)!.rsi_14).toBeGreaterThan(0);
    expect(rows[0]!.rsi_14).toBeNull();
  });

  test("writes the same to Arrow", async () => {
    const { code, out } = await run("build", "spec.yaml", ...both, "--out", "t.arrow", "--json");
    expect(code).toBe(exitCodes.ok);
    expect(JSON.parse(out)).toMatchObject({ rows: 400, symbols: ["A", "B"], warmup: 14, out: "t.arrow" });
    const table = tableFromIPC(readFileSync(at("t.arrow")));
    expect(table.numRows).toBe(400);
    const row = table.get(399)!.toJSON();
    expect(row).toMatchObject({ symbol: "B", label: null, weight: null });
    const parquet = await withDuckdb((connection) =>
      rowsOf(connection, `SELECT rsi_14, label, weight FROM read_parquet(${literal(at("t.parquet"))})`),
    );
    for (const [i, { rsi_14, label, weight }] of parquet.entries()) {
      expect(table.get(i)!.toJSON()).toMatchObject({ rsi_14, label, weight });
    }
  });

  test("takes names as well, and bars from a time on", async () => {
    const from = new Date(walkBars().ts[150]!).toISOString();
    const { out } = await run("build", "rsi_14, calendar", "--data", "A.csv", "--from", from, "--json");
    const { rows, features } = JSON.parse(out);
    expect(rows).toBe(50);
    expect(features[0]).toMatchObject({ name: "rsi_14", known: 1 });
    expect(features).toHaveLength(12);
  });

  test.each([
    [["build", "rsi_15", "--data", "A.csv"], 'unknown feature "rsi_15"; did you mean "rsi_14"?'],
    [["build", "return_rank_5", "--data", "A.csv"], "needs at least 2 symbols; the data have 1"],
    [["build", "rsi_14", "--data", "A.csv", "--out", "t.csv"], "t.csv must end in .parquet"],
    [["build", "rsi_14", "--data", "A.csv", "--out", "no/t.arrow"], "does not exist"],
    [["build", "nothing.yaml", "--data", "A.csv"], "no specification nothing.yaml"],
    [["build", "rsi_14"], "--data must be given"],
  ])("%j is refused, and nothing is written", async (argv, message) => {
    const { code, err, out } = await run(...argv);
    expect(err).toContain(message);
    expect([code, out]).toEqual([exitCodes.badInput, ""]);
  });
});

describe("a specification in TypeScript", () => {
  const peek = `import { number, op } from "bot4/strategy";
const peek = op({ name: "peek", inputs: [number], step: (_, x) => x, column: (_, [x], out) => {
  for (let i = 0; i < out.length; i++) out[i] = x![Math.min(i + 1, out.length - 1)]!;
} });
export default { features: ["rsi_14", { name: "tomorrow", build: ({ close }) => peek(close) }] };`;
  const liar = `import { ownLabel } from "bot4/research";
const label = ({ close }, row) => ({ y: Number(close[row + 3] > close[row]), until: row + 2 });
export default { features: ["rsi_14"], label: ownLabel({ name: "liar", task: "binary", label }) };`;
  const trained = `import { gt } from "bot4/ops";
import { training } from "bot4/training";
export default training({
  name: "mine",
  features: ["return_5", "rsi_14"],
  label: { kind: "fixed-horizon", bars: 3, as: "up" },
  learner: { name: "linear" },
  decide: (_market, predict) => ({ target: gt(predict(), 0.5) }),
});`;
  let finished: readonly Finished[];

  beforeAll(() => {
    for (const [name, text] of Object.entries({ peek, liar, trained })) writeFileSync(at(`${name}.ts`), text);
    writeFileSync(at("none.ts"), "export const features = [];");
    const calls = [
      ["build", "./peek.ts", "--data", "A.csv", "--out", "peek.parquet"],
      ["build", "./liar.ts", "--data", "A.csv", "--out", "liar.parquet"],
      ["build", "./none.ts", "--data", "A.csv"],
      ["build", "./trained.ts", "--data", "A.csv", "--json"],
      ["audit", "./trained.ts", "--data", "A.csv", "--scheme", "purged-kfold", "--folds", "3", "--json"],
    ];
    finished = batchBot4(calls.map((argv) => ({ argv: ["features", ...argv], cwd })));
  });

  test("with a feature or a label that reads beyond its time is refused, and nothing is written", () => {
    expect(finished[0]).toMatchObject({ code: exitCodes.badInput, out: "" });
    expect(finished[0]!.err).toContain('feature "tomorrow" of A reads beyond its bar: operator "peek"');
    expect(finished[1]!.err).toMatch(/label "liar" of A at bar \d+ .* reads beyond bar \d+/);
    expect(finished[2]!.err).toContain("none.ts must export a specification by default");
    expect([existsSync(at("peek.parquet")), existsSync(at("liar.parquet"))]).toEqual([false, false]);
  });

  test("may be a strategy that is trained, and its training is audited on wrong labels", () => {
    expect(JSON.parse(finished[3]!.out)).toMatchObject({ rows: 200, label: { name: "fixed-horizon" } });
    const { checks, clean, folds } = JSON.parse(finished[4]!.out);
    expect(finished[4]!.code).toBe(exitCodes.ok);
    expect([clean, folds, checks.length]).toEqual([true, 3, 3]);
  });
});
