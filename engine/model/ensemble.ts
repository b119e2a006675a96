import { refuse } from "../core/errors.ts";
import type { ModelKind, Predictor } from "./predictor.ts";
import { type Preparation, parsePreparation, prepare } from "./preparation.ts";
import { integersOf, numberOf, recordOf, wordOf } from "./read.ts";
import { logistic } from "./trees.ts";

/** One model of an ensemble, with what is done to its features. */
export interface Member<M> {
  readonly model: M;
  /** Places of the features that it takes, in its order. */
  readonly places: Int32Array;
  readonly preparation?: Preparation;
  /** What its prediction counts. */
  readonly weight: number;
}

/** Models whose predictions are weighed and added up: their mean, or what a model of models learned. */
export interface Ensemble<M> {
  readonly kind: "ensemble";
  /** `identity` gives the sum itself, `logistic` the probability 1 / (1 + exp(-sum)). */
  readonly link: "identity" | "logistic";
  readonly intercept: number;
  readonly members: readonly Member<M>[];
}

/** How ensembles treat their members, whose kinds they do not know. */
export interface MemberKinds<M> {
  readonly parse: (given: unknown, features: number) => M;
  readonly predictor: (model: M) => Predictor;
  readonly memory: (model: M) => number;
}

const membersMax = 1000;

function memberPredictor<M>({ model, places, preparation }: Member<M>, kinds: MemberKinds<M>): Predictor {
  const [taken, bare] = [new Float64Array(places.length), kinds.predictor(model)];
  return (x, offset) => {
    for (let j = 0; j < places.length; j++) taken[j] = x[offset + places[j]!]!;
    if (preparation) prepare(preparation, taken, 0, taken);
    return bare(taken, 0);
  };
}

function predictor<M>({ link, intercept, members }: Ensemble<M>, kinds: MemberKinds<M>): Predictor {
  const own = members.map((member) => memberPredictor(member, kinds));
  const weights = Float64Array.from(members, ({ weight }) => weight);
  const sum: Predictor = (x, offset) => {
    let score = intercept;
    for (let k = 0; k < own.length; k++) score += weights[k]! * own[k]!(x, offset);
    return score;
  };
  return link === "logistic" ? (x, offset) => logistic(sum(x, offset)) : sum;
}

function parseMember<M>(name: string, given: unknown, features: number, kinds: MemberKinds<M>): Member<M> {
  const fields = recordOf(name, given);
  const places = integersOf(`${name}.places`, fields.places);
  if (places.length === 0 || places.some((place) => place < 0 || place >= features)) {
    refuse(`${name}.places must be features from 0 to ${features - 1}`);
  }
  return {
    model: kinds.parse(fields.model, places.length),
    places,
    ...(fields.preparation === undefined
      ? {}
      : { preparation: parsePreparation(fields.preparation, places.length) }),
    weight: numberOf(`${name}.weight`, fields.weight),
  };
}

function parse<M>(given: unknown, features: number, kinds: MemberKinds<M>): Ensemble<M> {
  const { link, intercept, members } = recordOf("model", given);
  if (!Array.isArray(members) || members.length === 0 || members.length > membersMax) {
    refuse(`model.members must be a list of 1 to ${membersMax} models`);
  }
  return {
    kind: "ensemble",
    link: wordOf("model.link", link, ["identity", "logistic"]),
    intercept: numberOf("model.intercept", intercept),
    members: members.map((member, k) => parseMember(`model.members[${k}]`, member, features, kinds)),
  };
}

/** Ensembles as a kind of model, given how their members are treated. */
export const ensembleKind = <M>(kinds: MemberKinds<M>): ModelKind<Ensemble<M>> => ({
  parse: (given, features) => parse(given, features, kinds),
  predictor: (model) => predictor(model, kinds),
  memory: ({ members }) => Math.max(...members.map(({ model }) => kinds.memory(model))),
});
