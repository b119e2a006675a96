import { refuse } from "../core/errors.ts";
import type { Series, Signal } from "../graph/node.ts";
import { artefact, type Param, type Params, type ValuesOf } from "../graph/params.ts";
import { type Decision, type Market, type Strategy, strategy } from "../graph/strategy.ts";
import { features as readyFeatures } from "../ops/features.ts";
import { model } from "../ops/model.ts";
import type { LabelSpec } from "./label-spec.ts";
import { modelOf } from "./model-files.ts";

/** A ready-made feature by its name (`bot4 features list` names them), or one of one's own. */
export type FeatureSpec = string | OwnFeature;

/** A feature of one's own: operators on a market, called once for each symbol. */
export interface OwnFeature {
  /** Lower-case letters, digits and underscores. */
  readonly name: string;
  readonly build: (market: Market) => Series | Signal;
}

/** What a model learns from, and what is traded on its word. */
export interface TrainingSpec {
  readonly features: readonly FeatureSpec[];
  readonly label: LabelSpec;
  /** Name of a learner (`bot4 train --help` lists them) and its parameters, its defaults unless told. */
  readonly learner: { readonly name: string; readonly params?: Readonly<Record<string, number>> };
  /**
   * What a feature that is not known does: `refuse`, unless told, makes the prediction unknown; `take` leaves it to the
   * preparation and the model.
   */
  readonly missing?: "refuse" | "take";
  /**
   * How samples count: by how much of their label no other label shares (`uniqueness`, unless told), all alike, or by the
   * return that is theirs.
   */
  readonly weights?: "uniqueness" | "equal" | "return";
  /** Curve that is fitted to held-out predictions of a chance; none unless told. */
  readonly calibration?: "platt" | "isotonic";
}

export interface TrainingDefinition<P extends Params> extends TrainingSpec {
  readonly name: string;
  /** One sentence for listings. */
  readonly about?: string;
  /** Parameters of the rule by which it trades; what is learned does not depend on them. */
  readonly params?: P;
  where?(params: ValuesOf<P>): boolean;
  /** Least change of `target` that is traded, as a fraction of equity; 0 unless told. */
  readonly rebalance?: number;
  readonly symbolsMin?: number;
  /**
   * What is traded. `predict` gives the prediction of the market's own symbol, or of another market's; not known before
   * the first model was trained.
   */
  decide(market: Market, predict: (market?: Market) => Series, params: ValuesOf<P>): Decision;
}

/** Parameters of a trained strategy: its own, and the file of its model. */
export type TrainedParams<P extends Params> = P & { readonly model: Param<string> };

/** A strategy that lives on a trained model, and how that is trained. */
export interface TrainedStrategy<P extends Params = Params> extends Strategy<TrainedParams<P>> {
  readonly training: TrainingSpec;
}

/**
 * Declares what a model learns and how its predictions are traded: one value that `bot4 train` trains, and that is
 * backtested, judged and promoted as any other strategy once its parameter `model` names the file of a model.
 *
 * Throws a UserError for parameters that are called `model`, and for a name that is none.
 */
export function training<P extends Params = Record<never, never>>(
  definition: TrainingDefinition<P>,
): TrainedStrategy<P> {
  const { features, label, learner, missing, weights, calibration, decide, ...rest } = definition;
  const own = (definition.params ?? {}) as P;
  if ("model" in own)
    refuse(`${definition.name}: a parameter must not be called model; it names the model's file`);
  const made = strategy({
    ...rest,
    params: { ...own, model: artefact() },
    decide(market: Market, params) {
      const schedule = modelOf(params.model as string);
      const predict = (of: Market = market): Series => model(of, featuresOf(features, of), schedule);
      return definition.decide(market, predict, params as unknown as ValuesOf<P>);
    },
  });
  const spec: TrainingSpec = {
    features,
    label,
    learner,
    ...(missing && { missing }),
    ...(weights && { weights }),
    ...(calibration && { calibration }),
  };
  return Object.freeze({ ...made, training: spec }) as unknown as TrainedStrategy<P>;
}

/** The features of a specification as series of a market. */
const featuresOf = (features: readonly FeatureSpec[], market: Market): Record<string, Series | Signal> =>
  Object.assign(
    {},
    ...features.map((feature) =>
      typeof feature === "string"
        ? readyFeatures(market, [feature])
        : { [feature.name]: feature.build(market) },
    ),
  );

/** Whether a strategy is one that can be trained. */
export const isTrained = (value: Strategy): value is TrainedStrategy => "training" in value;
