import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bot4, crossStrategy, wavyCsv, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

describe("stored runs", () => {
  const cwd = workshop();
  let ids: string[];

  beforeAll(async () => {
    await bot4(["backtest", "cross.ts", "--data", "wavy.csv", "--param", "fast=4", "--no-report"], cwd);
    await bot4(["backtest", "cross.ts", "--data", "wavy.csv", "--param", "fast=8", "--fee-bps", "0"], cwd);
    ids = readdirSync(join(cwd, "runs"));
  });

  test("are listed with parameters, data and figures", async () => {
    const { code, out } = await bot4(["runs"], cwd);
    expect(code).toBe(exitCodes.ok);
    for (const id of ids) expect(out).toContain(id);
    expect(out).toContain("fast=4");
    expect(JSON.parse((await bot4(["runs", "--json"], cwd)).out)).toHaveLength(2);
  });

  test("are shown by an id, the start of one or of a hash, or a folder", async () => {
    const id = ids[0]!;
    const { run } = JSON.parse((await bot4(["runs", "show", id, "--json"], cwd)).out);
    for (const reference of [id.slice(0, -3), run.hash.slice(0, 12), `runs/${id}`]) {
      const { code, out } = await bot4(["runs", "show", reference], cwd);
      expect(code, reference).toBe(exitCodes.ok);
      expect(out).toContain(run.hash);
      expect(out).toContain("crossOver");
    }
  });

  test("must be named without doubt", async () => {
    const vague = await bot4(["runs", "show", "cross"], cwd);
    expect(vague.err).toContain('run "cross" must name one run; it fits');
    const absent = await bot4(["runs", "show", "zebra"], cwd);
    expect(absent.err).toContain('no run "zebra"');
    expect((await bot4(["runs", "show"], cwd)).err).toContain("runs show needs the id of a run");
    expect([vague.code, absent.code]).toEqual([exitCodes.badInput, exitCodes.badInput]);
  });

  test("an empty folder says so", async () => {
    expect((await bot4(["runs", "--runs", "none"], cwd)).out).toContain("no runs in none");
    expect((await bot4(["runs", "show", "x", "--runs", "none"], cwd)).err).toContain("it is empty");
  });

  test("are compared, the best of a line marked, with what was asked", async () => {
    const { code, out } = await bot4(["compare", ...ids], cwd);
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/Total return.* \*/);
    expect(out).toMatch(/fast +\d +\d/);
    expect(out).toMatch(/fee-bps +\d+ +\d+/);
    expect(out).toContain("* the best of its line");
    expect(out).not.toContain("periods");
    const same = await bot4(["compare", ids[0]!, ids[0]!], cwd);
    expect(same.out).toContain("what was asked is the same");
    expect(JSON.parse((await bot4(["compare", ...ids, "--json"], cwd)).out)).toHaveLength(2);
    const page = await bot4(["compare", ...ids, "--report", "both.html"], cwd);
    expect(page.out).toContain("report  both.html");
    const html = readFileSync(join(cwd, "both.html"), "utf8");
    for (const id of ids) expect(html).toContain(id);
  });

  test("of other periods are told to be so, with where they end", async () => {
    const other = workshop();
    for (const to of ["2020-06-01", "2020-09-01"]) {
      await bot4(["backtest", "cross.ts", "--data", "wavy.csv", "--to", to, "--no-report"], other);
    }
    const { out } = await bot4(["compare", ...readdirSync(join(other, "runs"))], other);
    expect(out).toContain("! the runs cover different periods");
    expect(out).toMatch(/last bar +2020-0[58]-31 +2020-0[58]-31/);
    expect(out).toContain("data sha256");
  });

  test("are listed with what tells runs of equal parameters apart", async () => {
    const other = workshop();
    const run = (...flags: string[]) =>
      bot4(["backtest", "cross.ts", "--data", "wavy.csv", "--no-report", ...flags], other);
    await run("--from", "2020-03-01", "--to", "2020-09-01");
    await run("--driver", "event");
    await run("--fee-bps", "3", "--spread-bps", "2", "--fill", "close", "--driver", "both");
    const { out } = await bot4(["runs"], other);
    expect(out).toMatch(/2020-03-01 to 2020-08-31 +10\/10 bps +vector/);
    expect(out).toMatch(/2020-01-01 to 2021-02-03 +3\/3 bps, spread 2, at close +both/);
    await run();
    const [one, two] = JSON.parse((await bot4(["runs", "--json"], other)).out);
    expect((await bot4(["compare", one.run.id, two.run.id], other)).out).toMatch(/driver +vector +both/);
  });

  test("keep the order in which parameters were declared", async () => {
    const other = workshop();
    const source = crossStrategy.replace("{ fast: int", "{ zeta: int(1, { from: 1, to: 2 }), fast: int");
    writeFileSync(join(other, "cross.ts"), source);
    const report = join(other, "a.html");
    const { out } = await bot4(["backtest", "cross.ts", "--data", "wavy.csv", "--report", report], other);
    const [id] = readdirSync(join(other, "runs"));
    expect(out).toContain("zeta=1 fast=5");
    expect((await bot4(["runs", "show", id!], other)).out).toContain("zeta=1 fast=5");
    await bot4(["report", id!, "--out", "pages/"], other);
    expect(readFileSync(join(other, "pages", `${id}.html`), "utf8")).toBe(readFileSync(report, "utf8"));
  });

  test("have their report written again, the same as before", async () => {
    const id = ids.find((each) => existsSync(join(cwd, "runs", each, "report.html")))!;
    const path = join(cwd, "runs", id, "report.html");
    const before = readFileSync(path, "utf8");
    rmSync(path);
    const { code, out } = await bot4(["report", id], cwd);
    expect(code).toBe(exitCodes.ok);
    expect(out).toBe(`runs/${id}/report.html\n`);
    expect(readFileSync(path, "utf8")).toBe(before);
    await bot4(["report", id, "--out", "copy.html"], cwd);
    expect(readFileSync(join(cwd, "copy.html"), "utf8")).toBe(before);
  });
});

describe("reproduce", () => {
  const made = async () => {
    const cwd = workshop();
    await bot4(["backtest", "cross.ts", "--data", "wavy.csv", "--no-report", "--intrabar", "both"], cwd);
    return { cwd, id: readdirSync(join(cwd, "runs"))[0]! };
  };
  const reproduce = async (cwd: string, id: string) => {
    const { code, out } = await bot4(["reproduce", id, "--json"], cwd);
    return { code, ...(JSON.parse(out) as { identical: boolean; causes: string[]; numbers: string[] }) };
  };

  test("finds every number identical where nothing changed", async () => {
    const { cwd, id } = await made();
    expect(await reproduce(cwd, id)).toMatchObject({
      code: exitCodes.ok,
      identical: true,
      causes: [],
      numbers: [],
    });
    expect((await bot4(["reproduce", id], cwd)).out).toContain("hash and every number are identical");
  });

  test("says that the data changed, and what came of it", async () => {
    const { cwd, id } = await made();
    writeFileSync(join(cwd, "wavy.csv"), wavyCsv(401));
    const { code, identical, causes, numbers } = await reproduce(cwd, id);
    expect(code).toBe(exitCodes.refused);
    expect(identical).toBe(false);
    expect(causes.join()).toContain("data changed");
    expect(numbers.join("\n")).toContain("equity: was 400 bars, is 401");
    const text = await bot4(["reproduce", id], cwd);
    expect(text.out).toContain("not reproduced; it differs:");
  });

  test("says that the source changed, though every number is the same", async () => {
    const { cwd, id } = await made();
    // Another folder, since a module is loaded once a process from one path.
    const other = workshop();
    writeFileSync(join(other, "cross.ts"), `// A remark.\n${crossStrategy}`);
    const { code, out } = await bot4(["reproduce", join(cwd, "runs", id)], other);
    expect(code).toBe(exitCodes.refused);
    expect(out).toContain("every number is identical, but");
    expect(out).toContain("source of the strategy changed");
  });

  test("a run whose columns were tampered with is refused", async () => {
    const { cwd, id } = await made();
    const path = join(cwd, "runs", id, "columns.f64");
    const bytes = readFileSync(path);
    bytes[100]! ^= 1;
    writeFileSync(path, bytes);
    const { code, err } = await bot4(["reproduce", id], cwd);
    expect(err).toContain("is not what run.json says it was");
    expect(code).toBe(exitCodes.badInput);
  });

  test("a report of a run whose data changed is refused", async () => {
    const { cwd, id } = await made();
    writeFileSync(join(cwd, "wavy.csv"), wavyCsv(401));
    const { code, err } = await bot4(["report", id], cwd);
    expect(err).toContain("has changed since");
    expect(code).toBe(exitCodes.badInput);
  });
});
