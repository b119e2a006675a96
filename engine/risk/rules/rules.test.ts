import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import type { LimitsInput, StatisticalLimits } from "../limits.ts";
import { countOrder, review } from "../review.ts";
import type { Risk, RiskRequest } from "../risk.ts";
import { transition } from "../standing.ts";
import {
  column,
  drawCloses,
  mean,
  naiveCorrelation,
  naiveCovariance,
  naiveForm,
  naiveTail,
  orderOf,
  returnsOf,
  riskOf,
  show,
} from "../testing/account.ts";
import { rules } from "./table.ts";

/** One rule, alone: an order, what the rule measures of it, and the limit as a number that can be moved. */
interface Case {
  readonly rule: string;
  readonly limits: (limit: number) => LimitsInput;
  /** What the order comes to, computed from the order by hand; the limit is set at, below and above it. */
  readonly value: number;
  readonly order: Partial<RiskRequest>;
  readonly symbols?: number;
  /** Notionals of all symbols. */
  readonly held?: readonly number[];
  /** History shown to the limits. */
  readonly closes?: readonly (readonly number[])[];
  /** What passes just below the limit: cut by a part in 10^6 at most, or nothing. */
  readonly below: "cut" | "refused";
}

const wide = { grossMax: 100 };
const closes = drawCloses(seeded(5), 3, 61);
const rows = returnsOf(closes);
const window = { window: 60 };
/** 600 of the first symbol is wanted, beside 400 of the second and -300 of the third. */
const held = [0, 400, -300];
const notionals = [600, 400, -300];
const six = { wanted: 6, others: 700 };
const covarianceOf = (i: number, j: number) => naiveCovariance(column(rows, i), column(rows, j));
const correlationOf = (i: number, j: number) => naiveCorrelation(column(rows, i), column(rows, j));
const tail = naiveTail(rows, notionals, 0.95);
const drift = column(rows, 0);
const side = Math.sign(mean(drift));
const best = Math.abs(mean(drift)) / naiveCovariance(drift, drift);

const cases: readonly Case[] = [
  {
    rule: "collar",
    limits: (collar) => ({ order: { collar } }),
    value: 103 / 100 - 1,
    order: { wanted: 1, price: 103 },
    below: "refused",
  },
  {
    rule: "order-quantity",
    limits: (quantityMax) => ({ order: { quantityMax } }),
    value: 7,
    order: { wanted: 7 },
    below: "cut",
  },
  {
    rule: "order-notional",
    limits: (notionalMax) => ({ order: { notionalMax } }),
    value: 700,
    order: { wanted: 7 },
    below: "cut",
  },
  {
    rule: "position-notional",
    limits: (notionalMax) => ({ position: { notionalMax } }),
    value: 700,
    order: { wanted: 4, quantity: 3 },
    below: "cut",
  },
  {
    rule: "position-notional",
    limits: (notionalMax) => ({ position: { notionalMax: 1, symbols: { S0: { notionalMax } } } }),
    value: 700,
    order: { wanted: -4, quantity: -3 },
    below: "cut",
  },
  {
    rule: "concentration",
    limits: (fractionMax) => ({ position: { fractionMax } }),
    value: 0.7,
    order: { wanted: 4, quantity: 3 },
    below: "cut",
  },
  {
    rule: "concentration",
    limits: (fractionMax) => ({ position: { symbols: { S0: { fractionMax } } } }),
    value: 0.7,
    order: { wanted: -4, quantity: -3 },
    below: "cut",
  },
  {
    rule: "sector",
    limits: (sectorMax) => ({
      position: { sectorMax, sectors: { S0: "coins", S1: "metals", S2: "coins" } },
      account: wide,
    }),
    value: 0.9,
    order: six,
    symbols: 3,
    held,
    below: "cut",
  },
  {
    rule: "leverage",
    limits: (grossMax) => ({ account: { grossMax } }),
    value: 1.3,
    order: six,
    symbols: 3,
    held,
    below: "cut",
  },
  {
    rule: "net",
    limits: (netMax) => ({ account: { ...wide, netMax } }),
    value: 0.7,
    order: six,
    symbols: 3,
    held,
    below: "cut",
  },
  {
    rule: "net",
    limits: (netMax) => ({ account: { ...wide, netMax } }),
    value: 0.5,
    order: { wanted: -6, others: 700 },
    symbols: 3,
    held,
    below: "cut",
  },
  {
    rule: "margin",
    // At 1.4 times, 1300 of notional tie up 1300 / 1.4 of 1000.
    limits: (tied) => ({ account: { grossMax: 1.4, marginHeadroom: 1 - tied } }),
    value: 1.3 / 1.4,
    order: six,
    symbols: 3,
    held,
    below: "cut",
  },
  {
    rule: "kelly",
    limits: (kellyFraction) => ({ account: wide, statistical: { ...window, kellyFraction } }),
    value: 0.6 / best,
    order: { wanted: 6 * side },
    symbols: 3,
    closes,
    below: "cut",
  },
  {
    rule: "correlation",
    limits: (correlatedMax) => ({ account: wide, statistical: { ...window, correlatedMax } }),
    value: Math.sqrt(naiveForm(notionals, correlationOf)) / 1000,
    order: six,
    symbols: 3,
    held,
    closes,
    below: "cut",
  },
  {
    rule: "volatility",
    limits: (volatilityTarget) => ({ account: wide, statistical: { ...window, volatilityTarget } }),
    value: (Math.sqrt(naiveForm(notionals, covarianceOf)) / 1000) * Math.sqrt(365),
    order: six,
    symbols: 3,
    held,
    closes,
    below: "cut",
  },
  {
    rule: "cvar",
    limits: (cvarMax) => ({ account: wide, statistical: { ...window, cvarMax } }),
    value: tail.expectedLoss / 1000,
    order: six,
    symbols: 3,
    held,
    closes,
    below: "cut",
  },
  {
    rule: "var",
    limits: (varMax) => ({ account: wide, statistical: { ...window, varMax } }),
    value: tail.valueAtRisk / 1000,
    order: six,
    symbols: 3,
    held,
    closes,
    below: "cut",
  },
];

function reviewed({ limits, order, symbols = 1, held = [], closes = [] }: Case, limit: number) {
  const risk = riskOf(limits(limit), symbols);
  show(risk, closes);
  risk.exposures.set(held);
  return { ...review(risk, orderOf(order)) };
}

describe("a rule alone", () => {
  test.each(cases.map((given) => [given.rule, given] as const))(
    "%s: at, above and below its limit",
    (rule, given) => {
      const wanted = given.order.wanted!;
      expect(reviewed(given, given.value * (1 + 1e-9))).toMatchObject({ quantity: wanted, rule: undefined });
      expect(reviewed(given, given.value * (1 + 1e-14))).toMatchObject({ quantity: wanted, rule: undefined });
      const below = reviewed(given, given.value * (1 - 1e-9));
      expect(below.rule).toBe(rule);
      if (given.below === "refused") expect(below.quantity).toBe(0);
      else {
        expect(Math.abs(below.quantity)).toBeLessThan(Math.abs(wanted));
        expect(Math.abs(below.quantity)).toBeGreaterThan(Math.abs(wanted) * (1 - 1e-5));
      }
      // What is held can alone be beyond a limit: then nothing is added.
      const far = reviewed(given, given.value / 50);
      expect(far.rule).toBe(rule);
      expect(Math.abs(far.quantity)).toBeLessThan(0.5 * Math.abs(wanted));
    },
  );

  test("order-rate: so many orders in a minute, one more a moment later", () => {
    const risk = riskOf({ order: { ratePerMinute: 3 } });
    const at = (ts: number) => {
      const order = orderOf({ wanted: 1, ts });
      const verdict = { ...review(risk, order) };
      if (verdict.quantity !== 0) countOrder(risk, order);
      return verdict.rule;
    };
    expect([0, 10, 20].map(at)).toEqual([undefined, undefined, undefined]);
    expect(at(30)).toBe("order-rate");
    expect(at(59_999)).toBe("order-rate");
    expect(at(60_000)).toBeUndefined();
    expect(at(60_009)).toBe("order-rate");
    expect(at(60_010)).toBeUndefined();
  });

  test("notional-min: what is left after the cuts counts, what reduces does not", () => {
    const risk = riskOf({ order: { notionalMin: 500, quantityMax: 5 } });
    expect(review(risk, orderOf({ wanted: 4.999 })).rule).toBe("notional-min");
    expect(review(risk, orderOf({ wanted: 5 })).rule).toBeUndefined();
    expect(review(risk, orderOf({ wanted: 7 }))).toMatchObject({ quantity: 5, rule: "order-quantity" });
    expect(review(risk, orderOf({ wanted: 7, quantity: -1 }))).toMatchObject({
      quantity: 1,
      rule: "notional-min",
      limit: 500,
    });
    expect(review(risk, orderOf({ wanted: -1, quantity: 1 })).rule).toBeUndefined();
  });

  test("reducing: nothing is added, what reduces passes", () => {
    const risk = riskOf({ account: { dailyLoss: 0.1 } });
    transition(risk.state.standing, "daily-loss", 0);
    expect(review(risk, orderOf({ wanted: 1 }))).toMatchObject({ quantity: 0, rule: "reducing" });
    expect(review(risk, orderOf({ wanted: -3, quantity: 2 }))).toMatchObject({
      quantity: -2,
      rule: "reducing",
    });
    expect(review(risk, orderOf({ wanted: -2, quantity: 2 }))).toMatchObject({
      quantity: -2,
      rule: undefined,
    });
  });

  test("net: what brings the account nearer to zero is free", () => {
    const risk = riskOf({ account: { ...wide, netMax: 0.1 } }, 3);
    risk.exposures.set([0, 400, 300]);
    expect(review(risk, orderOf({ wanted: -8, others: 700 })).rule).toBeUndefined();
    expect(review(risk, orderOf({ wanted: -8.01, others: 700 }))).toMatchObject({
      quantity: -8,
      rule: "net",
    });
    expect(review(risk, orderOf({ wanted: 0.1, others: 700 }))).toMatchObject({ quantity: 0, rule: "net" });
  });

  test("a limit of a symbol's own may take the general one away", () => {
    const risk = riskOf({ position: { fractionMax: 0.1, symbols: { S0: { fractionMax: null } } } }, 2);
    expect(review(risk, orderOf({ wanted: 9 })).rule).toBeUndefined();
    expect(review(risk, orderOf({ wanted: 9, symbol: 1 })).rule).toBe("concentration");
  });
});

describe("what was not measured", () => {
  const late = closes.map((row, t) => [row[0]!, t < 50 ? Number.NaN : row[1]!, row[2]!]);
  const refusedBy = (
    limits: Partial<StatisticalLimits>,
    shown: readonly (readonly number[])[],
    order: Partial<RiskRequest>,
  ) => {
    const risk: Risk = riskOf({ account: wide, statistical: limits }, 3);
    show(risk, shown);
    return review(risk, orderOf(order)).rule;
  };
  const each: readonly (readonly [rule: string, limits: Partial<StatisticalLimits>])[] = [
    ["volatility", { ...window, volatilityTarget: 90 }],
    ["var", { ...window, varMax: 1 }],
    ["cvar", { ...window, cvarMax: 1 }],
  ];
  test.each(each)("is not added to by %s", (rule, limits) => {
    expect(refusedBy(limits, closes.slice(0, 20), { wanted: 1 })).toBe(rule);
    expect(refusedBy(limits, closes.slice(0, 21), { wanted: 1 })).toBeUndefined();
    expect(refusedBy(limits, late, { wanted: 1 })).toBeUndefined();
    expect(refusedBy(limits, late, { wanted: 1, symbol: 1 })).toBe(rule);
  });

  test("is taken to move together", () => {
    const risk = riskOf({ account: wide, statistical: { ...window, correlatedMax: 1 } }, 3);
    risk.exposures.set([0, 400, -300]);
    expect(review(risk, orderOf({ wanted: 3, others: 700 })).rule).toBeUndefined();
    expect(review(risk, orderOf({ wanted: 4, others: 700 }))).toMatchObject({
      rule: "correlation",
      limit: 1000,
    });
    expect(review(risk, orderOf({ wanted: 4, others: 700 })).quantity).toBeCloseTo(3, 9);
  });

  test("has no growth-optimal exposure", () => {
    const risk = riskOf({ statistical: { ...window, kellyFraction: 10 } }, 3);
    expect(review(risk, orderOf({ wanted: 1 }))).toMatchObject({ quantity: 0, rule: "kelly" });
    show(risk, closes);
    expect(review(risk, orderOf({ wanted: -0.001 * side }))).toMatchObject({ quantity: 0, rule: "kelly" });
  });
});

test("every rule has a name of its own", () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
});
