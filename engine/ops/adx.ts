import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { dmi } from "./dmi.ts";

/** Average directional index of {@link dmi}: the strength of a trend in either direction, 0 to 100. */
export const adx = composite({
  name: "adx",
  family: "trend",
  about: "average directional index: strength of a trend, 0 to 100",
  inputs: { high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => dmi(bars, n).adx,
});
