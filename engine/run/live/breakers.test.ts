import { describe, expect, test } from "vitest";
import type { BreakerLimits } from "../../risk/limits.ts";
import { instrument, minuteMs, type Stage, stage } from "./testing/stage.ts";

const board = (breakers: Partial<BreakerLimits>) =>
  stage(
    {},
    {
      size: { by: "quantity", amount: 8 },
      instruments: { X: { ...instrument, tick: "0.125" } },
      limits: { breakers: { window: 2, cooldownMs: 5 * minuteMs, ...breakers } },
    },
  );
/** The price at which so many units are wanted. */
const at = (units: number): number => 100 + units / 8;
const count = ({ orders }: Stage): number => orders().length;
const blocked = ({ trader }: Stage): number => trader.session.verdicts.breaker ?? 0;
const stateOf = ({ trader }: Stage): string[] => trader.desk.board.breakers.map(({ state }) => state);

/** Four long, in the clear: what is blocked later is what adds. */
function holding(breakers: Partial<BreakerLimits>): Stage {
  const s = board(breakers);
  s.bar(at(4));
  s.fill(4, at(4));
  expect(s.held()).toBe(4);
  return s;
}

/** How each breaker is set off, by what the venue or the market does while four are held. */
const offences: readonly (readonly [
  what: string,
  limits: Partial<BreakerLimits>,
  offend: (s: Stage) => void,
])[] = [
  [
    "orders that the venue rejects",
    { rejectRate: 0.4 },
    (s) => {
      s.bar(at(5));
      s.say({ kind: "reject", reason: "no" });
    },
  ],
  [
    "an answer that takes too long",
    { latencyMs: 500 },
    (s) => {
      s.bar(at(5));
      s.wait(600);
      s.fill(1, at(5));
    },
  ],
  [
    "an order whose fate is not known",
    { errorRate: 0.4 },
    (s) => {
      s.bar(at(5));
      s.wait(100_000);
      s.fill(1, at(5));
    },
  ],
  [
    "a fill far from where it was sent",
    { slippageBps: 50 },
    (s) => {
      s.bar(at(5));
      s.fill(1, at(5) + 1);
    },
  ],
  ["a jump of the price", { jump: 0.05 }, (s) => s.price(107)],
  ["data that has stopped", { staleMs: 90_000 }, (s) => s.wait(100_000)],
];

describe("a breaker that is set off by", () => {
  test.each(offences)(
    "%s holds back what adds, lets pass what reduces, and is closed by a probe",
    (_, limits, offend) => {
      const s = holding(limits);
      offend(s);
      expect(stateOf(s)).toEqual(["open"]);
      const held = s.held();
      const before = count(s);
      s.bar(at(8));
      expect([count(s), blocked(s)], "what adds").toEqual([before, 1]);
      s.bar(at(1));
      expect(s.orders().at(-1), "what reduces").toBe(`sell market ${held - 1} reduce-only`);
      s.fill(held - 1, at(1));
      for (let k = 0; k < 5; k++) s.bar(at(1));
      expect(blocked(s), "nothing more was wanted").toBe(1);
      s.bar(at(2));
      expect(stateOf(s), "a probe is out").toEqual(["half-open"]);
      expect(s.orders().at(-1)).toBe("buy market 1");
      s.fill(1, at(2));
      expect(stateOf(s)).toEqual(["closed"]);
      s.bar(at(3));
      expect(s.orders().at(-1)).toBe("buy market 1");
      expect(s.orders()).toHaveLength(before + 3);
    },
  );

  test("rejections opens again where its probe is rejected, and lets nothing else go meanwhile", () => {
    const s = holding({ rejectRate: 0.4 });
    offences[0]![2](s);
    for (let k = 0; k < 6; k++) s.bar(at(6));
    const before = count(s);
    s.bar(at(7));
    expect(count(s)).toBe(before + 1);
    s.bar(at(8));
    // The probe is asked back by the new decision, and that waits for its fate.
    expect(count(s)).toBe(before + 1);
    s.say({ kind: "reject", reason: "no" });
    expect(stateOf(s)).toEqual(["open"]);
    // What waited for that was held back, as was what came first.
    expect([count(s), blocked(s)]).toEqual([before + 1, 2]);
  });

  test("its own silence is closed by a probe that fills, though the acknowledgement was lost", () => {
    const s = holding({ latencyMs: 500 });
    offences[1]![2](s);
    for (let k = 0; k < 6; k++) s.bar(at(5));
    s.bar(at(6));
    expect(stateOf(s)).toEqual(["half-open"]);
    s.say({ kind: "fill", fillId: "only", lots: 1, price: at(6), liquidity: "taker", ts: 0 });
    expect(stateOf(s)).toEqual(["closed"]);
  });
});

test("what would turn a position around only leaves it while a breaker is open", () => {
  const s = holding({ jump: 0.001 });
  s.price(at(-4));
  expect(stateOf(s)).toEqual(["open"]);
  s.bar(at(-4));
  expect(s.orders().at(-1)).toBe("sell market 4 reduce-only");
  expect(blocked(s)).toBe(1);
  s.fill(4, at(-4));
  expect(s.held()).toBe(0);
});
