import { number, op } from "../graph/op.ts";

/** Minute of the hour in UTC, 0 to 59, of a time in ms such as `market.ts`, the open of the bar. */
export const minute = op({
  name: "minute",
  family: "calendar",
  about: "minute of the hour in UTC, 0 to 59",
  inputs: [number],
  step: (_, ts) => Math.floor(ts / 60_000) - 60 * Math.floor(ts / 3_600_000),
});
