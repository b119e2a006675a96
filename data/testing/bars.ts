import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bars } from "../../engine/trade/bars.ts";
import { type Columns, sharedColumns } from "../columns.ts";

const hourMs = 3_600_000;

/** Clean hourly bars from a fixed rule, for tests: prices wander between 90 and 110 and each open is the close before. */
export function regularBars(rows: number, startMs = Date.UTC(2024, 0, 1), stepMs = hourMs): Bars {
  const columns: Columns = sharedColumns(rows);
  for (let i = 0; i < rows; i++) {
    const price = (k: number) => 100 + 8 * Math.sin(k / 40) + 2 * Math.sin(k / 3);
    columns.ts[i] = startMs + i * stepMs;
    columns.open[i] = price(i);
    columns.close[i] = price(i + 1);
    columns.high[i] = Math.max(price(i), price(i + 1)) + 0.25;
    columns.low[i] = Math.min(price(i), price(i + 1)) - 0.25;
    columns.volume[i] = 1000 + (i % 24) * 10;
  }
  return { symbol: "TEST", timeframeMs: stepMs, ...columns };
}

/** A new empty folder; the run of the tests removes it with all others. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "bot4-data-"));

/** Rows as CSV text under the usual header. */
export function csvOf(bars: Bars): string {
  const lines = ["timestamp,open,high,low,close,volume"];
  for (let i = 0; i < bars.ts.length; i++) {
    lines.push(
      [bars.ts[i], bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]].join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}
