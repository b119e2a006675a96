/** The features of every bar of the symbols that samples are of, for learners that look back. */
export interface History {
  /** By symbol, a column a feature over the bars; prepared as the samples' own columns are. */
  readonly series: readonly (readonly Float64Array[])[];
  /** By sample, the index of its symbol in `series`. */
  readonly symbol: Int32Array;
  /** By sample, the index of its bar. */
  readonly row: Int32Array;
}
