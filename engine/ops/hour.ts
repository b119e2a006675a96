import { number, op } from "../graph/op.ts";

/** Hour of the day in UTC, 0 to 23, of a time in ms such as `market.ts`, the open of the bar. */
export const hour = op({
  name: "hour",
  family: "calendar",
  about: "hour of the day in UTC, 0 to 23",
  inputs: [number],
  step: (_, ts) => Math.floor(ts / 3_600_000) - 24 * Math.floor(ts / 86_400_000),
});
