import { expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { seeded } from "../core/random.ts";
import type { Series } from "../graph/node.ts";
import * as ops from "./index.ts";

const random = seeded(4);
// Leap days and the ends of centuries, and any minute from 1900 to 2200.
const edges = [
  "1969-12-31T23:59:59.999Z",
  "1970-01-01T00:00:00Z",
  "2000-02-29T12:30:00Z",
  "2024-02-29T23:59:00Z",
  "2024-03-01T00:00:00Z",
  "2100-02-28T23:00:00Z",
  "2100-03-01T00:00:00Z",
  "2023-12-31T23:59:59Z",
].map((text) => Date.parse(text));
const ts = [
  ...edges,
  ...Array.from({ length: 2_000 }, () => Math.floor((random() * 300 - 70) * 31_557_600_000)),
];

test.each<[string, (ts: Series) => Series, (date: Date) => number]>([
  ["hour", (x) => ops.hour(x), (date) => date.getUTCHours()],
  ["minute", (x) => ops.minute(x), (date) => date.getUTCMinutes()],
  ["weekday", (x) => ops.weekday(x), (date) => date.getUTCDay()],
  ["dayOfMonth", (x) => ops.dayOfMonth(x), (date) => date.getUTCDate()],
  ["month", (x) => ops.month(x), (date) => date.getUTCMonth() + 1],
])("%s agrees with the calendar of the language", (_name, build, expected) => {
  const got = evaluate({ ts }, (market) => build(market.ts));
  expect([...got]).toEqual(ts.map((value) => expected(new Date(value))));
});
