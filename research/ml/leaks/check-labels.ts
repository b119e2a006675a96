import { refuse } from "../../../engine/core/errors.ts";
import { alignBars, type MarketData } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { withTamperedFuture } from "../../tamper.ts";
import type { Label, Labelling } from "../labels/labelling.ts";
import { copyOf, lastRows } from "./stretch.ts";

/** Labels of a symbol that are made again, and symbols that are looked at. */
const probesMost = 12;
const symbolsMost = 3;
/** Bars that are looked at first; more where these give no label. */
const rowsFirst = 2000;

/**
 * Refuses a label that is made of bars after the one at whose close it says it is known: some labels are made again with the
 * later bars changed, and with them cut off. Throws a UserError that names the label, the bar and how far it says to read.
 */
export function checkLabels(labelling: Labelling, bars: readonly Bars[]): void {
  const length = alignBars(bars).ts.length;
  for (let rows = rowsFirst; ; rows *= 2) {
    const { market, from } = lastRows(bars, rows);
    const looked = market.bars
      .slice(0, symbolsMost)
      .map((_, symbol) => checkSymbol(labelling, market, symbol, from));
    if (looked.some((labels) => labels > 0) || rows >= length) return;
  }
}

/** Checks labels of one symbol; returns how many it has. */
function checkSymbol(labelling: Labelling, market: MarketData, symbol: number, from: number): number {
  const labels = labelling.make(market, symbol);
  const count = Math.min(probesMost, labels.length);
  for (let k = 0; k < count; k++) {
    const label = labels[Math.floor(((k + 0.5) * labels.length) / count)]!;
    checkSpan(labelling, label, market, symbol, from);
    const changed = copyOf(market, 0, market.ts.length);
    withTamperedFuture(changed.bars, market.ts[label.until]! + 1, () =>
      demandSame(labelling, label, changed, symbol, from, "changed"),
    );
    demandSame(labelling, label, copyOf(market, 0, label.until + 1), symbol, from, "cut off");
  }
  return labels.length;
}

function checkSpan(
  { name }: Labelling,
  { row, until, y }: Label,
  market: MarketData,
  symbol: number,
  from: number,
): void {
  const of = `label "${name}" of ${market.symbols[symbol]} at bar ${row + from}`;
  if (!(until > row && until < market.ts.length)) {
    refuse(`${of} must be known at a later bar of the data; it says at bar ${until + from}`);
  }
  if (!Number.isFinite(y)) refuse(`${of} must be finite; was ${y}`);
}

function demandSame(
  labelling: Labelling,
  { row, until, y }: Label,
  other: MarketData,
  symbol: number,
  from: number,
  how: "changed" | "cut off",
): void {
  const again = labelling.make(other, symbol).find((label) => label.row === row);
  if (again && Object.is(again.y, y) && again.until === until) return;
  const is = again ? `${again.y}, known at bar ${again.until + from},` : "not there";
  refuse(
    `label "${labelling.name}" of ${other.symbols[symbol]} at bar ${row + from} (${new Date(other.ts[row]!).toISOString()}) ` +
      `reads beyond bar ${until + from}, at whose close it says it is known: it is ${y} with all the data in sight, but ` +
      `${is} with the later bars ${how}; let "until" be the last bar that it was made of`,
  );
}
