import { seeded } from "../../engine/core/random.ts";
import type { Param, Params } from "../../engine/graph/params.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Variant } from "../sweep/space.ts";

/** Parameters at a point, as they are resolved: all of them. */
type Chosen = Readonly<Record<string, unknown>>;

const isNumeric = ({ type }: Param): boolean => type === "int" || type === "num";

const fitted = (param: Param, value: number): number =>
  param.type === "int" ? Math.round(value) : Number(value.toPrecision(12));

/** Values per parameter of the space around a choice: both ends, and steps of equal ratio between. */
const rungs = 9;

/**
 * The space around chosen parameters as words of a sweep: numbers from a `factor` below to a factor above, in equal
 * ratios and within what the parameter allows; switches and choices with all that they can be.
 *
 * @example
 * import { int } from "bot4/strategy";
 * wordsAround({ n: int(8) }, { n: 8 }, 2) // => ["n=4,5,6,7,8,10,11,13,16"]
 */
export function wordsAround(params: Params, chosen: Chosen, factor: number): string[] {
  return Object.entries(params).map(([name, param]) => {
    const value = chosen[name];
    if (!isNumeric(param)) return `${name}=${(param.choices ?? [value]).join(",")}`;
    const centre = value as number;
    const values = Array.from({ length: rungs }, (_, k) => {
      const share = k / (rungs - 1);
      // Zero has no ratio: it stays.
      return fitted(param, centre * factor ** (2 * share - 1));
    });
    const fits = [...new Set([...values, centre])].filter((each) => param.accepts(each));
    return `${name}=${fits.sort((a, b) => a - b).join(",")}`;
  });
}

/** Neighbours that are drawn with all parameters moved at once, beside those with a single one moved. */
const drawn = 32;

/**
 * Parameters near to chosen ones: each number alone half and all the way out, by at least one step of a whole number,
 * and further ones with all numbers moved at once within that reach. Deterministic by its seed.
 */
export function neighboursOf(strategy: Strategy, chosen: Chosen, reach: number, seed: number): Variant[] {
  const numeric = Object.entries(strategy.params as Params).filter(([, param]) => isNumeric(param));
  const moved = (param: Param, value: number, by: number): number => {
    const next = fitted(param, value * (1 + by));
    return next === value && param.type === "int" ? value + Math.sign(by) : next;
  };
  const near: Record<string, unknown>[] = [];
  for (const [name, param] of numeric) {
    for (const by of [-reach, -reach / 2, reach / 2, reach]) {
      near.push({ ...chosen, [name]: moved(param, chosen[name] as number, by) });
    }
  }
  const random = seeded(seed);
  for (let k = 0; numeric.length > 1 && k < drawn; k++) {
    const all = numeric.map(([name, param]) => [
      name,
      moved(param, chosen[name] as number, reach * (2 * random() - 1)),
    ]);
    near.push({ ...chosen, ...Object.fromEntries(all) });
  }
  const own = JSON.stringify(chosen);
  const different = new Map(near.map((each) => [JSON.stringify(each), each]));
  different.delete(own);
  const allowed = [...different.values()].filter((each) => fits(strategy, each));
  return allowed as Variant[];
}

const fits = (strategy: Strategy, values: Record<string, unknown>): boolean =>
  Object.entries(strategy.params as Params).every(([name, param]) => param.accepts(values[name])) &&
  (strategy.where?.(values as never) ?? true);
