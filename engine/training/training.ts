import { refuse, suggest } from "../core/errors.ts";
import type { Series, Signal } from "../graph/node.ts";
import { artefact, type Param, type Params, type ValuesOf } from "../graph/params.ts";
import { type Decision, type Market, type Strategy, strategy } from "../graph/strategy.ts";
import type { Schedule } from "../model/schedule.ts";
import { featureDrift } from "../ops/feature-drift.ts";
import { featureTable } from "../ops/features/table.ts";
import { features as readyFeatures } from "../ops/features.ts";
import { model } from "../ops/model.ts";
import type { LabelSpec } from "./label-spec.ts";
import { modelOf } from "./model-files.ts";
import { checkTrainedFor } from "./trained-for.ts";

export type { LabelSpec } from "./label-spec.ts";
export { keepModel, pinModel, useModelFiles } from "./model-files.ts";

/** A ready-made feature by its name (`bot4 features list` names them), or one of one's own. */
export type FeatureSpec = string | OwnFeature;

/** A feature of one's own: operators on a market, called once for each symbol. */
export interface OwnFeature {
  /** Lower-case letters, digits and underscores. */
  readonly name: string;
  readonly build: (market: Market) => Series | Signal;
}

/** How many features a model keeps, and by what they are chosen. */
export interface FeatureSelection {
  readonly featuresMax?: number;
  /** Of two whose rank correlation is beyond this in size, the one that tells less goes; 0.95 unless told. */
  readonly correlationMax?: number;
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
  /** Which features each model keeps, chosen among those of its own training; all unless told. */
  readonly select?: FeatureSelection;
  /** Curve that is fitted to held-out predictions of a chance; none unless told. */
  readonly calibration?: "platt" | "isotonic";
  /**
   * Weight of the oldest sample of a training window beside that of its newest, linear between in cumulative uniqueness, in
   * (-1, 1]; below 0 the oldest share weighs nothing. 1, no decay, unless told.
   */
  readonly decay?: number;
}

/** The prediction of the market's own symbol, or of another market's; not known before the first model was trained. */
export interface Predict {
  (market?: Market): Series;
  /**
   * How far the features of the market's own symbol have moved from those that the model was trained on: the mean
   * population stability index over so many bars. Above 0.25 much has moved, and a careful rule bets less.
   */
  readonly drift: (bars: number) => Series;
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
  /** What is traded on the word of the model. */
  decide(market: Market, predict: Predict, params: ValuesOf<P>): Decision;
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
  const { features, label, learner, missing, weights, select, calibration, decay, decide, ...rest } =
    definition;
  const own = (definition.params ?? {}) as P;
  for (const name of features) if (typeof name === "string") checkReady(definition.name, name);
  const predictions = new WeakMap<Market, { readonly schedule: Schedule; readonly series: Series }>();
  if ("model" in own)
    refuse(`${definition.name}: a parameter must not be called model; it names the model's file`);
  const made = strategy({
    ...rest,
    params: { ...own, model: artefact() },
    decide(market: Market, params) {
      const { name: strategy } = definition;
      const { timeframeMs } = market;
      const reference = params.model as string;
      checkTrainedFor(reference, { strategy, label, learner: learner.name, timeframeMs });
      const schedule = modelOf(reference);
      const told = (of: Market = market): Series => {
        // A decision over many symbols asks for each prediction as often as there are symbols.
        const made = predictions.get(of);
        if (made?.schedule === schedule) return made.series;
        const series = predictionOf({ features }, of, schedule);
        predictions.set(of, { schedule, series });
        return series;
      };
      const drift = (bars: number): Series =>
        featureDrift(market, featuresOf(features, market), schedule, bars);
      const predict: Predict = Object.assign(told, { drift });
      return definition.decide(market, predict, params as unknown as ValuesOf<P>);
    },
  });
  const spec: TrainingSpec = {
    features,
    label,
    learner,
    ...(missing && { missing }),
    ...(weights && { weights }),
    ...(select && { select }),
    ...(calibration && { calibration }),
    ...(decay !== undefined && { decay }),
  };
  return Object.freeze({ ...made, training: spec }) as unknown as TrainedStrategy<P>;
}

/** A family is no feature here: what a model takes must not change with the list of those that are ready-made. */
function checkReady(strategy: string, feature: string): void {
  const names = featureTable.map(({ name }) => name);
  if (names.includes(feature)) return;
  refuse(
    `${strategy}: unknown feature "${feature}"${suggest(feature, names) || "; bot4 features list names them"}`,
  );
}

/** The prediction of a model, or of several on a schedule, by the features of a specification. */
export const predictionOf = (
  { features }: Pick<TrainingSpec, "features">,
  market: Market,
  schedule: Schedule,
): Series => model(market, featuresOf(features, market), schedule);

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
