import { refuse, suggest } from "../../engine/core/errors.ts";
import type { Learner } from "./learner.ts";
import { linear } from "./linear/linear-learner.ts";
import { conv1d, gru, mlp } from "./nets/net-learners.ts";
import { gbdt } from "./trees/boost-learner.ts";
import { randomForest } from "./trees/forest-learner.ts";

/** All that can be learned with, by name. */
export const learners: Readonly<Record<string, Learner>> = Object.fromEntries(
  [gbdt, randomForest, linear, mlp, conv1d, gru].map((learner) => [learner.name, learner as unknown as Learner]),
);

/** The learner of a name. Throws a UserError that says which there are. */
export function learnerOf(name: string): Learner {
  const names = Object.keys(learners);
  if (!Object.hasOwn(learners, name)) {
    refuse(`unknown learner "${name}"${suggest(name, names) || `; there are ${names.join(", ")}`}`);
  }
  return learners[name]!;
}
