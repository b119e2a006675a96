import { refuse, suggest } from "../core/errors.ts";
import { described } from "../graph/described.ts";
import { isNode, type Kind, type Numeric, type Series, type Signal } from "../graph/node.ts";
import { apply, number, type Op, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";
import type { Market } from "../graph/strategy.ts";
import type { Artefact } from "../model/artefact.ts";
import { beginningMs, featuresOf, type Schedule, scheduleHash, scheduleOf } from "../model/schedule.ts";
import { memoryOfSchedule, scheduledPredictor } from "../model/scheduled-predictor.ts";
import { where } from "./where.ts";

/** An operator made for one schedule, and what it takes. */
interface ModelOp {
  readonly op: Op;
  readonly features: readonly string[];
  /** Whether its first input is the time of the bar. */
  readonly timed: boolean;
}

/** Equal expressions stay one node, and a schedule is hashed once, however often `decide` is called. */
const made = new WeakMap<Artefact | Schedule, ModelOp>();

function modelOp(artefacts: Artefact | Schedule): ModelOp {
  const schedule = scheduleOf(artefacts);
  const features = featuresOf(schedule);
  const timed = schedule.length > 1 || schedule[0]!.fromMs !== beginningMs;
  const hash = scheduleHash(schedule);
  const first = timed ? 1 : 0;
  const made = op({
    name: "model",
    family: "model",
    inputs: Array<Kind>(features.length + first).fill(number),
    names: timed ? ["ts", ...features] : features,
    // The one choice that there is: the plan prints it, and so its hash covers what was trained.
    params: { sha256: choice(hash, [hash]) },
    // What an unknown feature does is for each artefact to say.
    sees: true,
    warmup: () => memoryOfSchedule(schedule),
    wide: true,
    init: () => {
      const inputs = new Float64Array(features.length + first);
      return { inputs, x: inputs.subarray(first), predict: scheduledPredictor(schedule) };
    },
    step: ({ inputs, x, predict }) => predict(timed ? inputs[0]! : beginningMs, x),
  });
  return { op: made.op, features, timed };
}

/**
 * The prediction of a trained model for the features of the bar. Features are given by the names under which the model
 * was trained; others are not looked at. Of a schedule, that artefact predicts whose time has come last at the open of
 * the bar of `market`; before the first of them the prediction is not known. What a feature that is not known does is
 * the artefact's to say. The hash of all artefacts is a parameter of the node, so that the hash of a plan covers them.
 *
 * Throws a UserError that names a feature which is missing.
 */
export const model = described(
  {
    name: "model",
    family: "model",
    about: "prediction of a trained model, or of one that is trained again on a schedule",
    signature: "model(market, { feature: series }, artefact | [{ fromMs, artefact }]) -> series",
  },
  (
    market: Market,
    features: Readonly<Record<string, Numeric | Signal>>,
    artefacts: Artefact | Schedule,
  ): Series => {
    const known = made.get(artefacts) ?? modelOp(artefacts);
    made.set(artefacts, known);
    const inputs = known.features.map((name) => featureOf(features, name));
    return apply(known.op, known.timed ? [market.ts, ...inputs] : inputs) as Series;
  },
);

function featureOf(features: Readonly<Record<string, Numeric | Signal>>, name: string): Numeric {
  if (!Object.hasOwn(features, name)) {
    const names = Object.keys(features);
    refuse(
      `model: feature "${name}" must be given${suggest(name, names)}; given were ${names.join(", ") || "none"}`,
    );
  }
  const feature = features[name]!;
  return isNode(feature) && feature.kind === "boolean"
    ? where(feature as Signal, 1, 0)
    : (feature as Numeric);
}
