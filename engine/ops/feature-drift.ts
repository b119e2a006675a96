import { refuse } from "../core/errors.ts";
import { described } from "../graph/described.ts";
import { isNode, type Kind, type Numeric, type Series, type Signal } from "../graph/node.ts";
import { apply, number, type Op, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";
import type { Market } from "../graph/strategy.ts";
import type { Artefact } from "../model/artefact.ts";
import { featuresOf, type Schedule, scheduleHash, scheduleOf } from "../model/schedule.ts";
import { classOf, classShift } from "../model/spread.ts";
import { where } from "./where.ts";

/** The spread of one stage, its features at places among those of the whole schedule. */
interface Stage {
  readonly fromMs: number;
  readonly places: Int32Array;
  readonly cuts: Int32Array;
  readonly edges: Float64Array;
  readonly shares: Float64Array;
}

interface State {
  readonly stages: readonly Stage[];
  /** The time of the bar, then its features; `x` is those alone. */
  readonly inputs: Float64Array;
  readonly x: Float64Array;
  /** The features of the last bars, a row a bar. */
  readonly ring: Float64Array;
  /** Bars in each class of the present stage. */
  readonly counts: Float64Array;
  readonly bars: number;
  seen: number;
  stage: number;
}

function stagesOf(schedule: Schedule, features: readonly string[]): Stage[] {
  return schedule.map(({ fromMs, artefact }) => {
    const { spread, features: own } = artefact;
    if (!spread)
      return refuse("featureDrift: the model does not tell how its features were spread; train it anew");
    return { fromMs, places: Int32Array.from(own, (name) => features.indexOf(name)), ...spread };
  });
}

/** Adds a row of features to the counts of their classes, or takes it away. */
function count(
  { edges, cuts, places }: Stage,
  counts: Float64Array,
  values: Float64Array,
  row: number,
  by: 1 | -1,
): void {
  for (let j = 0, from = 0; j < places.length; from += cuts[j++]!) {
    const value = values[row + places[j]!]!;
    // A feature has one class more than edges.
    if (value === value) counts[from + j + classOf(edges, from, cuts[j]!, value)]! += by;
  }
}

/** Mean stability index over the features that are known at all. */
function indexOf({ cuts, shares }: Stage, counts: Float64Array): number {
  let [sum, features] = [0, 0];
  for (let j = 0, from = 0; j < cuts.length; j++) {
    const to = from + cuts[j]! + 1;
    let known = 0;
    for (let k = from; k < to; k++) known += counts[k]!;
    if (known > 0) {
      features++;
      for (let k = from; k < to; k++) sum += classShift(shares[k]!, counts[k]! / known);
    }
    from = to;
  }
  return sum / features;
}

function step(state: State): number {
  const { inputs, stages, x, ring, counts, bars } = state;
  const ts = inputs[0]!;
  if (ts !== ts) return Number.NaN;
  const width = x.length;
  let known = 0;
  for (let j = 0; j < width; j++) if (x[j] === x[j]) known++;
  const before = state.stage;
  while (state.stage + 1 < stages.length && stages[state.stage + 1]!.fromMs <= ts) state.stage++;
  const stage = stages[state.stage];
  if (stage && state.stage !== before) {
    // Another model has other classes: what was seen is counted by those.
    counts.fill(0);
    for (let k = Math.max(0, state.seen - bars); k < state.seen; k++)
      count(stage, counts, ring, (k % bars) * width, 1);
  }
  // A bar of which nothing is known is not there.
  if (known === 0) return Number.NaN;
  const row = (state.seen % bars) * width;
  if (stage && state.seen >= bars) count(stage, counts, ring, row, -1);
  ring.set(x, row);
  state.seen++;
  if (stage) count(stage, counts, ring, row, 1);
  return stage && state.seen >= bars ? indexOf(stage, counts) : Number.NaN;
}

const made = new WeakMap<
  Artefact | Schedule,
  Map<number, { readonly op: Op; readonly features: readonly string[] }>
>();

function driftOp(artefacts: Artefact | Schedule, bars: number) {
  const schedule = scheduleOf(artefacts);
  const features = featuresOf(schedule);
  const stages = stagesOf(schedule, features);
  const classes = Math.max(...stages.map(({ shares }) => shares.length));
  const hash = scheduleHash(schedule);
  const { op: own } = op({
    name: "featureDrift",
    family: "model",
    inputs: Array<Kind>(features.length + 1).fill(number),
    names: ["ts", ...features],
    params: { sha256: choice(hash, [hash]), bars: choice(bars, [bars]) },
    sees: true,
    warmup: () => bars - 1,
    wide: true,
    init: (): State => {
      const inputs = new Float64Array(features.length + 1);
      const ring = new Float64Array(features.length * bars);
      const counts = new Float64Array(classes);
      return { inputs, x: inputs.subarray(1), stages, ring, counts, bars, seen: 0, stage: -1 };
    },
    step,
  });
  return { op: own, features };
}

/**
 * How far features have moved from those that a model was trained on: the population stability index of the last `bars`
 * bars beside the training, mean over the features; of a schedule, beside that of the model whose time has come. By the
 * usual rule of thumb below 0.1 little has moved, and above 0.25 much has (Siddiqi 2006); of few bars chance alone makes
 * about 9 / `bars`.
 *
 * Throws a UserError for fewer than 2 bars, a feature that is missing, and a model that does not tell of its training.
 */
export const featureDrift = described(
  {
    name: "featureDrift",
    family: "model",
    about: "stability index of the last features beside those that a model was trained on",
    signature: "featureDrift(market, { feature: series }, artefact | [{ fromMs, artefact }], bars) -> series",
  },
  (
    market: Market,
    features: Readonly<Record<string, Numeric | Signal>>,
    artefacts: Artefact | Schedule,
    bars: number,
  ): Series => {
    if (!(Number.isInteger(bars) && bars >= 2)) {
      refuse(`featureDrift: bars must be a whole number of at least 2; was ${bars}`);
    }
    const ofBars = made.get(artefacts) ?? new Map<number, ReturnType<typeof driftOp>>();
    made.set(artefacts, ofBars);
    const known = ofBars.get(bars) ?? driftOp(artefacts, bars);
    ofBars.set(bars, known);
    const inputs = known.features.map((name) => {
      const feature = Object.hasOwn(features, name)
        ? features[name]!
        : refuse(
            `featureDrift: feature "${name}" must be given; given were ${Object.keys(features).join(", ")}`,
          );
      return isNode(feature) && feature.kind === "boolean" ? where(feature as Signal, 1, 0) : feature;
    });
    return apply(known.op, [market.ts, ...inputs]) as Series;
  },
);
