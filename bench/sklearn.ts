import { spawnSync } from "node:child_process";

/** Samples of a target of 0 and 1, by column. */
export interface SklearnSet {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** Stretches that are judged one after the other, by models of the rest. */
  readonly folds: readonly (readonly [start: number, end: number])[];
}

/** What scikit-learn found on one set. */
export interface SklearnFigures {
  /** Mean log-loss of each fold by HistGradientBoostingClassifier. */
  readonly losses: readonly number[];
  /** Milliseconds of the processor that each fit took, on all its threads together. */
  readonly fitMs: readonly number[];
  /** Milliseconds that passed meanwhile. */
  readonly wallMs: readonly number[];
}

/** Linear models of the first set: intercept, then coefficients. */
export interface SklearnLines {
  readonly ridge: readonly number[];
  readonly logistic: readonly number[];
  readonly ridgeMs: number;
  readonly logisticMs: number;
}

/** A random forest on the rest of the first set's first fold: its Brier score there, and what its training took. */
export interface SklearnForest {
  readonly brier: number;
  readonly fitMs: number;
}

export interface Sklearn {
  readonly version: string;
  readonly forest: SklearnForest;
  readonly sets: readonly SklearnFigures[];
  readonly lines: SklearnLines;
}

/** Options of the trees that both sides take; the rest are scikit-learn's defaults. */
export const boostBoth = { trees: 100, learningRate: 0.1, leavesMax: 31, leafRowsMin: 20, l2: 0 } as const;
/** Options of the forests of both sides; a split chooses among the square root of the features' number. */
export const forestBoth = { trees: 20, leavesMax: 1024, leafRowsMin: 50 } as const;
/** Ridge's alpha, and one over C of the logistic regression. */
export const penaltyBoth = 10;

/** Reads columns of float64 one after the other, as the first argument describes them. */
const script = `
import json, sys, time
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
spec = json.loads(sys.argv[1])
data = np.frombuffer(sys.stdin.buffer.read())
def timed(fit):
  start, used = time.perf_counter(), time.process_time()
  model = fit()
  return model, (time.process_time() - used) * 1000, (time.perf_counter() - start) * 1000
def line(model):
  return [float(np.ravel(model.intercept_)[0])] + [float(b) for b in np.ravel(model.coef_)]
sets, lines, forest, at = [], None, None, 0
for one in spec["sets"]:
  rows, columns = one["rows"], one["columns"]
  X = data[at:at + rows * columns].reshape(columns, rows).T.copy()
  at += rows * columns
  y = data[at:at + rows]
  at += rows
  losses, times, walls = [], [], []
  for start, end in one["folds"]:
    train = np.r_[0:start, end:rows]
    model, ms, wall = timed(lambda: HistGradientBoostingClassifier(
      max_iter=spec["trees"], learning_rate=spec["learningRate"], max_leaf_nodes=spec["leavesMax"],
      min_samples_leaf=spec["leafRowsMin"], l2_regularization=spec["l2"], early_stopping=False
    ).fit(X[train], y[train]))
    times.append(ms)
    walls.append(wall)
    losses.append(log_loss(y[start:end], model.predict_proba(X[start:end])[:, 1]))
  sets.append({"losses": losses, "fitMs": times, "wallMs": walls})
  if lines is None:
    end0 = one["folds"][0][1]
    own = spec["forest"]
    model, forest_ms, _ = timed(lambda: RandomForestClassifier(
      own["trees"], max_leaf_nodes=own["leavesMax"], min_samples_leaf=own["leafRowsMin"], max_features="sqrt",
      n_jobs=1, random_state=0).fit(X[end0:], y[end0:]))
    brier = float(np.mean((model.predict_proba(X[:end0])[:, 1] - y[:end0]) ** 2))
    forest = {"brier": brier, "fitMs": forest_ms}
    ridge, ridge_ms, _ = timed(lambda: Ridge(alpha=spec["penalty"], solver="cholesky").fit(X, y))
    logistic, logistic_ms, _ = timed(lambda: LogisticRegression(
      C=1 / spec["penalty"], solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(X, y))
    lines = {"ridge": line(ridge), "logistic": line(logistic), "ridgeMs": ridge_ms, "logisticMs": logistic_ms}
print(json.dumps({"version": sklearn.__version__, "sets": sets, "lines": lines, "forest": forest}))
`;

/** Debian's packages belong to the system's Python, which need not be the first on the path. */
const pythons = ["python3", "/usr/bin/python3"];

/**
 * Runs scikit-learn on the sets in a process of its own, on one thread as here, or on as many as it chooses; undefined
 * where Python or the package is absent. The first set must know every value.
 */
export function sklearnOn(
  sets: readonly SklearnSet[],
  threads: "one" | "its own choice",
): Sklearn | undefined {
  const { trees, learningRate, leavesMax, leafRowsMin, l2 } = boostBoth;
  const spec = {
    ...{ trees, learningRate, leavesMax, leafRowsMin, l2, penalty: penaltyBoth, forest: forestBoth },
    sets: sets.map(({ columns, y, folds }) => ({ rows: y.length, columns: columns.length, folds })),
  };
  const blocks = sets.flatMap(({ columns, y }) => [...columns, y]);
  const input = Buffer.concat(
    blocks.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ["-c", script, JSON.stringify(spec)], {
      env: { ...process.env, ...(threads === "one" && one) },
      input,
      maxBuffer: 2 ** 26,
    });
    if (status === 0) return JSON.parse(stdout.toString()) as Sklearn;
  }
  return undefined;
}
