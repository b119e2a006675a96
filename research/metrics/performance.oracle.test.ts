import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { excessKurtosis, sampleKurtosis, sampleSkewness, skewness } from "../stats/moments.ts";
import { monthlyReturns, yearlyReturns } from "./calendar.ts";
import {
  calmarOf,
  painOf,
  scanDrawdowns,
  ulcerOf,
  ulcerSampleOf,
  underwaterOf,
  worstDrawdowns,
} from "./drawdown.ts";
import {
  averageLoss,
  averageWin,
  hitsOf,
  kellyOf,
  payoffOf,
  profitFactorOf,
  winRateAll,
  winRateNonzero,
} from "./hits.ts";
import {
  downsideDeviation,
  gainToPain,
  kellyGaussian,
  omega,
  ratio,
  returnMoments,
  sharpe,
  sortino,
  volatilityOf,
} from "./ratios.ts";
import { captureGeometric, relativeOf, treynorOf } from "./relative.ts";
import { annualReturn, equityOf, geometricMean } from "./returns.ts";
import { rollingSharpe, rollingVolatility } from "./rolling.ts";
import {
  conditionalValueAtRisk,
  cornishFisherValueAtRisk,
  normalConditionalValueAtRisk,
  normalValueAtRisk,
  shortfallBelowNormal,
  tailRatio,
  valueAtRisk,
} from "./tail.ts";
import { sqnOf } from "./trade-sums.ts";

const oracles =
  process.env.BOT4_ORACLES ?? fileURLToPath(new URL("../../../shared/oracles", import.meta.url));
const folder = `${oracles}/statistics`;
const file = `${folder}/performance.json`;
const present = existsSync(file);

type Json = number | string | null | boolean | Json[] | { [key: string]: Json };
interface Params {
  readonly periods_per_year?: number;
  readonly kind?: string;
  readonly benchmark?: string;
}
interface Input {
  readonly file?: string;
  readonly column?: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly [number, number];
  readonly transform?: string;
  readonly values?: readonly (number | string)[];
  readonly params: Params;
}
interface Tolerance {
  readonly rel?: number;
  readonly abs?: number;
  readonly exact?: boolean;
  readonly advisory?: boolean;
}
interface Case {
  readonly name: string;
  readonly input: Input;
  readonly expect: Readonly<Record<string, Json>>;
  readonly tolerance: Readonly<Record<string, Tolerance>>;
  readonly degenerate?: boolean;
}
type Got = number | null | Float64Array | Got[] | { readonly [key: string]: Got };
interface Sample {
  readonly times: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Reads the columns of a case and turns prices into simple returns where it says so. */
function sampleOf(input: Input): Sample {
  if (input.values) return { times: [], columns: [Float64Array.from(input.values, Number)] };
  // The data folder stands beside the file or beside its folder.
  const path = [folder, oracles].map((each) => `${each}/${input.file}`).find(existsSync);
  if (!path) throw new Error(`${input.file} is neither in ${folder} nor in ${oracles}`);
  const [head, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const names = head!.split(",");
  const rows = lines.slice(...(input.rows ?? [])).map((line) => line.split(","));
  const wanted = input.columns ?? [input.column!];
  const raw = wanted.map((name) => {
    const at = names.indexOf(name);
    if (at < 0 && name !== "zero") throw new Error(`${input.file} has no column ${name}`);
    return rows.map((row) => (at < 0 ? 1 : Number(row[at])));
  });
  const times = rows.map((row) => row[0]!);
  if (input.transform === "raw") return { times, columns: raw.map((xs) => Float64Array.from(xs)) };
  if (input.transform !== "ret") throw new Error(`unknown transform ${input.transform}`);
  const returns = raw.map((xs) => Float64Array.from(xs.slice(1), (x, i) => x / xs[i]! - 1));
  return { times: times.slice(1), columns: returns };
}

/** Each metric of the file by its name there. */
function metrics(r: Float64Array, p: number): Readonly<Record<string, () => Got>> {
  const m = returnMoments(r);
  const equity = equityOf(r);
  const growth = equity[equity.length - 1]!;
  const n = r.length;
  const scan = scanDrawdowns(equity, 1);
  const hits = hitsOf(r);
  const annual = annualReturn(growth, n, p);
  const levels = [90, 95, 99].flatMap((percent): [string, () => Got][] => {
    const level = percent / 100;
    return [
      [`var_hist_${percent}`, () => valueAtRisk(r, level)],
      [`cvar_hist_${percent}`, () => conditionalValueAtRisk(r, level)],
      [`var_normal_${percent}`, () => normalValueAtRisk(m, level)],
      [`cvar_normal_${percent}`, () => normalConditionalValueAtRisk(m, level)],
      [`var_cornish_fisher_${percent}`, () => cornishFisherValueAtRisk(m, level)],
      [`var_cornish_fisher_sd0_${percent}`, () => cornishFisherValueAtRisk(m, level, 0)],
      [`cvar_quantstats_${percent}`, () => shortfallBelowNormal(r, m, level)],
    ];
  });
  return {
    n: () => n,
    total_return: () => growth - 1,
    cagr: () => annual,
    mean: () => m.mean,
    geometric_mean: () => geometricMean(growth, n),
    volatility_annual: () => volatilityOf(m, p),
    sharpe: () => sharpe(r, p),
    sharpe_rf2pct: () => sharpe(r, p, 0.02),
    sortino: () => sortino(r, p),
    sortino_mar5pct: () => sortino(r, p, 0.05),
    downside_deviation_annual: () => downsideDeviation(r, p),
    max_drawdown: () => scan.maxDrawdown,
    max_dd_peak_index: () => scan.peak,
    max_dd_trough_index: () => scan.trough,
    max_dd_recovery_index: () => scan.recovery,
    longest_underwater_bars: () => scan.longest,
    time_underwater_share: () => ratio(scan.underwater, n),
    calmar: () => calmarOf(annual, scan.maxDrawdown),
    average_drawdown_depth: () => scan.averageDepth,
    ulcer_n: () => ulcerOf(scan),
    ulcer_n_minus_1: () => ulcerSampleOf(scan),
    pain_index: () => painOf(scan),
    recovery_factor_compounded: () => ratio(growth - 1, Math.abs(scan.maxDrawdown)),
    omega_0: () => omega(r, p),
    omega_5pct: () => omega(r, p, 0.05),
    gain_to_pain: () => gainToPain(r),
    tail_ratio_95: () => tailRatio(r),
    ...Object.fromEntries(levels),
    skew_biased: () => skewness(m),
    kurtosis_excess_biased: () => excessKurtosis(m),
    skew_G1: () => sampleSkewness(m),
    kurtosis_excess_G2: () => sampleKurtosis(m),
    win_rate_nonzero: () => winRateNonzero(hits),
    win_rate_all: () => winRateAll(hits),
    avg_win: () => averageWin(hits),
    avg_loss: () => averageLoss(hits),
    payoff_ratio: () => payoffOf(hits),
    profit_factor: () => profitFactorOf(hits),
    best: () => hits.best,
    worst: () => hits.worst,
    kelly: () => kellyOf(hits),
    kelly_gaussian: () => kellyGaussian(r),
    max_consecutive_wins: () => hits.maxWins,
    max_consecutive_losses: () => hits.maxLosses,
  };
}

function relative(r: Float64Array, b: Float64Array, p: number): Readonly<Record<string, () => Got>> {
  const { beta, alphaPerBar, correlation, ...rest } = relativeOf(r, b);
  const growth = equityOf(r).at(-1)!;
  const geometric = captureGeometric(r, b);
  return {
    beta: () => beta,
    alpha_per_period: () => alphaPerBar,
    alpha_annual_simple: () => alphaPerBar * p,
    alpha_annual_compound: () => (1 + alphaPerBar) ** p - 1,
    correlation: () => correlation,
    r_squared: () => correlation ** 2,
    tracking_error_annual: () => rest.trackingErrorPerBar * Math.sqrt(p),
    information_ratio_per_period: () => rest.informationRatioPerBar,
    information_ratio_annual: () => rest.informationRatioPerBar * Math.sqrt(p),
    treynor: () => treynorOf(annualReturn(growth, r.length, p), beta),
    up_capture_arith: () => rest.capture.up,
    down_capture_arith: () => rest.capture.down,
    up_capture_geom: () => geometric.up,
    down_capture_geom: () => geometric.down,
  };
}

/** Metrics of a list of trade profits in money. */
function tradeList(profits: Float64Array, start: number): Readonly<Record<string, () => Got>> {
  const hits = hitsOf(profits);
  let sum = start;
  const equity = profits.map((profit) => (sum += profit));
  const scan = scanDrawdowns(equity, start);
  let peak = start;
  let money = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    money = Math.min(money, value - peak);
  }
  return {
    n: () => hits.n,
    wins: () => hits.wins,
    losses: () => hits.losses,
    win_rate: () => winRateAll(hits),
    gross_profit: () => hits.grossProfit,
    gross_loss: () => hits.grossLoss,
    profit_factor: () => profitFactorOf(hits),
    avg_win: () => averageWin(hits),
    avg_loss: () => averageLoss(hits),
    payoff: () => payoffOf(hits),
    expectancy: () => (hits.grossProfit + hits.grossLoss) / hits.n,
    kelly: () => kellyOf(hits),
    sqn: () => sqnOf(profits),
    max_dd_money: () => money,
    max_dd_fraction_of_peak: () => scan.maxDrawdown,
  };
}

const entriesOf = (pairs: readonly { key: string; value: number }[]): Got =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]));

/** All that this project computes for a case, by the names of its expectation. */
function computed({ input, expect: expected }: Case): Readonly<Record<string, () => Got>> {
  const { times, columns } = sampleOf(input);
  const [r, b] = columns as [Float64Array, Float64Array?];
  const p = input.params.periods_per_year ?? Number.NaN;
  const start = /start (\d+(\.\d+)?)/.exec(input.params.kind ?? "");
  if (start) return tradeList(r, Number(start[1]));
  const ts = Float64Array.from(times, (time) =>
    Date.parse(time.length === 10 ? time : `${time.replace(" ", "T")}Z`),
  );
  const all = (members: Readonly<Record<string, () => Got>>) => () =>
    Object.fromEntries(Object.entries(members).map(([name, of]) => [name, of()]));
  const rolling = Object.keys(expected).flatMap((name): [string, () => Got][] => {
    const [, kind, bars] = /^rolling_(sharpe|vol)_(\d+)$/.exec(name) ?? [];
    const of = kind === "sharpe" ? rollingSharpe : rollingVolatility;
    return kind ? [[name, () => of(r, Number(bars), p)]] : [];
  });
  const table = expected.drawdown_table;
  const worst = Math.max(5, Array.isArray(table) ? table.length : 0);
  return {
    metrics: all(metrics(r, p)),
    ...(b && { relative: all(relative(r, b, p)) }),
    equity: () => equityOf(r),
    drawdown: () => underwaterOf(equityOf(r), 1),
    drawdown_table: () =>
      worstDrawdowns(equityOf(r), 1, worst).map(({ peak, trough, recovery, depth }) => ({
        peak,
        trough,
        recovery,
        depth,
      })),
    ...Object.fromEntries(rolling),
    monthly_returns: () => entriesOf(monthlyReturns(r, ts)),
    yearly_returns: () => entriesOf(yearlyReturns(r, ts)),
  };
}

class Judge {
  readonly faults: string[] = [];
  readonly #case: Case;
  passed = 0;
  constructor(subject: Case) {
    this.#case = subject;
  }

  compare(path: string, expected: Json, got: Got | undefined, name: string, within: Tolerance): void {
    const tolerance = this.#case.tolerance[name] ?? within;
    if (tolerance.advisory) return;
    if (got === undefined)
      this.#fault(path, `is not a metric known here; expected ${JSON.stringify(expected)}`);
    else if (got instanceof Float64Array)
      this.#column(path, expected as { [key: string]: Json }, got, tolerance);
    else if (Array.isArray(expected) || (typeof expected === "object" && expected !== null)) {
      const count = Object.keys(expected).length;
      if (Array.isArray(expected) && (got as Got[]).length !== count) {
        this.#fault(path, `has ${(got as Got[]).length} members, not ${count}`);
      }
      for (const [key, value] of Object.entries(expected)) {
        this.compare(`${path}.${key}`, value, (got as { [key: string]: Got })[key], key, tolerance);
      }
    } else this.#number(path, expected, got as number | null, tolerance);
  }

  #number(path: string, expected: Json, got: number | null, tolerance: Tolerance): void {
    const want = expected === null ? Number.NaN : Number(expected);
    const have = got === null ? Number.NaN : got;
    const { rel = 0, abs = 0 } = tolerance.exact ? {} : tolerance;
    const equal =
      Object.is(want, have) || want === have || Math.abs(want - have) <= abs + rel * Math.abs(want);
    const excused = this.#case.degenerate && have !== have;
    if (equal || excused) this.passed++;
    else this.#fault(path, `is ${have}; expected ${want}`);
  }

  /** A long column is given as its first and last values and a checksum over those that are not NaN. */
  #column(path: string, expected: { [key: string]: Json }, got: Float64Array, tolerance: Tolerance): void {
    const valid = got.findIndex((x) => !Number.isNaN(x));
    if ("first_valid_index" in expected) {
      this.#number(`${path}.first_valid_index`, expected.first_valid_index!, valid, { exact: true });
    }
    const first = expected.first as number[];
    const last = expected.last as number[];
    for (const [i, value] of first.entries())
      this.#number(`${path}[${valid + i}]`, value, got[valid + i]!, tolerance);
    for (const [i, value] of last.entries()) {
      this.#number(`${path}[-${last.length - i}]`, value, got[got.length - last.length + i]!, tolerance);
    }
    const known = got.filter((x) => !Number.isNaN(x));
    const sum = { n: known.length, sum: 0, sum_sq: 0, weighted: 0 };
    for (const [i, x] of known.entries()) {
      sum.sum += x;
      sum.sum_sq += x * x;
      sum.weighted += x * (i + 1);
    }
    this.compare(`${path}.checksum`, expected.checksum!, sum, "checksum", tolerance);
  }

  #fault(path: string, text: string): void {
    this.faults.push(`${this.#case.name}: ${path} ${text}`);
  }
}

const cases: readonly Case[] = present ? JSON.parse(readFileSync(file, "utf8")).cases : [];
const tally = { passed: 0, failed: 0, degenerate: 0 };

describe.skipIf(!present && !process.env.CI)(
  `performance metrics equal the reference values${present ? "" : ` (skipped: no file ${file})`}`,
  () => {
    test("the file of reference values is there and has cases", () =>
      expect(cases.length).toBeGreaterThan(0));

    test.each(cases.map((each) => [each.name, each] as const))("%s", (_name, subject) => {
      tally.failed++;
      const judge = new Judge(subject);
      const got = computed(subject);
      for (const [name, expected] of Object.entries(subject.expect)) {
        if (name === "error") expectUnknown(got.metrics!() as Record<string, number>, judge);
        else if (!subject.tolerance[name]?.advisory) {
          judge.compare(name, expected, got[name]?.(), name, subject.tolerance.default!);
        }
      }
      expect(judge.faults).toEqual([]);
      expect(judge.passed).toBeGreaterThan(0);
      tally.failed--;
      tally[subject.degenerate ? "degenerate" : "passed"]++;
    });

    test("summary", () => {
      console.log(
        `performance: ${tally.passed} passed, ${tally.failed} failed, ${tally.degenerate} degenerate`,
      );
      expect(tally.failed).toBe(0);
    });
  },
);

/** A case without an answer: nothing that is computed from the returns may be a number. */
function expectUnknown(got: Readonly<Record<string, number | null>>, judge: Judge): void {
  for (const [name, value] of Object.entries(got)) {
    if (name === "n" || value === null) continue;
    judge.compare(name, "NaN", value, name, { rel: 0, abs: 0 });
  }
}
