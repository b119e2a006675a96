import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import type { Bars } from "../../engine/trade/bars.ts";

/** Folder of the reference results: `BOT4_ORACLES`, or `../shared/oracles` beside the project. */
export const oracleFolder =
  process.env.BOT4_ORACLES ?? fileURLToPath(new URL("../../../shared/oracles", import.meta.url));

export const backtestFolder = join(oracleFolder, "backtests");
export const hasOracles = existsSync(backtestFolder);

/** Every file of the folder, parsed; JSON numbers are doubles printed in full. */
export function oracleFiles(): { file: string; content: Record<string, unknown> }[] {
  return readdirSync(backtestFolder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({ file, content: JSON.parse(readFileSync(join(backtestFolder, file), "utf8")) }));
}

/** A market of one symbol from the CSV file that a case names. `closeOnly` makes every price of a bar its close. */
export function oracleMarket(path: string, closeOnly = false): MarketData {
  const text = readFileSync(join(oracleFolder, "data", basename(path)), "utf8").trim();
  const [header, ...rows] = text.split("\n").map((line) => line.split(","));
  const column = (name: string) => {
    const at = header!.findIndex((h) => h.toLowerCase() === name);
    return Float64Array.from(rows, (row) => Number(row[at]));
  };
  const close = column("close");
  const bars: Bars = {
    symbol: basename(path, ".csv"),
    timeframeMs: 86_400_000,
    // Cases count in bars; only the order of times matters here.
    ts: Float64Array.from(rows, (_, i) => i * 86_400_000),
    open: closeOnly ? close : column("open"),
    high: closeOnly ? close : column("high"),
    low: closeOnly ? close : column("low"),
    close,
    volume: column("volume"),
  };
  return alignBars([bars]);
}
