import { refuse } from "../core/errors.ts";
import { type ClassTrees, classTreeKind } from "./class-trees.ts";
import { type Ensemble, ensembleKind } from "./ensemble.ts";
import { type LinearModel, linearKind } from "./linear.ts";
import { type NetModel, netKind } from "./net.ts";
import type { ModelKind, Predictor } from "./predictor.ts";
import { recordOf } from "./read.ts";
import { type TreeEnsemble, treeKind } from "./trees.ts";

/** A trained model of any kind. A new kind needs its type here and its row below, and nothing else in the engine. */
export type Model = TreeEnsemble | ClassTrees | LinearModel | NetModel | Ensemble<Model>;

type Kinds = { readonly [K in Model["kind"]]: ModelKind<Extract<Model, { readonly kind: K }>> };

const kinds: Kinds = {
  trees: treeKind,
  "class-trees": classTreeKind,
  linear: linearKind,
  net: netKind,
  // An ensemble's members are of any kind.
  ensemble: ensembleKind<Model>({
    parse: (given, features) => parseModel(given, features),
    predictor: (model) => predictorOf(model),
    memory: (model) => memoryOf(model),
  }),
};

const kindOf = (name: string): ModelKind<Model> =>
  kinds[name as Model["kind"]] as unknown as ModelKind<Model>;

/** The model out of an untrusted record, for so many features. Throws a UserError where it is not sound. */
export function parseModel(given: unknown, features: number): Model {
  const { kind } = recordOf("model", given);
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    refuse(`model.kind must be one of ${Object.keys(kinds).join(", ")}; was ${String(kind)}`);
  }
  return kindOf(kind).parse(given, features);
}

/** A fresh predictor of a bare model: neither preparation nor calibration. */
export const predictorOf = (model: Model): Predictor => kindOf(model.kind).predictor(model);

/** Samples before the present one that a prediction of the model hangs on. */
export const memoryOf = (model: Model): number => kindOf(model.kind).memory?.(model) ?? 0;
