import { describe, expect, test } from "vitest";
import type { PeriodModel } from "../../research/paper/period-model.ts";
import { causeNames } from "../sections/paper-causes.ts";
import { renderPeriod } from "./render-period.ts";

const hourMs = 3_600_000;
const hostile = `<img src=x onerror="alert(1)">`;
const none = Object.fromEntries(Object.keys(causeNames).map((cause) => [cause, 0])) as PeriodModel["amounts"];

const model = (more: Partial<PeriodModel> = {}): PeriodModel => ({
  schema: "bot4/paper-period@1",
  run: "paper-1-abc",
  strategy: hostile,
  symbols: ["BTCUSDT"],
  timeframeMs: hourMs,
  fromMs: 0,
  toMs: 24 * hourMs,
  closes: [hourMs, 2 * hourMs, 3 * hourMs],
  equity: [10_000, 10_020, 10_010],
  shadowEquity: [10_000, 10_030, 10_015],
  before: 10_000,
  shadowBefore: 10_000,
  fills: [],
  trades: [],
  orders: [
    {
      id: "a",
      request: {
        clientOrderId: "a",
        symbol: "BTCUSDT",
        side: "sell",
        kind: "stop",
        tif: "gtc",
        quantity: "0.5",
        trigger: "99.5",
        reduceOnly: true,
      },
      sentMs: hourMs,
      role: "protection",
      kind: "exit",
      decision: 0,
      status: "rejected",
      filled: 0,
      price: Number.NaN,
      reason: hostile,
      endedMs: hourMs + 5,
    },
  ],
  events: [
    { ts: hourMs, kind: "operator", name: "halt", detail: `ada: ${hostile}`, count: 1 },
    { ts: hourMs, kind: "verdict", name: "gross", detail: "", count: 2 },
    { ts: 2 * hourMs, kind: "verdict", name: "gross", detail: "", count: 3 },
  ],
  upMs: 12 * hourMs,
  wholeMs: 24 * hourMs,
  agreement: { decisions: 3, agreed: 2 },
  difference: -5,
  change: -5,
  amounts: { ...none, price: -6, fee: 1 },
  unexplained: 1e-13,
  lines: [
    {
      symbol: "BTCUSDT",
      side: "buy",
      role: "decision",
      decidedMs: hourMs,
      paper: 2,
      shadow: 1,
      detail: hostile,
      amounts: { ...none, price: -6, fee: 1 },
      total: -5,
    },
  ],
  ...more,
});

describe("the page of a paper session", () => {
  test("says what was done differently and why, and is made of nothing but itself", () => {
    const page = renderPeriod(model(), false);
    expect(page).toContain("Day of a paper session");
    expect(page).toContain("price −6.00, fees 1.00");
    expect(page).toContain("sell 0.5 stop at 99.5 reduce only");
    expect(page).toMatch(/gross<\/td><td class="number">5</);
    expect(page).toContain("50.00%");
    expect(page).not.toContain("<img");
    expect(page).not.toMatch(/NaN|undefined|Infinity|https?:\/\//);
    expect(renderPeriod(model(), false)).toBe(page);
  });

  test("of a period in which nothing happened says so", () => {
    const still = model({
      orders: [],
      events: [],
      lines: [],
      amounts: none,
      change: 0,
      difference: 0,
      wholeMs: 0,
      upMs: 0,
    });
    const page = renderPeriod(still, true);
    for (const text of [
      "Paper session",
      "No orders.",
      "Nothing differs.",
      "No rule cut or refused an order.",
      "No breaker opened",
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/NaN|undefined/);
  });

  test("of thousands of rows shows some and says how many there are", () => {
    const [line] = model().lines;
    const [order] = model().orders;
    const [event] = model().events;
    const many = <T>(item: T): T[] => Array.from({ length: 1_234 }, () => item);
    const page = renderPeriod(
      model({ lines: many(line!), orders: many(order!), events: many(event!) }),
      true,
    );
    expect(page).toContain("The 200 largest of 1,234.");
    expect(page.match(/The last 300 of 1,234\./g)).toHaveLength(2);
  });
});
