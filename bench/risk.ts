import { normal, seeded } from "../engine/core/random.ts";
import { createBreakers, mayTrade } from "../engine/risk/breaker.ts";
import type { LimitsInput } from "../engine/risk/limits.ts";
import { endBar, observeBar } from "../engine/risk/observe.ts";
import { parseLimits } from "../engine/risk/parse-limits.ts";
import { carefulLimits } from "../engine/risk/profiles.ts";
import { countOrder, review } from "../engine/risk/review.ts";
import { createRisk, type Risk } from "../engine/risk/risk.ts";
import { rules } from "../engine/risk/rules/table.ts";
import { measure, type Row } from "./harness.ts";
import { bytesPerCall, latency } from "./latency.ts";

const symbols = Array.from({ length: 8 }, (_, i) => `S${i}`);
const orders = 1_024;

/** Every rule, with limits so wide that an order passes all of them: the longest way through. */
export const everyRule = {
  order: { quantityMax: 1e9, notionalMin: 1e-9, notionalMax: 1e9, collar: 0.5, ratePerMinute: 1_000 },
  position: {
    notionalMax: 1e9,
    fractionMax: 100,
    sectors: Object.fromEntries(symbols.map((symbol, i) => [symbol, i % 2 ? "odd" : "even"])),
    sectorMax: 100,
  },
  account: {
    grossMax: 100,
    netMax: 100,
    marginHeadroom: 0.01,
    dailyLoss: 0.5,
    maxDrawdown: 0.5,
    short: false,
  },
  statistical: {
    window: 250,
    correlatedMax: 100,
    volatilityTarget: 100,
    kellyFraction: 10,
    varMax: 1,
    cvarMax: 1,
  },
} satisfies LimitsInput;

/** A risk after a full window of bars, with positions in every symbol. */
export function ready(limits: LimitsInput): Risk {
  const random = seeded(1);
  const risk = createRisk({ symbols, barsPerYear: 365 }, parseLimits(limits), 10_000);
  const last = symbols.map(() => 100);
  for (let t = 0; t < 400; t++) {
    const common = normal(random);
    for (let i = 0; i < symbols.length; i++) {
      // Enough drift that the growth-optimal exposure is not nothing.
      last[i] = last[i]! * Math.exp(0.004 + 0.01 * (common + normal(random)));
      observeBar(risk.state, i, last[i]!, last[i]!, last[i]!);
    }
    endBar(risk.state);
  }
  for (let i = 0; i < symbols.length; i++) risk.exposures[i] = 500 + 100 * i;
  return risk;
}

/** Gives a function that reviews one order after the other, each of another size and symbol. */
function reviewer(limits: LimitsInput): { readonly next: () => number; readonly risk: Risk } {
  const risk = ready(limits);
  const random = seeded(2);
  const wanted = Float64Array.from({ length: orders }, () => 0.1 + 5 * random());
  const symbolsOf = Uint8Array.from({ length: orders }, () => Math.floor(random() * symbols.length));
  const { request, exposures } = risk;
  let gross = 0;
  for (const x of exposures) gross += Math.abs(x);
  let k = 0;
  let ts = 0;
  const next = (): number => {
    k = (k + 1) % orders;
    const symbol = symbolsOf[k]!;
    request.symbol = symbol;
    request.wanted = wanted[k]!;
    request.price = 100;
    request.unit = 100;
    request.quoted = 100;
    request.mark = 100.5;
    request.quantity = exposures[symbol]! / 100;
    request.equity = 10_000;
    request.others = gross - exposures[symbol]!;
    request.feeRate = 0.001;
    request.lot = 0.001;
    // A small integer for as long as a benchmark lasts, so that the clock itself allocates nothing.
    ts = (ts + 100) | 0;
    request.ts = ts;
    const { quantity } = review(risk, request);
    if (quantity !== 0) countOrder(risk, request);
    return quantity;
  };
  return { next, risk };
}

/** The same with a tail that cuts nearly every order: its search is the longest work that a rule can have. */
const tightTail: LimitsInput = {
  ...everyRule,
  statistical: { ...everyRule.statistical, varMax: 0.0098, cvarMax: 0.0123 },
};

/** For a process of its own: what is called there. */
export const everyRuleReviewer = (): (() => number) => reviewer(everyRule).next;
export const tightTailReviewer = (): (() => number) => reviewer(tightTail).next;
export function breakerCheck(): () => boolean {
  const board = createBreakers(carefulLimits.breakers);
  let now = 0;
  return () => mayTrade(board, now++);
}

/** What the value at risk alone takes when it is written down as it is defined: by sorting the losses. */
function sortedLosses({ state, exposures }: Risk): number {
  const { ring, count, symbols: width } = state.returns;
  const losses = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < exposures.length; j++) losses[k]! -= exposures[j]! * ring[k * width + j]!;
  }
  return losses.sort()[count - 13]!;
}

/** Throws unless every rule is on and lets every order pass, and the tight tail cuts. */
export function verify(): void {
  const wide = reviewer(everyRule);
  if (wide.risk.rules.length !== rules.length) throw new Error("not every rule is on");
  for (let k = 0; k < orders; k++) {
    wide.next();
    const { rule } = wide.risk.verdict;
    if (rule !== undefined) throw new Error(`${rule} cut an order that every rule should pass`);
  }
  const tight = reviewer(tightTail);
  let cuts = 0;
  for (let k = 0; k < orders; k++) {
    tight.next();
    if (/var/.test(tight.risk.verdict.rule ?? "")) cuts++;
  }
  if (cuts < orders / 4) throw new Error(`the tail cut ${cuts} of ${orders} orders only`);
}

/** The check of one order with every rule on, and that of the circuit breakers. */
export async function riskBench(): Promise<Row[]> {
  const wide = reviewer(everyRule);
  const tight = reviewer(tightTail);
  const quick = { unit: "order", batch: 1, samples: 200_000, verify, targetMs: 10e-3 };
  const bytes = (name: string) => () => bytesPerCall(import.meta.url, name);
  return [
    latency({
      ...quick,
      name: "one order, every rule on",
      run: wide.next,
      bytes: bytes("everyRuleReviewer"),
    }),
    latency({
      ...quick,
      name: "one order, cut by its tail",
      run: tight.next,
      bytes: bytes("tightTailReviewer"),
    }),
    await measure({
      name: "orders in a row, every rule on",
      unit: "order",
      units: orders,
      run: () => {
        let sum = 0;
        for (let k = 0; k < orders; k++) sum += wide.next();
        return sum;
      },
      verify,
      reference: {
        name: "losses sorted, for the value at risk alone",
        run: () => {
          let sum = 0;
          for (let k = 0; k < orders; k++) sum += sortedLosses(wide.risk);
          return sum;
        },
      },
      targetMs: (orders / 2e6) * 1e3,
    }),
    latency({
      name: "circuit breakers, one check",
      unit: "check",
      batch: 100,
      samples: 50_000,
      run: breakerCheck(),
      verify: () => {
        if (!breakerCheck()()) throw new Error("closed breakers do not let an order pass");
      },
      targetMs: 100e-6,
      bytes: bytes("breakerCheck"),
    }),
  ];
}
