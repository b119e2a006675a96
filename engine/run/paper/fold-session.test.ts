import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plan, strategy } from "../../graph/strategy.ts";
import { clamp } from "../../ops/clamp.ts";
import { sub } from "../../ops/sub.ts";
import type { FeedEvent } from "../../ports.ts";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { createExchange } from "../../venue/exchange/exchange.ts";
import { parseFaults } from "../../venue/faults/parse-faults.ts";
import { createDialogue, passEvent } from "../live/dialogue.ts";
import { runFeed } from "../live/run-feed.ts";
import { biting, caseOf, drawn, hourMs, paced, tradesOf, venueFor } from "../live/testing/play.ts";
import { createTrader, type TraderInput } from "../live/trader.ts";
import { parseSettings } from "../settings.ts";
import { createFold, foldedOf, foldSession } from "./fold-session.ts";
import { createInputLog } from "./input-log.ts";
import { openSession } from "./open-session.ts";
import { createUptime, hearFeed } from "./uptime.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-fold-"));

describe("a session that is read out of its journal", () => {
  test("is the session that was traded, in every bar, order and fill", () => {
    let fills = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const made = drawn(caseOf(seed, []), { funding: true, ...(seed % 4 === 0 && { limits: biting }) });
      const options = {
        run: "fold",
        plan: made.plan,
        settings: made.settings,
        barsPerYear: 8_760,
        manager: paced.manager,
      };
      const records: { readonly kind: string; readonly data: unknown }[] = [];
      const log = createInputLog((kind, data) => records.push({ kind, data: structuredClone(data) }));
      const feed = withFunding([...tradesOf(made.market, seed)], made.market.symbols);
      const live = runFeed({
        ...options,
        feed,
        venue: venueFor(made, { latencyMs: seed % 2 === 0 ? 600_000 : 0 }),
        timerMs: paced.timerMs,
        note: log.note,
      });
      log.flush();
      const fold = createFold(options);
      for (const [k, record] of records.entries()) fold.take({ sequence: k + 1, ...record });
      const folded = foldedOf(fold, options);
      expect(folded.outcome, `seed ${seed}`).toEqual(live.outcome);
      expect(
        folded.fills.map(({ index, price, quantity, fee }) => ({ index, price, quantity, fee })),
      ).toEqual(
        live.outcome.fills.map(({ index, price, quantity, fee }) => ({ index, price, quantity, fee })),
      );
      // What has filled by their orders is what has filled.
      const filled = folded.orders.reduce((sum, order) => sum + order.filled, 0);
      expect(filled).toBeCloseTo(
        live.outcome.fills.reduce((sum, { quantity }) => sum + quantity, 0),
        6,
      );
      for (const { status, endedMs } of folded.orders) {
        const final = ["filled", "cancelled", "rejected", "expired"].includes(status);
        expect(Number.isNaN(endedMs), `seed ${seed} ${status}`).toBe(!final);
      }
      const verdicts = folded.events.filter(({ kind }) => kind === "verdict");
      const counted: Record<string, number> = {};
      for (const { name, count } of verdicts) counted[name] = (counted[name] ?? 0) + count;
      expect(counted, `seed ${seed}`).toEqual(live.outcome.verdicts);
      fills += folded.fills.length;
    }
    expect(fills).toBeGreaterThan(20);
  });

  test("has the volumes of its bars, and of those that it was told late knows that nothing was decided", () => {
    const made = drawn(caseOf(3, []), {});
    const [symbol] = made.market.symbols;
    const bar = (k: number, more: object = {}): FeedEvent => ({
      kind: "bar",
      ts: (k + 1) * hourMs,
      symbol: symbol!,
      open: 100,
      high: 102,
      low: 99,
      close: 101,
      volume: 10 + k,
      ...more,
    });
    const options = {
      run: "f",
      plan: made.plan,
      settings: made.settings,
      barsPerYear: 8_760,
      bars: "feed",
    } as const;
    const fold = createFold(options);
    const inputs: TraderInput[] = [bar(0), bar(1, { past: true }), bar(2), { kind: "timer", ts: 3 * hourMs }];
    for (const [k, data] of inputs.entries()) fold.take({ sequence: k + 1, kind: "input", data });
    const { rows, market, uptime, counts } = foldedOf(fold, options);
    expect([...market.bars[0]!.volume]).toEqual([10, 11, 12]);
    expect(rows.past).toEqual([false, true, false]);
    expect(rows.targets[0]![1]).toBeNaN();
    // The bar that came late does not count as heard of: of two hours one and ten seconds do.
    expect(uptime.upMs).toBe(hourMs + 10_000);
    expect(counts).toMatchObject({ inputs: 4, marketEvents: 3, messages: 0 });
  });

  test("says once for how long its feed stood still, and who stepped in", () => {
    const made = drawn(caseOf(3, []), {});
    const [symbol] = made.market.symbols;
    const trade = (ts: number): FeedEvent => ({
      kind: "trade",
      ts,
      symbol: symbol!,
      price: 100,
      quantity: 1,
    });
    const options = { run: "f", plan: made.plan, settings: made.settings, barsPerYear: 8_760 };
    const fold = createFold(options);
    const told: readonly (readonly [kind: string, data: unknown])[] = [
      ["input", trade(1_000)],
      ["unseen", trade(2_000)],
      ["timers", [3_000, 1_000, 2]],
      ["unseen", trade(4_500)],
      ["input", { kind: "operator", ts: 5_000, action: "halt", operator: "ada", reason: "to see" }],
      ["input", trade(6_000)],
    ];
    for (const [k, [kind, data]] of told.entries()) fold.take({ sequence: k + 1, kind, data });
    expect(foldedOf(fold, options).events).toEqual([
      { ts: 5_000, kind: "operator", name: "halt", detail: "ada: to see", count: 1 },
      { ts: 5_000, kind: "standing", name: "halted", detail: "operator-halt", count: 1 },
      { ts: 5_000, kind: "verdict", name: "operator-halt", detail: "", count: 1 },
      { ts: 6_000, kind: "feed", name: "stale", detail: "since 1970-01-01T00:00:02.000Z", count: 2 },
    ]);
  });

  test("has the fills that nobody reported, by the orders that they are of", () => {
    const terms = {
      kind: "perpetual",
      base: "X",
      quote: "USD",
      tick: "0.01",
      lot: "1",
      margin: { initial: 0.001 },
    };
    const exchange = createExchange([parseInstrument({ symbol: "X", ...terms })], {
      balances: { USD: 100_000 },
      depth: { jitter: 0 },
      faults: parseFaults({ mode: "calm", rates: { "drop-reply": 1 }, seed: 2 }),
    });
    const sized = strategy({
      name: "sized",
      decide: ({ close }) => ({ target: clamp({ x: sub(close, 100), low: 0, high: 1 }) }),
    });
    const options = {
      run: "unheard",
      plan: plan(sized, { symbols: ["X"], timeframeMs: hourMs }),
      settings: parseSettings({
        cash: 100_000,
        size: { by: "quantity", amount: 10 },
        instruments: { X: terms },
      }),
      barsPerYear: 8_760,
      bars: "feed",
      reviewMs: Number.POSITIVE_INFINITY,
    } as const;
    const fold = createFold(options);
    let sequence = 0;
    const note = (data: TraderInput) =>
      fold.take({ sequence: ++sequence, kind: "input", data: structuredClone(data) });
    const trader = createTrader({ ...options, venue: exchange, note });
    const dialogue = createDialogue(trader, exchange, 600_000, hourMs);
    for (let k = 1; k <= 12; k++) {
      const price = k < 7 ? 101 : 99;
      const bar = { open: price, high: price, low: price, close: price, volume: 1e6 };
      passEvent(dialogue, { kind: "bar", ts: k * hourMs, symbol: "X", ...bar });
    }
    const folded = foldedOf(fold, options);
    // The fold is told of each input before the trader is: of the last, too.
    expect(trader.session.fills.length).toBeGreaterThan(1);
    expect(folded.fills.map(({ side, quantity }) => [side, quantity])).toEqual(
      trader.session.fills.map(({ side, quantity }) => [side, quantity]),
    );
    for (const { orderId, quantity } of folded.fills) {
      const order = folded.orders.find(({ id }) => id === orderId)!;
      expect([order.role, order.filled]).toEqual(["decision", expect.any(Number)]);
      expect(order.filled).toBeGreaterThanOrEqual(quantity);
    }
  });

  test("is read from the files up to a time", async () => {
    const made = drawn(caseOf(5, []), {});
    const options = { run: "f", plan: made.plan, settings: made.settings, barsPerYear: 8_760 };
    const session = openSession({ ...options, folder: root, identity: {}, venue: { send: () => {} } });
    const events = [...tradesOf(made.market, 5)];
    for (const event of events) session.trader.take(event);
    session.flush();
    await session.journal.close();
    const all = foldSession(root, options);
    const part = foldSession(root, options, events[200]!.ts);
    expect(part.lastMs).toBe(events[200]!.ts);
    expect(part.rows.ts).toEqual(all.rows.ts.slice(0, part.rows.ts.length));
    expect(part.rows.ts.length).toBeLessThan(all.rows.ts.length);
    expect(all.end.last).toBe(all.sequence + 1);
  });
});

test("a silence counts as uptime for as long as one event is good, and for its own days", () => {
  const minute = 60_000;
  const uptime = createUptime(minute);
  const midnight = 86_400_000;
  for (const ts of [
    midnight - 3 * minute,
    midnight - 2 * minute,
    midnight + 10 * minute,
    midnight + 10 * minute,
  ])
    hearFeed(uptime, ts);
  expect(uptime).toMatchObject({
    fromMs: midnight - 3 * minute,
    toMs: midnight + 10 * minute,
    upMs: 2 * minute + 10_000,
  });
  hearFeed(uptime, midnight + 11 * minute);
  expect([...uptime.days]).toEqual([
    [0, 2 * minute + 10_000],
    [1, minute],
  ]);
  const late = createUptime(minute);
  for (const ts of [midnight - 30_000, midnight + 30_000]) hearFeed(late, ts);
  expect([...late.days]).toEqual([
    [0, 30_000],
    [1, 30_000],
  ]);
});

/** A feed with funding at every eighth hour. */
function withFunding(events: readonly FeedEvent[], symbols: readonly string[]): FeedEvent[] {
  const end = events.at(-1)?.ts ?? 0;
  const funding: FeedEvent[] = [];
  for (let ts = 8 * hourMs; ts < end; ts += 8 * hourMs) {
    for (const symbol of symbols) funding.push({ kind: "funding", ts, symbol, rate: 0.0005 });
  }
  return [...funding, ...events].sort((a, b) => a.ts - b.ts);
}
