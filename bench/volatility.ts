import { normal, type Random, seeded } from "../engine/core/random.ts";
import { dccAt } from "../research/stats/garch/dcc.ts";
import { fitGarch } from "../research/stats/garch/fit.ts";
import { fitDcc } from "../research/stats/garch/fit-dcc.ts";
import type { GarchSpec } from "../research/stats/garch/model.ts";
import { minimiseBySimplex } from "../research/stats/optimise/nelder-mead.ts";
import { measure, type Row } from "./harness.ts";

const spec: GarchSpec = { model: "garch", distribution: "normal", mean: "constant" };
const length = 5_000;
const rows = 2_500;
const series = 5;

/** Returns in percent of a GARCH(1,1), from standard normal shocks. */
function garchReturns(shocks: Float64Array): Float64Array {
  let s2 = 1;
  return shocks.map((z) => {
    const e = Math.sqrt(s2) * z;
    s2 = 0.02 + 0.08 * e * e + 0.9 * s2;
    return 0.03 + e;
  });
}

const shocksOf = (n: number, random: Random) => Float64Array.from({ length: n }, () => normal(random));

/** Five series whose shocks share a factor that comes and goes. */
export function benchReturns(): Float64Array[] {
  const random = seeded(23);
  const common = shocksOf(rows, random);
  return Array.from({ length: series }, () => {
    const own = shocksOf(rows, random);
    return garchReturns(
      own.map((z, t) => {
        const load = 0.55 + 0.35 * Math.sin(t / 150);
        return load * common[t]! + Math.sqrt(1 - load * load) * z;
      }),
    );
  });
}

/** Greatest log-likelihood of a GARCH(1,1) that a simplex finds, from the recursion as a textbook writes it. */
export function textbookGarch(ys: Float64Array, initial: number): number {
  const minus = ([mu, omega, alpha, beta]: Float64Array) => {
    let s2 = omega! + (alpha! + beta!) * initial;
    let sum = 0;
    for (const y of ys) {
      sum += 0.5 * (Math.log(2 * Math.PI) + Math.log(s2) + (y - mu!) ** 2 / s2);
      s2 = omega! + alpha! * (y - mu!) ** 2 + beta! * s2;
    }
    return alpha! + beta! < 1 ? sum : Number.POSITIVE_INFINITY;
  };
  const box = { lower: Float64Array.of(-1, 1e-6, 0, 0), upper: Float64Array.of(1, 10, 1, 1) };
  const start = Float64Array.of(0, 0.05, 0.1, 0.8);
  return -minimiseBySimplex(minus, start, box, { tolerance: 1e-6, evaluationsMax: 2000 }).value;
}

/** Fits of volatility and correlation. */
export async function volatilityRows(): Promise<Row[]> {
  const ys = garchReturns(shocksOf(length, seeded(22)));
  const columns = benchReturns();
  const one = await measure({
    name: "GARCH(1,1), with standard errors",
    unit: "value",
    units: length,
    run: () => fitGarch(ys, spec).logLikelihood,
    verify: () => {
      const fit = fitGarch(ys, spec);
      const textbook = textbookGarch(ys, fit.initial);
      if (!(fit.converged && fit.logLikelihood >= textbook - 1e-6)) {
        throw new Error(`the fit reaches ${fit.logLikelihood}, a simplex ${textbook}`);
      }
    },
    reference: {
      name: "a simplex on the textbook's recursion, estimates alone",
      run: () => textbookGarch(ys, 1),
    },
    targetMs: 50,
    budgetMs: 1000,
  });
  const several = await measure({
    name: "DCC(1,1), 5 series",
    unit: "row",
    units: rows,
    run: () => fitDcc(columns).logLikelihoodTotal,
    verify: () => {
      const { a, b, logLikelihood, univariate, converged } = fitDcc(columns);
      const residuals = univariate.map((fit) => fit.residuals);
      for (const [da, db] of [
        [0.002, 0],
        [-0.002, 0],
        [0, 0.002],
        [0, -0.002],
      ] as const) {
        if (!converged || dccAt(residuals, { a: a + da, b: b + db }).logLikelihood > logLikelihood) {
          throw new Error(`a = ${a}, b = ${b} is no maximum`);
        }
      }
    },
    targetMs: 2000,
    budgetMs: 1500,
  });
  return [one, several];
}
