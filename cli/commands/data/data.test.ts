import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { csvOf, newFolder, regularBars } from "../../../data/testing/bars.ts";
import { serveBinance } from "../../../data/testing/binance-server.ts";
import { bot4 } from "../../../test/cli.ts";
import { exitCodes } from "../../exit-codes.ts";
import { main } from "../../main.ts";

const cwd = newFolder();
const bars = regularBars(500);
const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
const parsed = async (...argv: string[]) => JSON.parse((await bot4(["data", ...argv, "--json"], cwd)).out);

beforeAll(async () => {
  write("binance-abcusdt-1h.csv", csvOf(bars));
  const { code, out, err } = await bot4(["data", "import", "binance-abcusdt-1h.csv"], cwd);
  expect(err).toBe("");
  expect(out).toBe(
    "imported binance:ABCUSDT:1h  500 bars, 2024-01-01 to 2024-01-21 20:00 (exclusive)\ncatalog: bot4-data\n",
  );
  expect(code).toBe(exitCodes.ok);
});

describe("bot4 data", () => {
  test("list names the catalog's data sets and the sample", async () => {
    const { out } = await bot4(["data", "list"], cwd);
    expect(out).toContain("binance:ABCUSDT:1h");
    expect(out).toContain("sample:SP500:1d");
    const all = await parsed("list");
    expect(all.map(({ name }: { name: string }) => name)).toEqual(["binance:ABCUSDT:1h", "sample:SP500:1d"]);
  });

  test("show tells range, hash, summary and rows", async () => {
    const { out } = await bot4(["data", "show", "ABCUSDT"], cwd);
    expect(out).toMatch(/bars +500 of 1h, 2024-01-01 to 2024-01-21 20:00 \(exclusive\)/);
    expect(out).toContain("quality   no defects");
    const shown = await parsed("show", "sample:SP500:1d", "--rows", "1");
    expect(shown).toMatchObject({ rows: 5105, defects: [], first: [{ close: 1455.219971 }] });
    expect(shown.last).toHaveLength(1);
  });

  test("import keeps notes off standard output and refuses to write over what is there", async () => {
    write(
      "loose.csv",
      `date;price_open;high;low;close\n${["2024-01-01", "2024-01-02"].map((d) => `${d};1,5;2;1;1,5`).join("\n")}`,
    );
    const loose = await bot4(["data", "import", "loose.csv", "--exchange", "desk"], cwd);
    expect(loose.err).toContain("note: loose.csv has no volume column");
    expect(loose.out).toContain("imported desk:LOOSE:1d  2 bars");
    expect(loose.out).toContain("note    no-volume: volume is not known");
    const again = await bot4(["data", "import", "loose.csv", "--exchange", "desk"], cwd);
    expect(again).toMatchObject({ code: exitCodes.badInput, out: "" });
    expect(again.err).toContain("the catalog has desk:LOOSE:1d already");
    const result = await parsed("import", "loose.csv", "--exchange", "desk", "--replace");
    expect(result.datasets[0].manifest).toMatchObject({ name: "desk:LOOSE:1d", rows: 2 });
  });

  test("check ends with code 4 where there are defects that were not accepted", async () => {
    const lines = csvOf(bars).trimEnd().split("\n");
    write("holes-1h.csv", [...lines.slice(0, 50), ...lines.slice(53)].join("\n"));
    const dirty = await bot4(["data", "check", "holes-1h.csv"], cwd);
    expect(dirty.code).toBe(exitCodes.dataDefects);
    expect(dirty.out).toContain("defect  gaps: 1 gap, 3 bars missing (after 2024-01-03)");
    expect(dirty.out).toContain("the market never closes");
    expect((await bot4(["data", "check", "holes-1h.csv", "--allow", "gaps"], cwd)).code).toBe(exitCodes.ok);
    expect((await bot4(["data", "check", "ABCUSDT", "sample:SP500:1d"], cwd)).out).toContain(
      "0 of 2 data sets",
    );
    const stored = await bot4(["data", "import", "holes-1h.csv"], cwd);
    expect(stored.code).toBe(exitCodes.ok);
    expect(stored.err).toContain(
      "note: a backtest refuses these defects; mend them, or accept them with --allow gaps",
    );
    const unknown = await bot4(["data", "check", "ABCUSDT", "--allow", "gasp"], cwd);
    expect(unknown.err).toContain('"gasp" is no kind of defect; did you mean "gaps"?');
    expect((await parsed("check", "holes-1h.csv"))[0].defects[0]).toMatchObject({ kind: "gaps", count: 1 });
  });

  test("resample makes coarser bars and says which periods were left out", async () => {
    const { out, err } = await bot4(["data", "resample", "ABCUSDT:1h", "1d"], cwd);
    expect(out).toBe("made binance:ABCUSDT:1d  20 bars, 2024-01-01 to 2024-01-21 (exclusive)\n");
    expect(err).toContain("note: the last period, 2024-01-21, is left out: 4 bars of it missing");
    expect((await bot4(["data", "resample", "ABCUSDT:1h", "90m"], cwd)).err).toContain(
      "must be a multiple of the 1h",
    );
  });

  test.each(["csv", "parquet", "arrow"])("export writes %s, whole", async (format) => {
    const { out } = await bot4(["data", "export", "ABCUSDT:1h", `out.${format}`, "--to", "2024-01-03"], cwd);
    expect(out).toBe(`wrote 48 bars of binance:ABCUSDT:1h to out.${format}\n`);
    expect(readFileSync(join(cwd, `out.${format}`)).length).toBeGreaterThan(1000);
    expect(await parsed("export", "ABCUSDT:1h", `out.${format}`)).toMatchObject({ rows: 500, format });
  });

  test("export into a folder that is not there says so", async () => {
    const { err, code } = await bot4(["data", "export", "ABCUSDT:1h", "nodir/out.csv"], cwd);
    expect(err).toMatch(/nodir\/out\.csv cannot be written: the folder .*nodir does not exist/);
    expect([code, err.includes(".part")]).toEqual([exitCodes.badInput, false]);
  });

  test("a damaged manifest hides no other data set", async () => {
    const catalog = newFolder();
    for (const symbol of ["GOOD", "BAD"]) {
      await bot4(["data", "import", "binance-abcusdt-1h.csv", "--symbol", symbol, "--catalog", catalog], cwd);
    }
    writeFileSync(join(catalog, "binance", "BAD", "1h", "manifest.json"), "{");
    const { out, err, code } = await bot4(["data", "list", "--catalog", catalog], cwd);
    expect([out.includes("binance:GOOD:1h"), code]).toEqual([true, exitCodes.ok]);
    expect(out).toContain("to (exclusive)");
    expect(err).toMatch(/^! left out binance:BAD:1h: .*manifest.json is damaged/);
  });

  test("a file of a series is shown and checked as one", async () => {
    const rates = Array.from({ length: 60 }, (_, k) => k).filter((k) => k < 20 || k > 25);
    const at = (k: number) => new Date(Date.UTC(2024, 0, 1, 8 * k)).toISOString();
    write("rates.csv", `settled_at,rate\n${rates.map((k) => `${at(k)},0.0001`).join("\n")}\n`);
    const shown = await bot4(["data", "show", "rates.csv", "--rows", "1"], cwd);
    expect(shown.out).toContain("rates.csv#rate  (a series, for --attach; no bars)");
    expect(shown.out).toContain(
      "54, one each 8 hours, the first at 2024-01-01, the last at 2024-01-20 16:00",
    );
    expect(shown.out).toContain("1 hole, of 2.3 days after 2024-01-07 08:00");
    const checked = await bot4(["data", "check", "rates.csv"], cwd);
    expect(checked.code).toBe(exitCodes.dataDefects);
    expect(checked.out).toContain("54 values, 2024-01-01 to 2024-01-20 16:00: 1 kind of defect");
    expect((await bot4(["data", "check", "rates.csv", "--allow", "gaps"], cwd)).code).toBe(exitCodes.ok);
    write("neither.csv", "a,b\n1,2\n3,4\n");
    expect((await bot4(["data", "show", "neither.csv"], cwd)).code).toBe(exitCodes.badInput);
  });

  test("rows to show are a whole number from 0 on", async () => {
    const { err, code } = await bot4(["data", "show", "ABCUSDT", "--rows=-1"], cwd);
    expect([err.includes("--rows must be a whole number from 0 on; was -1"), code]).toEqual([
      true,
      exitCodes.badInput,
    ]);
  });

  test("what was exported to Arrow is read back", async () => {
    await bot4(["data", "export", "ABCUSDT:1h", "abcusdt-1h.arrow"], cwd);
    expect(await parsed("show", "abcusdt-1h.arrow")).toMatchObject({ symbol: "ABCUSDT", rows: 500 });
  });

  test("columns of unusual names are mapped", async () => {
    write("kurse.csv", "Datum,Auf,Hoch,Tief,Kurs\n2024-01-01,1,2,1,2\n2024-01-02,2,3,2,3\n");
    const columns = "time=Datum,open=Auf,high=Hoch,low=Tief,close=Kurs";
    const { out } = await bot4(["data", "import", "kurse.csv", "--columns", columns], cwd);
    expect(out).toContain("imported file:KURSE:1d  2 bars");
  });

  test("export needs a format that it knows", async () => {
    const { err, code } = await bot4(["data", "export", "ABCUSDT:1h", "out.xlsx"], cwd);
    expect(err).toContain("out.xlsx must end in .csv, .parquet or .arrow");
    expect([code, existsSync(join(cwd, "out.xlsx"))]).toEqual([exitCodes.badInput, false]);
  });

  test("synth marks what it makes", async () => {
    const call = ["data", "synth", "--symbols", "A,B", "--bars", "200", "--seed", "7", "--timeframe", "1d"];
    const { out } = await bot4(call, cwd);
    expect(out).toBe(
      "made synthetic:A:1d  200 bars, 2020-01-01 to 2020-07-19 (exclusive), synthetic\n" +
        "made synthetic:B:1d  200 bars, 2020-01-01 to 2020-07-19 (exclusive), synthetic\n",
    );
    expect((await bot4(call, cwd)).err).toMatch(
      /the catalog has synthetic:A:1d already .* or name these otherwise with --symbols$/m,
    );
    expect((await parsed("show", "synthetic:A")).synthetic).toBe(true);
    expect((await bot4(["data", "list"], cwd)).out).toContain("SYNTHETIC: bot4 data synth, seed 7");
    const odd = await bot4(["data", "synth", "--correlation", "2"], cwd);
    expect(odd.err).toContain("--correlation must be a number from 0 to 0.999; was 2");
  });

  test("fetch downloads through ccxt and goes on later", async () => {
    const server = await serveBinance(bars, bars.ts[400]!);
    const call = ["data", "fetch", "binance", "BTC/USDT", "--base-url", server.url];
    const { out, err } = await bot4([...call, "--from", "2024-01-01"], cwd);
    expect(err).toBe("");
    expect(out).toBe(
      "fetched 400 bars: binance:BTCUSDT:1h  400 bars, 2024-01-01 to 2024-01-17 16:00 (exclusive)\n",
    );
    server.nowMs = bars.ts[402]!;
    expect(JSON.parse((await bot4([...call, "--json"], cwd)).out)[0]).toMatchObject({
      added: 2,
      manifest: { rows: 402 },
    });
    await server.close();
  });

  test("fetch shows a bar on a terminal, and tells retries unless it is to be quiet", async () => {
    const server = await serveBinance(bars, bars.ts[400]!);
    server.mishap = (path, count) => (path.endsWith("klines") && count === 3 ? { status: 503 } : undefined);
    const folder = newFolder();
    const call = ["data", "fetch", "binance", "BTC/USDT", "--base-url", server.url, "--from", "2024-01-01"];
    let err = "";
    const io = {
      cwd: folder,
      env: {},
      columns: 100,
      colour: false,
      terminal: true,
      compute: async <T>(work: () => T | Promise<T>) => work(),
    };
    const code = await main(call, { ...io, out: () => {}, err: (text) => (err += text) });
    expect([code, err]).toEqual([exitCodes.ok, expect.stringContaining("attempt 2 of 8 in 1 s")]);
    await server.close();
  });

  test("a catalog may lie elsewhere, by flag or by environment", async () => {
    const elsewhere = newFolder();
    const flag = await bot4(["data", "import", "binance-abcusdt-1h.csv", "--catalog", elsewhere], cwd);
    expect(flag.out).toContain(`catalog: ${elsewhere}`);
    const { out } = await bot4(["data", "list", "--json"], cwd, { BOT4_CATALOG: elsewhere });
    expect(JSON.parse(out)).toHaveLength(2);
  });

  test("what is mistyped is answered with what was meant", async () => {
    const says = async (...argv: string[]) => (await bot4(["data", ...argv], cwd)).err;
    expect(await says("imprt", "x.csv")).toContain('did you mean "data import"?');
    expect(await says("show", "ABCUSD:1h")).toContain('did you mean "ABCUSDT:1h"?');
    expect(await says("import", "none.csv")).toContain("none.csv");
    expect(await says("show")).toContain("an argument is missing: bot4 data show <name>");
    expect(await says("show", "ABCUSDT", "--rwos", "3")).toContain('did you mean "--rows"?');
  });
});
