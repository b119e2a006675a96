import fc from "fast-check";
import { expect, test } from "vitest";
import { type Random, seeded } from "../core/random.ts";
import type { LimitsInput } from "./limits.ts";
import { countOrder, review } from "./review.ts";
import type { Risk, RiskRequest } from "./risk.ts";
import { transition } from "./standing.ts";
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
} from "./testing/account.ts";

const symbols = 3;
const barsPerYear = 365;
const windowBars = 40;

const one = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

/** Any set of limits: each is on in a third of the cases. */
function drawLimits(random: Random): LimitsInput {
  const some = <T>(...values: readonly T[]): T | null => (random() < 0.33 ? one(random, values) : null);
  return {
    order: {
      quantityMax: some(1, 5, 20),
      notionalMin: some(20, 100) ?? 0,
      notionalMax: some(100, 800),
      collar: some(0.01, 0.05),
      ratePerMinute: some(1, 3),
    },
    position: {
      notionalMax: some(200, 900),
      fractionMax: some(0.2, 0.9, 2),
      symbols: some({ S0: { notionalMax: 300 }, S1: { fractionMax: null } }) ?? {},
      sectors: { S0: "coins", S2: "coins" },
      sectorMax: some(0.3, 1.5),
    },
    account: {
      grossMax: one(random, [0.5, 1, 3]),
      netMax: some(0.1, 0.8),
      marginHeadroom: some(0.1, 0.6) ?? 0,
      dailyLoss: some(0.1),
      short: random() < 0.7,
    },
    statistical: {
      window: windowBars,
      correlatedMax: some(0.2, 1),
      volatilityTarget: some(0.1, 0.6),
      kellyFraction: some(0.02, 0.5),
      level: one(random, [0.9, 0.95, 0.99]),
      varMax: some(0.005, 0.03),
      cvarMax: some(0.005, 0.05),
    },
  };
}

interface Drawn {
  readonly risk: Risk;
  readonly request: RiskRequest;
  readonly rows: readonly (readonly number[])[];
  readonly halted: boolean;
}

/** A random account in a random market, and an order of any size and side. */
function draw(seed: number): Drawn {
  const random = seeded(seed);
  const risk = riskOf(drawLimits(random), symbols, barsPerYear);
  const closes = drawCloses(random, symbols, one(random, [5, 42, 70]), one(random, [0, 0.1]));
  show(risk, closes);
  const lot = one(random, [0, 0, 0.1, 1]);
  const whole = (x: number) => (lot === 0 ? x : Math.trunc(x / lot) * lot);
  const symbol = Math.floor(random() * symbols);
  const price = 40 + 160 * random();
  const held = whole(random() < 0.4 ? 0 : 12 * (random() - 0.5));
  for (let j = 0; j < symbols; j++) risk.exposures[j] = random() < 0.4 ? 0 : 1500 * (random() - 0.5);
  risk.exposures[symbol] = held * price;
  const others = risk.exposures.reduce((sum, x, j) => sum + (j === symbol ? 0 : Math.abs(x)), 0);
  const mode = random();
  if (mode < 0.1) transition(risk.state.standing, "operator-halt", 0);
  else if (mode < 0.2) transition(risk.state.standing, "daily-loss", 0);
  const ts = 1e6;
  for (let k = 0; k < 3; k++) if (random() < 0.3) countOrder(risk, orderOf({ ts: ts - 100_000 * random() }));
  const request = orderOf({
    symbol,
    wanted: whole(40 * (random() - 0.5) * (random() < 0.3 ? 0.1 : 1)),
    price,
    mark: price * (1 + 0.1 * (random() - 0.5)),
    quantity: held,
    equity: one(random, [1000, 1000, 300, -5]),
    others,
    feeRate: one(random, [0, 0.001, -0.0002]),
    lot,
    ts,
  });
  return { risk, request, rows: returnsOf(closes).slice(-windowBars), halted: mode < 0.2 };
}

/** Every limit that a quantity of notional can break, with its value for given notionals, naively. */
function measures({ risk, request, rows }: Drawn, after: number): Readonly<Record<string, [number, number]>> {
  const { limits } = risk;
  const { position: p, account: a, statistical: s } = limits;
  const { symbol, price, equity } = request;
  const n = Array.from(risk.exposures, (x, j) => (j === symbol ? after * price : x));
  const own = Math.abs(n[symbol]!);
  const sum = (xs: readonly number[]) => xs.reduce((total, x) => total + x, 0);
  const gross = sum(n.map(Math.abs));
  const on = (limit: number | null, value: () => number): [number, number] =>
    limit === null ? [0, 0] : [value(), limit];
  const special = p.symbols[`S${symbol}`] ?? {};
  const ofLimit = (name: "notionalMax" | "fractionMax") => (name in special ? special[name]! : p[name]);
  const known = rows.length >= 20;
  const tail = known ? naiveTail(rows, n, s.level) : { valueAtRisk: 0, expectedLoss: 0 };
  const cov = (i: number, j: number) => naiveCovariance(column(rows, i), column(rows, j));
  const correlation = (i: number, j: number) =>
    i === j ? 1 : known ? naiveCorrelation(column(rows, i), column(rows, j)) : Math.sign(n[i]! * n[j]!);
  const drift = known ? Math.sign(after) * mean(column(rows, symbol)) : 0;
  const inSector = [0, 2].includes(symbol) ? Math.abs(n[0]!) + Math.abs(n[2]!) : 0;
  return {
    positionNotional: on(ofLimit("notionalMax"), () => own),
    concentration: on(ofLimit("fractionMax"), () => own / equity),
    sector: on(p.sectorMax, () => inSector / equity),
    leverage: [gross / equity, a.grossMax],
    net: on(a.netMax, () => Math.abs(sum(n)) / equity),
    margin: [gross / a.grossMax / equity, 1 - a.marginHeadroom],
    kelly: on(s.kellyFraction, () =>
      own === 0 ? 0 : own / equity / (Math.max(0, drift) / cov(symbol, symbol)),
    ),
    correlation: on(s.correlatedMax, () => Math.sqrt(Math.max(0, naiveForm(n, correlation))) / equity),
    volatility: on(s.volatilityTarget, () =>
      known ? (Math.sqrt(Math.max(0, naiveForm(n, cov))) / equity) * Math.sqrt(barsPerYear) : 0,
    ),
    cvar: on(s.cvarMax, () => tail.expectedLoss / equity),
    var: on(s.varMax, () => tail.valueAtRisk / equity),
  };
}

const law = (title: string, seed: number, holds: (drawn: Drawn) => void) =>
  test(`${title} (replay with seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.nat(), (drawn) => holds(draw(drawn))),
      { seed, numRuns: 3000 },
    );
  });

law("after an order no limit is exceeded that was not exceeded more before", 1, (drawn) => {
  const { risk, request } = drawn;
  const { quantity, rule } = { ...review(risk, request) };
  const after = request.quantity + quantity;
  if (Math.abs(after) <= Math.abs(request.quantity) && after * request.quantity >= 0) return;
  expect(request.equity).toBeGreaterThan(0);
  // What crosses zero starts from flat: closing is not what was reviewed.
  const kept = request.quantity * after < 0 ? 0 : request.quantity;
  const before = measures(drawn, kept);
  for (const [name, [value, limit]] of Object.entries(measures(drawn, after))) {
    const most = Math.max(limit, before[name]![0]) * (1 + 1e-9);
    if (!(value <= most)) expect.fail(`${name} came to ${value}, at most ${most}; decided by ${rule}`);
  }
  const { order, account } = risk.limits;
  if (order.quantityMax !== null)
    expect(Math.abs(quantity)).toBeLessThanOrEqual(order.quantityMax * (1 + 1e-9));
  const notional = Math.abs(quantity) * request.price;
  if (order.notionalMax !== null) expect(notional).toBeLessThanOrEqual(order.notionalMax * (1 + 1e-9));
  const added = Math.abs(after) - Math.abs(kept);
  expect(added * request.price).toBeGreaterThanOrEqual(order.notionalMin * (1 - 1e-9));
  const distance = Math.abs(request.price / request.mark - 1);
  if (order.collar !== null) expect(distance).toBeLessThanOrEqual(order.collar * (1 + 1e-9));
  if (!account.short) expect(after).toBeGreaterThanOrEqual(0);
});

law("what only reduces always passes, whole", 2, ({ risk, request }) => {
  const { quantity } = request;
  const reducing = { ...request, wanted: -quantity * Math.abs(Math.sin(request.price)) };
  expect(review(risk, reducing)).toMatchObject({ quantity: reducing.wanted, rule: undefined });
  expect(review(risk, { ...request, wanted: -quantity })).toMatchObject({
    quantity: -quantity,
    rule: undefined,
  });
});

law("while reducing or halted nothing adds, and what crosses zero closes", 3, ({ risk, request, halted }) => {
  const { quantity } = review(risk, request);
  if (!halted) return;
  const after = request.quantity + quantity;
  expect(Math.abs(after)).toBeLessThanOrEqual(Math.abs(request.quantity));
  expect(after * request.quantity).toBeGreaterThanOrEqual(0);
});

law("a verdict never turns or enlarges an order, and is in whole lots", 4, ({ risk, request }) => {
  const { wanted, lot } = request;
  const { quantity, rule } = review(risk, request);
  expect(quantity * wanted).toBeGreaterThanOrEqual(0);
  expect(Math.abs(quantity)).toBeLessThanOrEqual(Math.abs(wanted));
  if (rule === undefined) expect(quantity).toBe(wanted);
  if (lot > 0) expect(Math.abs(quantity / lot - Math.round(quantity / lot))).toBeLessThan(1e-9);
});

law("the same order on the same state gets the same verdict", 5, ({ risk, request }) => {
  expect({ ...review(risk, request) }).toEqual({ ...review(risk, request) });
});
