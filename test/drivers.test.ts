import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadDataset } from "../data/load.ts";
import { backtest } from "../research/backtest.ts";
import { strategies } from "../strategies/index.ts";

const shared = process.env.BOT4_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url));
const bars = (name: string) => join(shared, "data", "bars", name);
const skip = !existsSync(bars("btcusdt-binance-1h.parquet")) && process.env.CI !== "true";
const why = skip ? " (skipped: no ../shared/data)" : "";

const load = (name: string) => loadDataset(bars(name), { allow: ["gaps"] });

describe.skipIf(skip)(`both drivers on real prices${why}`, () => {
  const one = ["sma-cross", "ema-trend", "rsi-reversion", "donchian"];
  it.each(one)("agree on %s over eight years of BTC hours", async (name) => {
    const datasets = [await load("btcusdt-binance-1h-2017_2024.parquet")];
    const { outcome } = backtest({ strategy: strategies[name]!, datasets, driver: "both" });
    expect(outcome.ts.length).toBeGreaterThan(58_000);
    expect(outcome.trades.length).toBeGreaterThan(100);
  });

  const several = ["dual-momentum", "bollinger-breakout", "vol-target-trend", "ema-trend"];
  it.each(several)(
    "agree on %s over five symbols that share their cash, under careful limits",
    async (name) => {
      const symbols = ["btcusdt", "ethusdt", "solusdt", "xrpusdt", "bnbusdt"];
      const datasets = await Promise.all(symbols.map((symbol) => load(`${symbol}-binance-1h.parquet`)));
      const settings = { size: { by: "equity", amount: 0.2 }, limits: "careful" } as const;
      const { outcome } = backtest({ strategy: strategies[name]!, datasets, driver: "both", settings });
      expect(outcome.symbols.length).toBe(5);
      expect(Object.keys(outcome.verdicts).length).toBeGreaterThan(0);
    },
  );
});
