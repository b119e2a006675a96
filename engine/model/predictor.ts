/**
 * The prediction for the sample whose features stand at `x[offset]` and on; NaN where it is not known. It allocates
 * nothing and does not write to `x`. One that has memory, such as a recurrent net, takes its samples in time order.
 */
export type Predictor = (x: Float64Array, offset: number) => number;

/** What the engine knows of one kind of model. */
export interface ModelKind<M> {
  /** The model out of an untrusted record, for so many features. Throws a UserError where it is not sound. */
  readonly parse: (given: unknown, features: number) => M;
  /** A fresh predictor, one for each run. */
  readonly predictor: (model: M) => Predictor;
  /** Samples before the present one that a prediction hangs on; none unless told. */
  readonly memory?: (model: M) => number;
}
