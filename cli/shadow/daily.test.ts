import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hourMs } from "../../engine/run/live/testing/play.ts";
import { instrumentsOf } from "../../engine/run/live/tradable.ts";
import { foldSession } from "../../engine/run/paper/fold-session.ts";
import { openSimulated } from "../../engine/run/paper/open-simulated.ts";
import type { SessionFile } from "../../engine/run/paper/session-file.ts";
import { drawnCrossing } from "../../engine/run/paper/testing/crossing.ts";
import { createExchange } from "../../engine/venue/exchange/exchange.ts";
import { compareToShadow } from "../../research/paper/compare.ts";
import { type PeriodModel, periodModel } from "../../research/paper/period-model.ts";
import { rowsBefore } from "../paper/stored-bars.ts";
import { createDailyReports } from "./daily.ts";
import { foldOptionsOf, type StoredSession } from "./stored-session.ts";

const folder = mkdtempSync(join(tmpdir(), "bot4-daily-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dayMs = 24 * hourMs;
const days = 5;

test("the report of each day, written as it ends, is what the whole journal says of it", async () => {
  const { plan, settings, market } = drawnCrossing(3, 24 * days, {});
  const file = {
    run: "paper-1",
    strategy: "crossing",
    barsPerYear: 8_760,
    feed: "replay:x@max",
  } as SessionFile;
  const stored: StoredSession = { folder, file, plan, settings, history: rowsBefore(market, 0) };
  const history = rowsBefore(market, 0);
  const options = { ...foldOptionsOf(stored), history };
  const journal = join(folder, "journal");
  const venue = createExchange(instrumentsOf(plan, settings), { seed: 5 });
  const session = openSimulated({ ...options, folder: journal, identity: {}, venue, timerMs: hourMs / 2 });
  const reports = createDailyReports(stored);
  expect(await reports.write(0)).toBeUndefined();
  for (let t = 0; t < market.ts.length; t++) {
    for (const { symbol, open, high, low, close, volume } of market.bars) {
      const prices = { open: open[t]!, high: high[t]!, low: low[t]!, close: close[t]! };
      session.pass({ kind: "bar", ts: market.ts[t]! + hourMs, symbol, ...prices, volume: volume[t]! });
    }
    const closeMs = market.ts[t]! + hourMs;
    session.wait(closeMs);
    if (closeMs % dayMs !== 0) continue;
    session.flush();
    const page = await reports.write(closeMs - dayMs);
    expect(page).toBe(join(folder, "daily", `${new Date(closeMs - dayMs).toISOString().slice(0, 10)}.html`));
  }
  await session.close();
  const folded = foldSession(journal, options);
  const comparison = compareToShadow(folded, options);
  expect(folded.fills.length).toBeGreaterThan(5);
  const names = readdirSync(join(folder, "daily"));
  expect(names).toHaveLength(2 * days);
  let trades = 0;
  for (const [k, name] of names.filter((each) => each.endsWith(".json")).entries()) {
    const written = JSON.parse(readFileSync(join(folder, "daily", name), "utf8")) as PeriodModel;
    const now = periodModel(folded, comparison, file, { fromMs: k * dayMs, toMs: (k + 1) * dayMs })!;
    for (const field of ["equity", "shadowEquity", "fills", "trades", "events", "agreement"] as const)
      expect(written[field], `${name} ${field}`).toEqual(JSON.parse(JSON.stringify(now[field])));
    expect(written.difference, name).toBeCloseTo(now.difference, 9);
    expect(written.closes).toHaveLength(24);
    trades += written.trades.length;
  }
  expect(trades).toBe(folded.outcome.trades.filter(({ open }) => !open).length);
});
