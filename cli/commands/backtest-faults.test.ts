import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generateMarket } from "../../data/synth/generate.ts";
import { tradesOfBars } from "../../data/synth/trades.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { bot4, type Finished, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const hourMs = 3_600_000;

/** A folder with a strategy, 200 hourly bars, the trades of the last 100, and a fault plan. */
function folder(): string {
  const cwd = workshop();
  const [bars] = generateMarket({ symbols: ["BTCUSDT"], bars: 200, timeframeMs: hourMs, seed: 4 }) as [Bars];
  const rows = Array.from(bars.ts, (ts, i) =>
    [ts, bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]].join(","),
  );
  writeFileSync(join(cwd, "btcusdt-1h.csv"), `ts,open,high,low,close,volume\n${rows.join("\n")}\n`);
  const trades = tradesOfBars([bars], { perBar: 10, seed: 4, tick: 0.001 }).filter(
    ({ ts }) => ts >= bars.ts[100]!,
  );
  const tape = trades.map(({ ts, price, quantity, symbol }) => [ts, price, quantity, symbol].join(","));
  writeFileSync(join(cwd, "tape.csv"), `time,price,qty,symbol\n${tape.join("\n")}\n`);
  const faults = [
    "seed: 5",
    "spells: { disconnect: { per-day: 8, mean: 20m } }",
    "timeline:",
    "  - { at: 2d, kind: halt, for: 5h }",
    "  - { at: 4d, kind: stale-feed, for: 3h }",
  ];
  writeFileSync(join(cwd, "chaos.yaml"), `${faults.join("\n")}\n`);
  return cwd;
}

const run = (rest: readonly string[], cwd: string): Promise<Finished> =>
  bot4(["backtest", "cross.ts", "--data", "btcusdt-1h.csv", ...rest], cwd);

async function json(rest: readonly string[], cwd: string) {
  const { code, out, err } = await run([...rest, "--no-report", "--json=full"], cwd);
  expect(err).toBe("");
  expect(code).toBe(exitCodes.ok);
  return JSON.parse(out);
}

describe("bot4 backtest --faults", () => {
  test("says what struck, stores its seed, and comes to the same numbers again", async () => {
    const cwd = folder();
    const { code, out, err } = await run(["--faults", "chaos.yaml"], cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^exchange {4}simulated, faults chaos.yaml, seed 5; latency 12 ms out, 12 ms back/m);
    expect(out).toMatch(/^struck {6}.*disconnect \d+/m);
    expect(out).toMatch(/^struck {6}.*halt 1/m);
    expect(out).toMatch(/^struck {6}.*stale-feed 1/m);
    expect(out).toMatch(/^derived {5}BTCUSDT has no instrument: tick /m);
    expect(readFileSync(join(cwd, /^report {6}(.*)$/m.exec(out)![1]!), "utf8")).toContain(
      "Faults that struck",
    );
    const once = await json(["--faults", "chaos.yaml"], cwd);
    const stored = JSON.parse(readFileSync(join(once.run.folder, "run.json"), "utf8"));
    expect(JSON.stringify(stored)).toContain('"seed":5');
    const rough = await json(["--faults", "rough"], cwd);
    expect((await bot4(["reproduce", rough.run.id], cwd)).code).toBe(exitCodes.ok);
    const other = await json(["--faults", "chaos.yaml", "--faults-seed", "6"], cwd);
    expect(other.exchange.seed).toBe(6);
    expect(other.run.id).not.toBe(once.run.id);
    expect(other.fills).not.toEqual(once.fills);
    // Bars of a feed that stood still were never seen.
    expect(once.ts.length).toBe(200 - 5 - 3);
  });

  test("of a calm exchange near to that of bars", async () => {
    const cwd = folder();
    const calm = await json(["--faults", "calm"], cwd);
    const bars = await json([], cwd);
    expect(calm.exchange.struck).toEqual({});
    expect(calm.exchange.unknownOrders).toEqual([]);
    const [mine, theirs] = [calm.equity.at(-1), bars.equity.at(-1)];
    expect(Math.abs(mine / theirs - 1)).toBeLessThan(0.02);
    expect(calm.trades.length).toBe(bars.trades.length);
  });

  test("lives on the trades of a tape, where one is given", async () => {
    const cwd = folder();
    const rough = await json(["--faults", "rough", "--trades", "tape.csv", "--latency-ms", "20"], cwd);
    expect(rough.exchange.latencyMs).toEqual({ out: 20, back: 20 });
    expect(rough.exchange.derived[0]).toContain("from the decimals of its trades");
    expect(rough.run.start).toBe(101);
  });

  test("refuses what it cannot be", async () => {
    const cwd = folder();
    const error = async (rest: readonly string[]) => (await run(rest, cwd)).err;
    expect(await error(["--faults", "wild"])).toContain("faults must be one of calm, rough, hell or a file");
    expect(await error(["--faults-seed", "3"])).toContain("--faults-seed needs --faults");
    expect(await error(["--faults", "calm", "--driver", "vector"])).toContain(
      "--faults needs --driver event; was vector",
    );
    expect(await error(["--faults", "calm", "--intrabar", "both"])).toContain("leave it out");
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });
});
