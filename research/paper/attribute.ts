import type { MarketData } from "../../engine/run/market.ts";
import { contractFor } from "../../engine/run/session.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { type Contract, valueAt } from "../../engine/trade/contract.ts";
import { type Amounts, type Cause, causes, noAmounts } from "./causes.ts";
import { createExcess, type Excess, openExcess, takeExcess } from "./excess.ts";
import type { LinkedFill } from "./linked-fill.ts";
import type { FillGroup } from "./match-fills.ts";
import { sideOf, splitGroup } from "./split-group.ts";

/** What a group of fills contributes. */
export interface GroupAmounts {
  readonly group: FillGroup;
  readonly amounts: Amounts;
}

/** The difference of two equities at a close, and what it is made of. */
export interface Attribution {
  /** Index of the bar at whose close it is taken. */
  readonly index: number;
  /** Equity of the session less that of its shadow. */
  readonly difference: number;
  readonly amounts: Amounts;
  /** What the amounts leave of the difference: rounding of sums, and nothing else. */
  readonly unexplained: number;
  readonly groups: readonly GroupAmounts[];
}

/** What an attribution is made from. */
export interface AttributionInput {
  readonly market: MarketData;
  readonly settings: Settings;
  readonly groups: readonly FillGroup[];
  /** Why a group differs where neither price, time nor fee do. */
  readonly causeOf: (group: FillGroup) => Cause;
  /** By bar of the market: equities, and funding and borrow paid so far. */
  readonly paper: Account;
  readonly shadow: Account;
  /** Price at which the session had a symbol in its books at a bar's close. */
  readonly markOf: (symbol: number, index: number) => number;
}

export interface Account {
  readonly equity: ArrayLike<number>;
  readonly holding: ArrayLike<number>;
}

/**
 * Attributes the difference of equity between a session and its shadow at the close of bar T, so that the amounts add up to
 * it.
 *
 * Both begin with the same cash and mark by the same bars. With v(p) the value of one unit at price p, m the mark at
 * T, H what holding has cost and fills of signed quantity q at price p for a fee f, an equity is
 * `cash + Σ [q·(v(m) − v(p)) − f] − H`, so that the difference is a sum over fills, and over groups of fills that
 * follow from one decision. A group has traded quantity Q at mean value V for fees F here, and Q', V', F' in the shadow.
 * Of the part q that both traded (the smaller of Q and Q', where they have one sign) the mark falls out:
 * `q·(V' − V)`, which is the timing `q·(O' − O)`, O being the mean value at the opens of the bars in which the venue
 * filled, whenever that was heard of, and beyond that the price; and fees in proportion. The parts that only one of
 * them traded are a position of their own, held here beyond the shadow: it is kept in lots, first in, first out, and what
 * a lot earns from its opening to its end (or T), fees of both included, is charged to what opened it. So the later
 * trades that merely undo a missed fill do not count as causes. What is left is holding, `−(H − H')`, and marks that differ, which they do only between bars.
 */
export function attributeAt(input: AttributionInput, index: number): Attribution {
  const { market, settings, paper, shadow } = input;
  const total = noAmounts();
  const contributions: GroupAmounts[] = [];
  for (const [s, symbol] of market.symbols.entries()) {
    const contract = contractFor(settings, symbol);
    const value = (price: number): number => valueAt(contract, price);
    const book = bookOf(input, contract, s, index);
    const marked = value(lastClose(market, s, index));
    for (const lot of openExcess(book.excess)) lot.amounts[lot.cause] += lot.quantity * (marked - lot.value);
    contributions.push(...book.groups);
    const own = value(input.markOf(s, index));
    if (own !== marked && book.held !== 0) total.mark += book.held * (own - marked);
  }
  for (const { amounts } of contributions) for (const cause of causes) total[cause] += amounts[cause];
  total.holding = shadow.holding[index]! - paper.holding[index]!;
  const difference = paper.equity[index]! - shadow.equity[index]!;
  const explained = causes.reduce((sum, cause) => sum + total[cause], 0);
  return {
    index,
    difference,
    amounts: total,
    unexplained: difference - explained,
    groups: contributions,
  };
}

/** What the groups of a symbol contribute up to a bar, with the excess that is still open, and what the session holds. */
function bookOf(input: AttributionInput, contract: Contract, s: number, index: number) {
  const { market, groups } = input;
  const symbol = market.symbols[s]!;
  const excess = createExcess();
  const parts: (Excess & { readonly at: number })[] = [];
  const found: GroupAmounts[] = [];
  let held = 0;
  for (const group of groups) {
    if (group.symbol !== symbol) continue;
    const before = (fills: readonly LinkedFill[]) => fills.filter((fill) => fill.index <= index);
    const [here, there] = [before(group.paper), before(group.shadow)];
    if (here.length + there.length === 0) continue;
    const amounts = noAmounts();
    found.push({ group, amounts });
    const own = sideOf(market, contract, s, here, there);
    const other = sideOf(market, contract, s, there, here);
    held += own.quantity;
    const cause = causeAt(group, here.length, there.length, input.causeOf);
    for (const part of splitGroup(own, other, amounts)) {
      parts.push({ ...part, amounts, cause, at: (part.here ? here : there)[0]!.index });
    }
  }
  // The order of their bars; sort is stable, so that within a bar groups stay as they came.
  parts.sort((a, b) => a.at - b.at);
  for (const part of parts) takeExcess(excess, part);
  return { excess, groups: found, held };
}

/** What only one of the two has done by then, the other does later. */
function causeAt(group: FillGroup, here: number, there: number, causeOf: AttributionInput["causeOf"]): Cause {
  const both = group.paper.length > 0 && group.shadow.length > 0;
  return both && (here === 0 || there === 0) ? "timing" : causeOf(group);
}

/** The last close by a bar; NaN before the first. */
function lastClose({ bars }: MarketData, s: number, index: number): number {
  const { close } = bars[s]!;
  for (let t = index; t >= 0; t--) if (close[t] === close[t]) return close[t]!;
  return Number.NaN;
}
