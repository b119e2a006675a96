import { refuse, suggest } from "../core/errors.ts";
import { described } from "../graph/described.ts";
import type { Series, Signal } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import type { Feature } from "./features/feature.ts";
import { featureTable } from "./features/table.ts";

const rowsByName = new Map<string, readonly Feature[]>([["all", featureTable]]);
for (const row of featureTable) {
  rowsByName.set(row.family, [...(rowsByName.get(row.family) ?? []), row]);
}
// A feature that is called as its family is means itself.
for (const row of featureTable) rowsByName.set(row.name, [row]);

/**
 * Ready-made features of a market by name, as `model` takes them: `bot4 features list` names them. A family, or `all`, gives
 * those that a market of so many symbols has; one that reads a further column reads it only where it is used. Throws a
 * UserError for a name that is not among them, or for a feature across symbols in a market of one.
 */
export const features = described(
  {
    name: "features",
    family: "feature",
    about: "ready-made features by name or family, as a model takes them",
    signature: 'features(market, ["rsi_14", "turbulent"]) -> { name: series }',
  },
  (market: Market, names: readonly string[]): Readonly<Record<string, Series | Signal>> =>
    Object.fromEntries(
      names.flatMap((name) => rowsOf(name, market).map((row) => [row.name, row.build(market)])),
    ),
);

function rowsOf(name: string, { symbols }: Market): readonly Feature[] {
  const rows = rowsByName.get(name);
  if (!rows) {
    const near = suggest(name, [...rowsByName.keys()]);
    refuse(`features: unknown feature "${name}"${near || "; bot4 features list names them"}`);
  }
  const given = rows.filter(({ symbolsMin = 1 }) => symbols.length >= symbolsMin);
  if (given.length > 0) return given;
  return refuse(
    `features: ${name} needs at least ${rows[0]!.symbolsMin} symbols; the market has ${symbols.length}`,
  );
}
