import { refuse } from "../../engine/core/errors.ts";
import { foldsOf, indicesOf, type Split, type Stretch } from "./cross-validation.ts";
import { checkEnds, leaksInto } from "./cross-validation-purged.ts";

/** How {@link combinatorialPurged} cuts. */
export interface CombinatorialOptions {
  /** The last observation that each one reaches to: `ends[i] >= i`. */
  readonly ends: ArrayLike<number>;
  readonly groups: number;
  /** How many of the groups are the test of one split. */
  readonly testGroups: number;
  /** Observations after the span of each test group that are left out, too; 0 unless told. */
  readonly embargo?: number;
}

/** A split of which groups are the test. */
export interface CombinatorialSplit extends Split {
  readonly testGroups: readonly number[];
}

/** All splits, and how their tests join to paths through all observations. */
export interface Combinatorial {
  readonly groups: readonly Stretch[];
  /** In lexicographic order of the test groups. */
  readonly splits: readonly CombinatorialSplit[];
  /** A path names for each group the split that supplies its test; every test belongs to one path. */
  readonly paths: readonly (readonly number[])[];
}

/** More splits than this are a mistake, or would never end. */
const splitsMax = 100_000;

/**
 * Combinatorial purged cross-validation: every choice of `testGroups` out of `groups` is once the test, and the tests
 * join to several paths through the whole history instead of one. Purged and embargoed around each test group on its own.
 * Source: M. López de Prado, Advances in Financial Machine Learning (2018), ch. 12.
 *
 * @example
 * combinatorialPurged({ ends: [0, 1, 2], groups: 3, testGroups: 1 }).paths // => [[0, 1, 2]]
 */
export function combinatorialPurged({
  ends,
  groups: count,
  testGroups: size,
  embargo = 0,
}: CombinatorialOptions): Combinatorial {
  checkEnds(ends, embargo);
  const groups = foldsOf(ends.length, count);
  if (!(Number.isInteger(size) && size >= 1 && size < count)) {
    refuse(`test groups must be a whole number from 1 to ${count - 1}; was ${size}`);
  }
  const choices = combinationsOf(count, size);
  const splits = choices.map((testGroups): CombinatorialSplit => {
    const leaks = testGroups.map((group) => leaksInto(ends, groups[group]!, embargo));
    // A test observation overlaps with its own group, so that this leaves the test out as well.
    const train = indicesOf([0, ends.length]).filter((i) => !leaks.some((leak) => leak(i)));
    return { testGroups, train, test: testGroups.flatMap((group) => indicesOf(groups[group]!)) };
  });
  return { groups, splits, paths: pathsOf(splits, count) };
}

/**
 * Choices of k numbers out of 0 to n - 1, in lexicographic order. Throws a UserError for more than 100,000 of them.
 *
 * @example
 * combinationsOf(3, 2) // => [[0, 1], [0, 2], [1, 2]]
 */
export function combinationsOf(n: number, k: number): number[][] {
  let all: number[][] = [[]];
  for (let place = 0; place < k; place++) {
    all = all.flatMap((some) => {
      const first = (some.at(-1) ?? -1) + 1;
      return indicesOf([first, n - k + place + 1]).map((next) => [...some, next]);
    });
    if (all.length > splitsMax) refuse(`${k} of ${n} groups make more than ${splitsMax} splits; take fewer`);
  }
  return all;
}

/** Path j takes for each group the j-th split in which it is tested. */
function pathsOf(splits: readonly CombinatorialSplit[], groups: number): number[][] {
  const testing = Array.from({ length: groups }, (_, group) =>
    splits.flatMap(({ testGroups }, split) => (testGroups.includes(group) ? [split] : [])),
  );
  return testing[0]!.map((_, path) => testing.map((own) => own[path]!));
}
