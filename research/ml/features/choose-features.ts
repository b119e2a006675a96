import { refuse, suggest } from "../../../engine/core/errors.ts";
import type { Feature } from "../../../engine/ops/features/feature.ts";
import { featureTable } from "../../../engine/ops/features/table.ts";
import type { Bars } from "../../../engine/trade/bars.ts";

/** A ready-made feature or family by name, `all`, or a feature of one's own. */
export type FeatureChoice = string | OwnFeature;

/** A feature of one's own: a name, and operators on a market. */
export type OwnFeature = Pick<Feature, "name" | "build"> & Partial<Feature>;

/**
 * The features that are chosen, in order. Of a family, or of all, those that the market can feed; one that is chosen by its own name must
 * be fed. Throws a UserError for none, an unknown name, one that comes twice, or data that a feature lacks.
 */
export function chooseFeatures(choices: readonly FeatureChoice[], bars: readonly Bars[]): readonly Feature[] {
  const chosen = choices.flatMap((choice) =>
    typeof choice === "string" ? named(choice, bars) : [own(choice)],
  );
  if (chosen.length === 0) refuse("features must name at least one; bot4 features list names them");
  const names = chosen.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse(`feature "${twice}" is given twice; give each feature a name of its own`);
  for (const feature of chosen) {
    const lack = lackOf(feature, bars);
    if (lack !== undefined) refuse(`feature "${feature.name}" ${lack}`);
  }
  return chosen;
}

function named(choice: string, bars: readonly Bars[]): readonly Feature[] {
  const one = featureTable.find(({ name }) => name === choice);
  if (one) return [one];
  const several = featureTable.filter(({ family }) => choice === "all" || family === choice);
  if (several.length === 0) {
    const families = new Set(featureTable.map(({ family }) => family));
    const near = suggest(choice, [...featureTable.map(({ name }) => name), ...families, "all"]);
    refuse(`unknown feature "${choice}"${near || "; bot4 features list names them"}`);
  }
  const fed = several.filter((feature) => lackOf(feature, bars) === undefined);
  return fed.length > 0 ? fed : refuse(`family "${choice}": each feature ${lackOf(several[0]!, bars)}`);
}

function own(given: OwnFeature): Feature {
  const { name, build } = given;
  if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name)) {
    refuse(`a feature's name must be lower-case letters, digits and underscores; was "${name}"`);
  }
  if (featureTable.some((feature) => feature.name === name)) {
    refuse(`feature "${name}" is ready-made; give a feature of your own another name`);
  }
  if (typeof build !== "function")
    refuse(`feature "${name}" must have a function build(market) that gives a series`);
  return { family: "own", formula: "", ...given };
}

/** What the data lack that a feature needs, in words. */
function lackOf({ needs = [], symbolsMin = 1 }: Feature, bars: readonly Bars[]): string | undefined {
  if (bars.length < symbolsMin) return `needs at least ${symbolsMin} symbols; the data have ${bars.length}`;
  for (const column of needs) {
    const without = bars.find(({ extra }) => !extra?.[column]);
    if (without) {
      return `needs the column "${column}", which the data of ${without.symbol} lack; give --attach ${column}=file`;
    }
  }
  return undefined;
}
