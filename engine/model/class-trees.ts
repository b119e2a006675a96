import { refuse } from "../core/errors.ts";
import type { ModelKind, Predictor } from "./predictor.ts";
import { floatsOf, recordOf, wordOf } from "./read.ts";
import { leafOf, parseTrees, type TreeArrays } from "./trees.ts";

/** Trees whose scores, one a class, tell the probabilities of a target of a few values. */
export interface ClassTrees extends TreeArrays {
  readonly kind: "class-trees";
  /**
   * How scores are probabilities: `softmax` of log-odds, or `shares` of their sum, where those below 0 count as 0.
   */
  readonly link: "softmax" | "shares";
  /** Values of the target, rising; tree t adds to the score of class `t % classes.length`. */
  readonly classes: Float64Array;
  /** Where the score of each class begins. */
  readonly base: Float64Array;
}

/** Writes the probability of each class of the sample at `x[offset]` and on. */
export type ProbabilitiesOf = (x: Float64Array, offset: number, out: Float64Array) => void;

/**
 * The probabilities of the classes. Nothing is allocated.
 *
 * @example
 * const none = { kind: "class-trees", link: "shares", base: Float64Array.of(1, 3), roots: new Int32Array(0) };
 * const out = new Float64Array(2);
 * (probabilitiesOf(none)(Float64Array.of(5), 0, out), out.join(" ")) // => "0.25 0.75"
 */
export function probabilitiesOf(model: ClassTrees): ProbabilitiesOf {
  const { base, roots, value } = model;
  const [count, link] = [base.length, model.link === "softmax" ? softmax : toShares];
  return (x, offset, out) => {
    out.set(base);
    for (let t = 0; t < roots.length; t++) out[t % count]! += value[leafOf(model, roots[t]!, x, offset)]!;
    link(out);
  };
}

function toShares(scores: Float64Array): void {
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.max(0, scores[k]!);
    sum += scores[k]!;
  }
  // Trees of few rows may give every class a chance of 0, which says nothing of any.
  for (let k = 0; k < scores.length; k++) scores[k] = sum > 0 ? scores[k]! / sum : 1 / scores.length;
}

/** Turns scores into probabilities, in place. The greatest is taken away first, so that none overflows. */
export function softmax(scores: Float64Array): void {
  let [most, sum] = [scores[0]!, 0];
  for (let k = 1; k < scores.length; k++) most = Math.max(most, scores[k]!);
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp(scores[k]! - most);
    sum += scores[k]!;
  }
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
}

function predictor(model: ClassTrees): Predictor {
  const { classes } = model;
  const [chances, write] = [new Float64Array(classes.length), probabilitiesOf(model)];
  return (x, offset) => {
    write(x, offset, chances);
    let expectation = 0;
    for (let k = 0; k < classes.length; k++) expectation += chances[k]! * classes[k]!;
    return expectation;
  };
}

function parse(given: unknown, features: number): ClassTrees {
  const fields = recordOf("model", given);
  const classes = floatsOf("model.classes", fields.classes);
  if (classes.length < 2 || classes.some((value, k) => k > 0 && !(value > classes[k - 1]!))) {
    refuse("model.classes must be two rising values at least");
  }
  const base = floatsOf("model.base", fields.base, classes.length);
  const trees = parseTrees(fields, features);
  if (trees.roots.length % classes.length !== 0) {
    refuse(
      `model.roots must be a multiple of the ${classes.length} classes; there are ${trees.roots.length}`,
    );
  }
  const link = wordOf("model.link", fields.link, ["softmax", "shares"]);
  return { kind: "class-trees", link, classes, base, ...trees };
}

/**
 * Trees of several classes as a kind of model. The prediction is the expectation of the target: for a target of
 * -1, 0 and 1 the probability of a rise less that of a fall.
 */
export const classTreeKind: ModelKind<ClassTrees> = { parse, predictor };
