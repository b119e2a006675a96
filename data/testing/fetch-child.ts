import { fetchBars } from "../fetch/fetch.ts";

// Downloads from a local server, in small steps, so that a test can kill it on the way.
const [baseUrl, catalog, fromMs] = process.argv.slice(2);
const [{ manifest, added }] = (await fetchBars({
  exchange: "binance",
  symbols: ["BTC/USDT"],
  timeframe: "1h",
  fromMs: Number(fromMs),
  catalog: catalog!,
  baseUrl,
  flushBars: 1000,
  onProgress: ({ bars }) => console.log(`at ${bars}`),
})) as [Awaited<ReturnType<typeof fetchBars>>[0]];
console.log(`done ${manifest.rows} ${added}`);
