import type { Columns } from "../columns.ts";
import { type Defect, plural, Tally } from "./defect.ts";

/** Prices may miss their bound by this fraction: rounding of adjusted prices, not a defect. */
const rounding = 1e-9;

/** Finds cells that are not known, prices and volumes out of range, and bars whose high and low do not bound them. */
export function checkValues({ ts, open, high, low, close, volume }: Columns): Defect[] {
  const [missing, prices, ohlc, negative, zero] = [
    new Tally(),
    new Tally(),
    new Tally(),
    new Tally(),
    new Tally(),
  ];
  let known = 0;
  for (let i = 0; i < volume.length; i++) if (volume[i] === volume[i]) known++;
  for (let i = 0; i < ts.length; i++) {
    const [o, h, l, c, v] = [open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!];
    const sum = o + h + l + c;
    if (sum !== sum || (v !== v && known > 0)) missing.add(i);
    if (o <= 0 || h <= 0 || l <= 0 || c <= 0) prices.add(i);
    const slack = Math.abs(c) * rounding;
    const top = h + slack;
    const bottom = l - slack;
    if (o > top || c > top || l > top || o < bottom || c < bottom) ohlc.add(i);
    if (v < 0) negative.add(i);
    if (v === 0) zero.add(i);
  }
  return [
    ...missing.defect("missing", ts, (count) => `${plural(count, "bar")} with an empty cell`),
    ...prices.defect("prices", ts, (count) => `${plural(count, "bar")} with a price of zero or below`),
    ...ohlc.defect(
      "ohlc",
      ts,
      (count) => `${plural(count, "bar")} whose high or low does not bound open and close`,
    ),
    ...negative.defect("volume", ts, (count) => `${plural(count, "bar")} of negative volume`),
    ...zero.defect("zero-volume", ts, (count) => `${plural(count, "bar")} without volume`),
    ...noVolume(ts, known),
  ];
}

function noVolume(ts: Float64Array, known: number): Defect[] {
  if (known > 0 || ts.length === 0) return [];
  return [{ kind: "no-volume", severity: "note", count: ts.length, where: [], text: "volume is not known" }];
}
