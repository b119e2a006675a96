import { refuse } from "../../../engine/core/errors.ts";
import type { History } from "../history.ts";
import { demandColumns } from "./bins.ts";

/** Samples to learn from: features by column, the target, and how much each sample counts. */
export interface Samples {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** Above 0 or 0; 1 for each unless given. */
  readonly weights?: Float64Array;
  /** What came before the samples; used by learners that look back. */
  readonly history?: History;
}

/** How {@link boost} learns. */
export interface BoostOptions {
  /**
   * `logistic` for a target of 0 and 1, `squared` for a mean, `quantile` for the share `quantile`, `softmax` for the
   * probabilities of a target of a few values.
   */
  readonly loss: "logistic" | "squared" | "quantile" | "softmax";
  /** Share of the target that lies below the prediction of loss `quantile`; 0.5 unless told. */
  readonly quantile?: number;
  /** Trees at most; 100 unless told. */
  readonly trees?: number;
  /** Part of each tree's step that is taken; 0.1 unless told. */
  readonly learningRate?: number;
  /** Leaves of a tree at most; 31 unless told. */
  readonly leavesMax?: number;
  /** Splits from root to leaf at most; 64 unless told. */
  readonly depthMax?: number;
  /** Rows of a leaf at least; 20 unless told. */
  readonly leafRowsMin?: number;
  /** L2 penalty on leaf values; 1 unless told. */
  readonly l2?: number;
  /** Part of the rows that each tree sees, drawn without repetition; 1 unless told. */
  readonly rowShare?: number;
  /** Part of the features that each tree sees; 1 unless told. */
  readonly featureShare?: number;
  /** By feature: 1 where the score must not fall as it rises, -1 where it must not rise, 0 for neither. */
  readonly monotone?: readonly number[];
  /** Later samples, apart from the training, that tell when to stop. */
  readonly validation?: Samples;
  /** Trees without a better validation loss after which to stop; 10 unless told. */
  readonly patience?: number;
  readonly seed?: number;
}

/** Options with their defaults. */
export type Settled = Required<Omit<BoostOptions, "validation">>;

/** Refuses what is not a whole number of at least `from`. */
export const whole = (name: string, value: number, from: number): void => {
  if (!(Number.isInteger(value) && value >= from)) {
    refuse(`${name} must be a whole number of at least ${from}; was ${value}`);
  }
};
/** Refuses what is not above 0 and at most 1. */
export const share = (name: string, value: number): void => {
  if (!(value > 0 && value <= 1)) refuse(`${name} must be in (0, 1]; was ${value}`);
};

/** Options with their defaults. Throws a UserError where one is out of range or the target does not suit the loss. */
export function checkBoost(samples: Samples, given: BoostOptions): Settled {
  demandColumns(samples.columns, samples.y);
  const options: Settled = {
    quantile: 0.5,
    trees: 100,
    learningRate: 0.1,
    leavesMax: 31,
    depthMax: 64,
    leafRowsMin: 20,
    l2: 1,
    rowShare: 1,
    featureShare: 1,
    monotone: samples.columns.map(() => 0),
    patience: 10,
    seed: 0,
    ...given,
  };
  for (const name of ["trees", "leafRowsMin", "depthMax", "patience"] as const) whole(name, options[name], 1);
  whole("leavesMax", options.leavesMax, 2);
  for (const name of ["learningRate", "rowShare", "featureShare"] as const) share(name, options[name]);
  if (!(options.l2 >= 0 && options.l2 < Number.POSITIVE_INFINITY)) {
    refuse(`l2 must be at least 0; was ${options.l2}`);
  }
  if (!(options.quantile > 0 && options.quantile < 1)) {
    refuse(`quantile must be in (0, 1); was ${options.quantile}`);
  }
  checkMonotone(samples.columns.length, options);
  checkTarget("target", samples, options.loss);
  if (given.validation) checkValidation(samples, given.validation, options.loss);
  return options;
}

function checkMonotone(features: number, { monotone, loss }: Settled): void {
  if (monotone.length !== features || monotone.some((direction) => ![-1, 0, 1].includes(direction))) {
    refuse(`monotone must hold -1, 0 or 1 for each of the ${features} features; was ${monotone.join(", ")}`);
  }
  // A quantile's leaves are told from its residuals, which know nothing of the bounds.
  if (loss === "quantile" && monotone.some((direction) => direction !== 0)) {
    refuse("monotone constraints must be left out where the loss is quantile");
  }
}

function checkValidation({ columns }: Samples, validation: Samples, loss: BoostOptions["loss"]): void {
  const rows = validation.y.length;
  if (validation.columns.length !== columns.length || validation.columns.some((c) => c.length !== rows)) {
    refuse(`validation must have ${columns.length} features of as many rows as its target, ${rows}`);
  }
  if (rows === 0) refuse("validation must have a row at least");
  for (const y of validation.y) demandTarget("validation target", y, loss);
  checkWeights("validation weights", validation);
}

function demandTarget(subject: string, y: number, loss: BoostOptions["loss"]): void {
  if (loss === "logistic" && y !== 0 && y !== 1) refuse(`${subject} must be 0 or 1; was ${y}`);
  if (!Number.isFinite(y)) refuse(`${subject} must be finite; was ${y}`);
}

/** Throws a UserError where the target does not suit the loss, or weights are not weights. */
export function checkTarget(subject: string, samples: Samples, loss: BoostOptions["loss"]): void {
  for (const y of samples.y) demandTarget(subject, y, loss);
  checkWeights("weights", samples);
  const holds = (wanted: number) => samples.y.some((y, i) => y === wanted && (samples.weights?.[i] ?? 1) > 0);
  if (loss === "logistic" && !(holds(0) && holds(1))) {
    refuse(`${subject} must hold both 0 and 1, of some weight; it holds ${holds(0) ? 0 : 1} alone`);
  }
}

function checkWeights(subject: string, { y, weights }: Samples): void {
  if (!weights) return;
  if (weights.length !== y.length) refuse(`${subject} must be ${y.length}; there are ${weights.length}`);
  const wrong = weights.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) refuse(`${subject} must be finite and at least 0; was ${wrong}`);
  if (!weights.some((weight) => weight > 0)) refuse(`${subject} must not all be 0`);
}
