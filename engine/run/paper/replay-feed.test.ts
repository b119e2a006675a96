import { expect, test } from "vitest";
import { plan, strategy } from "../../graph/strategy.ts";
import { gt } from "../../ops/gt.ts";
import { createExchange } from "../../venue/exchange/exchange.ts";
import { usualLatency } from "../../venue/latency/latency.ts";
import { runFeed } from "../live/run-feed.ts";
import { instrumentsOf } from "../live/tradable.ts";
import { alignBars } from "../market.ts";
import { parseSettings } from "../settings.ts";
import { barsFrom, dayMs, type Row } from "../testing/scenario.ts";
import { runVector } from "../vector.ts";
import { replayFeed } from "./replay-feed.ts";

const flat = (price: number): Row => [price, price + 0.5, price - 0.5, price];

test("opens come before what they are the opens of, closes behind; a symbol without a next bar has closed", () => {
  const market = alignBars([
    barsFrom("A", [flat(1), flat(2), undefined, flat(4)]),
    barsFrom("B", [flat(5), flat(6), flat(7), flat(8)]),
  ]);
  const told = [...replayFeed(market, 1)].map((event) => {
    const at = event.ts / dayMs;
    if (event.kind === "trade") return `${event.symbol} opens at ${event.price}, ${at}`;
    if (event.kind === "status") return `${event.symbol} ${event.status}, ${at}`;
    return event.kind === "bar" ? `${event.symbol} closes at ${event.close}, ${at}` : event.kind;
  });
  expect(told).toEqual([
    ...["A opens at 2, 1", "B opens at 6, 1"],
    ...["A closes at 2, 2", "A closed, 2", "B closes at 6, 2"],
    ...["B opens at 7, 2", "B closes at 7, 3"],
    ...["A opens at 4, 3", "A trading, 3", "B opens at 8, 3", "A closes at 4, 4", "B closes at 8, 4"],
  ]);
});

test("what is decided at a close fills at the next open, a night or a weekend later", () => {
  const above = strategy({ name: "above", decide: ({ close }) => ({ target: gt(close, 105) }) });
  // It rises to 106 on a Friday, gaps to 120 over the weekend, falls to 100, and gaps to 90 over night.
  const rows = [
    flat(100),
    [100, 107, 99, 106],
    undefined,
    undefined,
    [120, 121, 99, 100],
    [90, 91, 89, 90],
    flat(90),
  ];
  const market = alignBars([barsFrom("X", rows as Row[])]);
  const bound = plan(above, { symbols: ["X"], timeframeMs: dayMs });
  const settings = parseSettings({
    cash: 10_000,
    size: { by: "quantity", amount: 10 },
    fees: { taker: 0, maker: 0, fixed: 0 },
    limits: { account: { grossMax: 10 } },
    instruments: { X: { kind: "spot", base: "X", quote: "USD", tick: "0.01", lot: "0.001" } },
  });
  const venue = createExchange(instrumentsOf(bound, settings), {
    latency: usualLatency,
    depth: { touchNotional: 1e9, jitter: 0 },
  });
  const feed = replayFeed(market, 0);
  const { outcome } = runFeed({
    ...{ run: "replay", plan: bound, settings, barsPerYear: 252, feed, venue },
    bars: "feed",
    timerMs: 3_600_000,
  });
  const shadow = runVector(bound, market, settings, 252);
  expect(outcome.fills).toHaveLength(shadow.fills.length);
  expect(shadow.fills.map(({ price }) => price)).toEqual([120, 90]);
  for (const [k, { ts, side, price, quantity }] of outcome.fills.entries()) {
    const same = shadow.fills[k]!;
    expect([ts, side, quantity]).toEqual([same.ts, same.side, same.quantity]);
    // Half a basis point of spread, and a tick.
    expect(Math.abs(price / same.price - 1)).toBeLessThan(2e-4);
  }
});
