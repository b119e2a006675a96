import { refuse, suggest } from "../core/errors.ts";
import { described } from "../graph/described.ts";
import type { Series, Signal } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { featureTable } from "./features/table.ts";

const byName = new Map(featureTable.map((feature) => [feature.name, feature]));

/**
 * Ready-made features of a market by name, as `model` takes them: `bot4 features list` names them. Throws a UserError for a
 * name that is not among them, or for features across symbols in a market of one.
 */
export const features = described(
  {
    name: "features",
    family: "feature",
    about: "ready-made features by name, as a model takes them",
    signature: 'features(market, ["rsi_14", "turbulent"]) -> { name: series }',
  },
  (market: Market, names: readonly string[]): Readonly<Record<string, Series | Signal>> =>
    Object.fromEntries(
      names.map((name) => {
        const feature = byName.get(name);
        if (!feature) {
          const near = suggest(name, [...byName.keys()]);
          refuse(`features: unknown feature "${name}"${near || "; bot4 features list names them"}`);
        }
        const { symbolsMin = 1 } = feature;
        if (market.symbols.length < symbolsMin) {
          refuse(
            `features: ${name} needs at least ${symbolsMin} symbols; the market has ${market.symbols.length}`,
          );
        }
        return [name, feature.build(market)];
      }),
    ),
);
