import { mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caseOf, drawn, hourMs, type Played } from "../../engine/run/live/testing/play.ts";
import { instrumentsOf } from "../../engine/run/live/tradable.ts";
import { foldSession } from "../../engine/run/paper/fold-session.ts";
import { openSimulated } from "../../engine/run/paper/open-simulated.ts";
import { rowsBefore } from "../../engine/run/paper/rows-before.ts";
import type { SessionFile } from "../../engine/run/paper/session-file.ts";
import { drawnCrossing } from "../../engine/run/paper/testing/crossing.ts";
import { createExchange } from "../../engine/venue/exchange/exchange.ts";
import { compareToShadow } from "../../research/paper/compare.ts";
import { type PeriodModel, periodModel } from "../../research/paper/period-model.ts";
import { createDailyReports } from "./daily.ts";
import { foldOptionsOf, type StoredSession } from "./stored-session.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-daily-"));

const dayMs = 24 * hourMs;
const days = 5;

const storedOf = (folder: string, { plan, settings, market }: Played): StoredSession => ({
  folder,
  file: { run: "paper-1", strategy: "drawn", barsPerYear: 8_760, feed: "replay:x@max" } as SessionFile,
  plan,
  settings,
  history: rowsBefore(market, 0),
});

/** Plays a market to a session; `dayOver` is called at each midnight, with all of its day in the journal where that is wished. */
async function play(
  stored: StoredSession,
  market: Played["market"],
  flushes: boolean,
  dayOver: (fromMs: number) => Promise<void>,
): Promise<void> {
  const { plan, settings, folder } = stored;
  const venue = createExchange(instrumentsOf(plan, settings), { seed: 5 });
  const journal = join(folder, "journal");
  const session = openSimulated({
    ...foldOptionsOf(stored),
    folder: journal,
    identity: {},
    venue,
    timerMs: hourMs / 2,
  });
  for (let t = 0; t < market.ts.length; t++) {
    const closeMs = market.ts[t]! + hourMs;
    for (const { symbol, open, high, low, close, volume } of market.bars) {
      const prices = { open: open[t]!, high: high[t]!, low: low[t]!, close: close[t]! };
      if (prices.close === prices.close)
        session.pass({ kind: "bar", ts: closeMs, symbol, ...prices, volume: volume[t]! });
    }
    session.wait(closeMs);
    if (closeMs % dayMs !== 0) continue;
    if (flushes) session.flush();
    await dayOver(closeMs - dayMs);
  }
  await session.close();
}

const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

test("the report of each day, written as it ends, is what the whole journal says of it", async () => {
  const made = drawnCrossing(3, 24 * days, {});
  const folder = join(root, "whole");
  const stored = storedOf(folder, made);
  const options = foldOptionsOf(stored);
  const reports = createDailyReports(stored);
  await play(stored, made.market, true, async (fromMs) => {
    const name = new Date(fromMs).toISOString().slice(0, 10);
    expect(await reports.write({ fromMs, toMs: fromMs + dayMs })).toEqual([
      join(folder, "daily", `${name}.html`),
    ]);
  });
  const folded = foldSession(join(folder, "journal"), options);
  const comparison = compareToShadow(folded, options);
  expect(folded.fills.length).toBeGreaterThan(5);
  const names = readdirSync(join(folder, "daily"));
  expect(names).toHaveLength(2 * days);
  let trades = 0;
  for (const [k, name] of names.filter((each) => each.endsWith(".json")).entries()) {
    const written = JSON.parse(readFileSync(join(folder, "daily", name), "utf8")) as PeriodModel;
    const now = periodModel(folded, comparison, stored.file, { fromMs: k * dayMs, toMs: (k + 1) * dayMs })!;
    for (const field of ["equity", "shadowEquity", "fills", "trades", "events", "agreement"] as const)
      expect(written[field], `${name} ${field}`).toEqual(JSON.parse(JSON.stringify(now[field])));
    expect(written.difference, name).toBeCloseTo(now.difference, 9);
    expect(written.closes).toHaveLength(24);
    trades += written.trades.length;
  }
  expect(trades).toBe(folded.outcome.trades.filter(({ open }) => !open).length);
});

describe("a day's report is the same alone, as the day ends, and among others, long after", () => {
  const played: readonly (readonly [string, Played])[] = [
    ["market orders and protection", drawnCrossing(3, 24 * days, {})],
    ...[1, 2, 3, 4].map(
      (seed) => [`drawn ${seed}`, { ...drawn({ ...caseOf(seed, []), bars: 24 * days }, {}) }] as const,
    ),
  ];
  test.each(played)("%s", async (name, made) => {
    const stored = storedOf(join(root, name), made);
    const reports = createDailyReports(stored);
    expect(await reports.write({ fromMs: 0, toMs: dayMs })).toEqual([]);
    await play(stored, made.market, true, async (fromMs) => {
      await reports.write({ fromMs, toMs: fromMs + dayMs });
    });
    const alone = filesIn(join(stored.folder, "daily"));
    expect(Object.keys(alone).length).toBeGreaterThan(2);
    const daily = join(stored.folder, "daily");
    renameSync(daily, join(stored.folder, "alone"));
    const from = Math.floor(made.market.ts[0]! / dayMs) * dayMs;
    const all = { fromMs: from, toMs: from + (days + 2) * dayMs };
    const pages = await createDailyReports(stored).write(all);
    expect(2 * pages.length).toBeGreaterThanOrEqual(Object.keys(alone).length);
    const together = filesIn(daily);
    for (const [file, text] of Object.entries(alone)) expect(together[file], file).toBe(text);
    // And of one day again, of which the journal has told more than it knew.
    renameSync(daily, join(stored.folder, "together"));
    const again = createDailyReports(stored);
    await again.write({ fromMs: from + 2 * dayMs, toMs: from + 3 * dayMs });
    await again.write({ fromMs: from + dayMs, toMs: from + 2 * dayMs });
    for (const [file, text] of Object.entries(filesIn(daily))) expect(together[file], file).toBe(text);
  });
});

test("days of which a record of timers holds two are told apart", async () => {
  const made = drawnCrossing(3, 24 * days, {});
  const [flushed, held] = ["flushed", "held"].map((name) => storedOf(join(root, name), made));
  for (const stored of [flushed!, held!]) {
    await play(stored, made.market, stored === flushed, async () => {});
    await createDailyReports(stored).write({ fromMs: 0, toMs: days * dayMs });
  }
  expect(filesIn(join(held!.folder, "daily"))).toEqual(filesIn(join(flushed!.folder, "daily")));
});
