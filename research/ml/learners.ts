import { refuse, suggest } from "../../engine/core/errors.ts";
import { averaged } from "./ensemble/average.ts";
import { stacked } from "./ensemble/stack.ts";
import type { Learner } from "./learner.ts";
import { linear } from "./linear/linear-learner.ts";
import { conv1d, gru, mlp } from "./nets/net-learners.ts";
import { gbdt } from "./trees/boost-learner.ts";
import { randomForest } from "./trees/forest-learner.ts";

const single = [gbdt, randomForest, linear, mlp, conv1d, gru] as readonly unknown[] as readonly Learner[];
/** What ensembles are made of. */
const members = [gbdt, randomForest, linear] as readonly unknown[] as readonly Learner[];

/** All that can be learned with, by name. */
export const learners: Readonly<Record<string, Learner>> = Object.fromEntries(
  [...single, averaged(members), stacked(members)].map((learner) => [learner.name, learner]),
);

/** The learner of a name. Throws a UserError that says which there are. */
export function learnerOf(name: string): Learner {
  const names = Object.keys(learners);
  if (!Object.hasOwn(learners, name)) {
    refuse(`unknown learner "${name}"${suggest(name, names) || `; there are ${names.join(", ")}`}`);
  }
  return learners[name]!;
}
