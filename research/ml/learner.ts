import type { Params, ValuesOf } from "../../engine/graph/params.ts";
import type { Model } from "../../engine/model/kinds.ts";
import type { Samples } from "./trees/boost-options.ts";

/**
 * What is learned: the chance that a target of 0 and 1 is 1 (`binary`), the expectation of a target of a few values
 * (`classes`), its mean (`regression`), or its `quantile`.
 */
export type Task = "binary" | "classes" | "regression" | "quantile";

/** What a learner is given. Rows stand in order of time. */
export interface FitRequest<P extends Params = Params> {
  readonly task: Task;
  readonly samples: Samples;
  /** Later samples, purged from the others, that tell when to stop. */
  readonly validation?: Samples;
  /** By sample, the last sample whose time its label reaches to: `ends[i] >= i`. What cuts folds must know it. */
  readonly ends?: ArrayLike<number>;
  /** Every parameter of the learner, checked and filled in: see `resolveParams`. */
  readonly params: ValuesOf<P>;
  readonly seed: number;
}

/** What was learned. */
export interface Fitted {
  readonly model: Model;
  /** Mean loss of the validation samples after each round; empty without validation, or where there are no rounds. */
  readonly losses: readonly number[];
  /** By feature, how much the model owes to it, of sum 1; only from learners that tell. */
  readonly importance?: Float64Array;
}

/** A way to learn from samples: one row of the table `learners`. */
export interface Learner<P extends Params = Params> {
  /** Name in specifications, such as `gbdt`. */
  readonly name: string;
  /** One sentence for listings. */
  readonly about: string;
  readonly tasks: readonly Task[];
  readonly params: P;
  /**
   * What must be done to features first: values that are not known filled in, or all brought to one scale; and whether it
   * looks back, so that the samples must tell their history.
   */
  readonly needs: { readonly filled: boolean; readonly scaled: boolean; readonly history?: boolean };
  /** Equal requests give equal models. Written as a method, so that a learner of its own parameters is a Learner. */
  learn(request: FitRequest<P>): Fitted | Promise<Fitted>;
}
