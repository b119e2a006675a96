import { refuse } from "../../../engine/core/errors.ts";
import type { Params } from "../../../engine/graph/params.ts";
import type { FitRequest, Fitted, Learner, Task } from "../learner.ts";
import { prepared } from "../preparation/prepared.ts";

/** The learners of an ensemble, each with the preparation that it needs. */
export interface Members {
  readonly tasks: readonly Task[];
  /** The members' parameters, each behind the name of its learner: `gbdt.trees`. */
  readonly params: Params;
  readonly learnAll: (request: FitRequest) => Promise<Fitted[]>;
}

/** Puts learners beside each other. Throws a UserError for fewer than two, and for two of one name. */
export function membersOf(learners: readonly Learner[]): Members {
  const names = learners.map(({ name }) => name);
  if (learners.length < 2)
    refuse(`an ensemble must have two learners at least; it has ${names.join(", ") || "none"}`);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) refuse(`the learners of an ensemble must differ in name; "${twice}" stands twice`);
  const own = learners.map((learner) => ({ learner: prepared(learner), prefix: `${learner.name}.` }));
  const learnOne = ({ learner, prefix }: (typeof own)[number], request: FitRequest) =>
    learner.learn({ ...request, params: unprefixed(request.params, prefix) });
  return {
    tasks: learners[0]!.tasks.filter((task) => learners.every(({ tasks }) => tasks.includes(task))),
    params: Object.fromEntries(
      own.flatMap(({ learner, prefix }) =>
        Object.entries(learner.params).map(([name, param]) => [prefix + name, param]),
      ),
    ),
    // One after the other, so that one that is not alone in its thread cannot disturb the others' chance.
    learnAll: async (request) => {
      const fitted: Fitted[] = [];
      for (const member of own) fitted.push(await learnOne(member, request));
      return fitted;
    },
  };
}

const unprefixed = (params: Readonly<Record<string, unknown>>, prefix: string) =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );

/** Mean importance of the members that tell theirs; undefined where none does. */
export function meanImportance(fitted: readonly Fitted[]): Float64Array | undefined {
  const told = fitted.flatMap(({ importance }) => (importance ? [importance] : []));
  return told[0]?.map((_, j) => told.reduce((sum, own) => sum + own[j]!, 0) / told.length);
}
