import { existsSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { loadDataset } from "../load.ts";
import { newFolder, regularBars } from "../testing/bars.ts";
import { type BinanceServer, serveBinance } from "../testing/binance-server.ts";
import { startChild } from "../testing/child.ts";
import { type FetchOptions, fetchBars } from "./fetch.ts";

const hourMs = 3_600_000;
const bars = regularBars(5500);
/** In the middle of the last bar but 99. */
const nowMs = bars.ts[5400]! + hourMs / 2;
const servers: BinanceServer[] = [];

async function start() {
  const server = await serveBinance(bars, nowMs);
  servers.push(server);
  const options = (more: Partial<FetchOptions> = {}): FetchOptions => ({
    exchange: "binance",
    symbols: ["BTC/USDT"],
    timeframe: "1h",
    fromMs: bars.ts[0]!,
    catalog: newFolder(),
    baseUrl: server.url,
    pauseMs: 5,
    ...more,
  });
  return { server, options };
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const load = (catalog: string) => loadDataset("binance:BTCUSDT:1h", { catalog });

describe("a download", () => {
  test("stores every closed bar once and never the open one, and goes on from its end later", async () => {
    const { server, options } = await start();
    const wishes = options();
    const [first] = await fetchBars(wishes);
    expect(first).toMatchObject({
      added: 5400,
      manifest: { name: "binance:BTCUSDT:1h", market: "BTC/USDT" },
    });
    const { bars: stored } = await load(wishes.catalog);
    expect(stored.ts).toEqual(bars.ts.slice(0, 5400));
    expect(stored.close).toEqual(bars.close.slice(0, 5400));
    expect(stored.volume).toEqual(bars.volume.slice(0, 5400));
    expect(server.starts).toEqual([0, 1000, 2000, 3000, 4000, 5000].map((i) => bars.ts[i]!));

    server.nowMs += 30 * hourMs;
    const [second] = await fetchBars({ ...wishes, symbols: ["BTCUSDT"], fromMs: undefined });
    expect(second).toMatchObject({ added: 30, manifest: { rows: 5430 } });
    expect((await load(wishes.catalog)).bars.close).toEqual(bars.close.slice(0, 5430));
    expect((await fetchBars(wishes))[0]!.added).toBe(0);
  });

  test("begins where the market does, and may be asked for again from before", async () => {
    const { options } = await start();
    const wishes = options({ fromMs: bars.ts[0]! - 1000 * hourMs, toMs: bars.ts[10]! });
    expect((await fetchBars(wishes))[0]!.manifest.rows).toBe(10);
    expect((await fetchBars({ ...wishes, toMs: bars.ts[20]! }))[0]).toMatchObject({
      added: 10,
      manifest: { rows: 20 },
    });
    await expect(fetchBars({ ...wishes, fromMs: wishes.fromMs! - 1 })).rejects.toThrow(
      "fetch it anew with --replace",
    );
    const anew = await fetchBars({ ...wishes, fromMs: bars.ts[5]!, replace: true });
    expect(anew[0]).toMatchObject({ added: 5, manifest: { rows: 5 } });
  });

  test("outlives refusals for haste, faults of the server and broken connections", async () => {
    const { server, options } = await start();
    const told: string[] = [];
    const mishaps = [{ status: 429 }, { status: 503 }, "drop", { status: 418 }] as const;
    server.mishap = (path, count) => (path.endsWith("klines") ? mishaps[count - 4] : undefined);
    const wishes = options({ onRetry: (message) => told.push(message) });
    await fetchBars(wishes);
    expect((await load(wishes.catalog)).identity.rows).toBe(5400);
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told[0]).toMatch(/binance BTC\/USDT 1h from 2024-.*failed \(.*429.*\); attempt 2 of 8 in 0.005 s/);
  });

  test("gives up after a time-out and as many attempts as it was told, and keeps what it has", async () => {
    const { server, options } = await start();
    server.mishap = (path) => (path.endsWith("klines") && server.starts.length >= 2 ? "hang" : undefined);
    const wishes = options({ timeoutMs: 200, attemptsMax: 2, flushBars: 1 });
    await expect(fetchBars(wishes)).rejects.toThrow(/failed 2 times: .*; run it again to go on/);
    expect((await load(wishes.catalog)).identity.rows).toBe(2000);
    server.mishap = undefined;
    expect((await fetchBars(wishes))[0]).toMatchObject({ added: 3400, manifest: { rows: 5400 } });
  });

  test("becomes one file when it came in many pieces", async () => {
    const { server, options } = await start();
    server.nowMs = bars.ts[400]!;
    const wishes = options();
    for (let k = 0; k < 18; k++) {
      server.nowMs += hourMs;
      await fetchBars(wishes);
    }
    expect((await fetchBars(wishes))[0]!.manifest.parts.length).toBeLessThan(17);
    expect((await load(wishes.catalog)).bars.ts).toEqual(bars.ts.slice(0, 418));
  });
});

test("killed on the way again and again, a download loses no bar and doubles none", async () => {
  const { server, options } = await start();
  server.delayMs = 20;
  const { catalog } = options();
  const args = [server.url, catalog, String(bars.ts[0])];
  for (const words of ["at 1000", "at 2000", "at "]) {
    const child = startChild("fetch-child.ts", args);
    await child.said(words);
    child.kill("SIGKILL");
    expect((await child.ended).signal).toBe("SIGKILL");
  }
  const { stdout, stderr } = await startChild("fetch-child.ts", args).ended;
  expect(stdout, stderr).toMatch(/done 5400 \d+\n$/);
  expect(Number(/done 5400 (\d+)/.exec(stdout)![1])).toBeLessThan(5400);
  const { bars: stored } = await load(catalog);
  expect(stored.ts).toEqual(bars.ts.slice(0, 5400));
  expect(stored.open).toEqual(bars.open.slice(0, 5400));
}, 120_000);

describe("a wish that cannot be met", () => {
  test.each<[Partial<FetchOptions>, string]>([
    [{ exchange: "binanse" }, 'unknown exchange "binanse"; did you mean "binance"?'],
    [{ symbols: ["BTC/USD"] }, 'binance has no market "BTC/USD"; did you mean "BTC/USDT"?'],
    [{ timeframe: "7h" }, "binance offers no bars of 7h; it has 1s, 1m"],
    [{ fromMs: undefined }, "--from must say where the bars of BTC/USDT shall begin"],
    [{ fromMs: nowMs - 1 }, "binance gave no closed bars of BTC/USDT from 2024-"],
    [{ baseUrl: "localhost" }, '--base-url must be an http or https address; was "localhost"'],
  ])("%j: %s", async (wish, message) => {
    const { options } = await start();
    const wishes = options({ ...wish, catalog: `${newFolder()}/catalog` });
    await expect(fetchBars(wishes)).rejects.toThrow(message);
    expect(existsSync(wishes.catalog)).toBe(false);
  });
});
