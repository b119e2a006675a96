import { number, op } from "../graph/op.ts";
import { monthDay } from "./month-day.ts";
/** Day of the month in UTC, 1 to 31, of a time in ms such as `market.ts`, the open of the bar. */
export const dayOfMonth = op({
  name: "dayOfMonth",
  family: "calendar",
  about: "day of the month in UTC, 1 to 31",
  inputs: [number],
  step: (_, ts) => monthDay(ts) % 100,
});
