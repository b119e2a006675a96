import { weekdayOf } from "../core/calendar.ts";
import { number, op } from "../graph/op.ts";
/** Day of the week in UTC, 0 for Sunday to 6 for Saturday, of a time in ms such as `market.ts`, the open of the bar. */
export const weekday = op({
  name: "weekday",
  family: "calendar",
  about: "day of the week in UTC, 0 for Sunday to 6 for Saturday",
  inputs: [number],
  step: (_, ts) => weekdayOf(ts),
});
