// All ready-made features. A family is a file, or a few small ones of a kind.
import { calendar } from "./calendar.ts";
import { crossAsset, funding } from "./cross-asset.ts";
import type { Feature } from "./feature.ts";
import { dependence, disorder, fractional } from "./memory.ts";
import { microstructure } from "./microstructure.ts";
import { momentum } from "./momentum.ts";
import { regimes } from "./regime.ts";
import { trend } from "./trend.ts";
import { volatility } from "./volatility.ts";
import { volume } from "./volume.ts";

/** The ready-made features, by family. */
export const featureTable: readonly Feature[] = [
  ...momentum,
  ...trend,
  ...volatility,
  ...volume,
  ...microstructure,
  ...calendar,
  ...crossAsset,
  ...regimes,
  ...fractional,
  ...dependence,
  ...disorder,
  ...funding,
];
