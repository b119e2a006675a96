import { spawnSync } from "node:child_process";

/** What statsmodels found on the same data, and its median time of a call. */
export interface PeerFigure {
  readonly ms: number;
  readonly value: number;
}

/** Figures by the name of the test, with the version that gave them. */
export interface Statsmodels {
  readonly version: string;
  readonly figures: Readonly<Record<string, PeerFigure>>;
}

/** Reads columns as JSON, times each test and tells what it found. Its first call compiles nothing, but loads caches. */
const script = `
import json, sys, time
import numpy as np
import statsmodels
from statsmodels.tsa.stattools import adfuller, coint, kpss
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.vector_ar.vecm import coint_johansen
import warnings
warnings.simplefilter("ignore")
levels = [np.array(column) for column in json.load(sys.stdin)]
first = levels[0]
matrix = np.column_stack(levels)
tests = {
  "adf": lambda: adfuller(first, autolag="AIC")[0],
  "kpss": lambda: kpss(first, nlags="auto")[0],
  "ljung-box": lambda: float(acorr_ljungbox(np.diff(first), lags=[20])["lb_stat"].iloc[0]),
  "engle-granger": lambda: coint(first, levels[1], autolag="aic")[0],
  "johansen": lambda: coint_johansen(matrix, 0, 2).lr1[0],
}
figures = {}
for name, test in tests.items():
  value = test()
  times = []
  for _ in range(7):
    start = time.perf_counter()
    test()
    times.append(time.perf_counter() - start)
  figures[name] = {"ms": sorted(times)[3] * 1000, "value": float(value)}
print(json.dumps({"version": statsmodels.__version__, "figures": figures}))
`;

/** Runs statsmodels on the columns in a process of its own; undefined where Python or the package is absent. */
export function statsmodelsOn(levels: readonly Float64Array[]): Statsmodels | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", script], {
    encoding: "utf8",
    // One thread, as here; several only wait for each other on columns of this size.
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    input: JSON.stringify(levels.map((column) => Array.from(column))),
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? (JSON.parse(stdout) as Statsmodels) : undefined;
}
