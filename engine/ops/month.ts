import { number, op } from "../graph/op.ts";
import { monthDay } from "./month-day.ts";
/** Month of the year in UTC, 1 for January to 12 for December, of a time in ms such as `market.ts`, the open of the bar. */
export const month = op({
  name: "month",
  family: "calendar",
  about: "month of the year in UTC, 1 for January to 12 for December",
  inputs: [number],
  step: (_, ts) => Math.floor(monthDay(ts) / 100),
});
