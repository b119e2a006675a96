import type { Numeric, Series } from "../../graph/node.ts";
import { cos } from "../cos.ts";
import { dayOfMonth } from "../day-of-month.ts";
import { eq } from "../eq.ts";
import { ge } from "../ge.ts";
import { hour } from "../hour.ts";
import { mod } from "../mod.ts";
import { month } from "../month.ts";
import { mul } from "../mul.ts";
import { or } from "../or.ts";
import { sin } from "../sin.ts";
import { sub } from "../sub.ts";
import { weekday } from "../weekday.ts";
import { within } from "../within.ts";
import { family, type Row } from "./feature.ts";

const angle = (x: Series, turn: number, from: Numeric = 0): Series => mul(sub(x, from), (2 * Math.PI) / turn);

/** Two features that stand for a place on a circle, so that its end lies beside its beginning. */
const circle = (
  name: string,
  what: string,
  turn: number,
  of: (ts: Series) => Series,
  from = 0,
): readonly Row[] => [
  {
    name: `${name}_sin`,
    formula: `sine of the ${what} in UTC`,
    build: ({ ts }) => sin(angle(of(ts), turn, from)),
  },
  {
    name: `${name}_cos`,
    formula: `cosine of the ${what} in UTC`,
    build: ({ ts }) => cos(angle(of(ts), turn, from)),
  },
];

export const calendar = family("calendar", [
  circle("hour", "hour of the day", 24, hour),
  circle("weekday", "day of the week", 7, weekday),
  circle("month_day", "day of the month, of 31", 31, dayOfMonth, 1),
  circle("month", "month of the year", 12, month, 1),
  {
    name: "weekend",
    formula: "1 on Saturday and Sunday in UTC, else 0",
    build: ({ ts }) => ge(mod(sub(weekday(ts), 1), 7), 5),
  },
  {
    name: "turn_of_month",
    formula: "1 on the first three days of a month and from its 29th on, in UTC, else 0",
    build: ({ ts }) => or(ge(dayOfMonth(ts), 29), within({ x: dayOfMonth(ts), low: 1, high: 3 })),
  },
  {
    name: "funding_hour",
    formula: "1 on bars that open at 0, 8 or 16 h UTC, when perpetuals usually settle funding, else 0",
    build: ({ ts }) => eq(mod(hour(ts), 8), 0),
  },
]);
