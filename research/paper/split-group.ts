import type { MarketData } from "../../engine/run/market.ts";
import { type Contract, valueAt } from "../../engine/trade/contract.ts";
import type { noAmounts } from "./causes.ts";
import type { Excess } from "./excess.ts";
import type { LinkedFill } from "./linked-fill.ts";

/** The fills of one side of a group, as one: signed quantity, mean values at the fills and at the opens of their bars, fees. */
export interface Side {
  readonly quantity: number;
  readonly value: number;
  readonly atOpen: number;
  readonly fee: number;
}

/** The fills of one side of a group as one; those of the other side tell a doubtful bar. */
export function sideOf(
  market: MarketData,
  contract: Contract,
  s: number,
  fills: readonly LinkedFill[],
  others: readonly LinkedFill[],
): Side {
  let [quantity, value, atOpen, fee] = [0, 0, 0, 0];
  for (const fill of fills) {
    const signed = fill.side === "buy" ? fill.quantity : -fill.quantity;
    quantity += signed;
    value += signed * valueAt(contract, fill.price);
    atOpen += signed * valueAt(contract, openPrice(market, s, fill, others));
    fee += fill.fee;
  }
  if (quantity === 0) return { quantity, value: 0, atOpen: 0, fee };
  return { quantity, value: value / quantity, atOpen: atOpen / quantity, fee };
}

/** A part of a group that only one side has traded, from the view of the session. */
export type Part = Omit<Excess, "cause" | "amounts"> & { readonly here: boolean };

const roundingPart = 1e-12;

/** Charges what both sides traded to timing, price and fee, and gives back what only one of them did. */
export function splitGroup(own: Side, other: Side, amounts: ReturnType<typeof noAmounts>): Part[] {
  const same = own.quantity * other.quantity > 0;
  const equal = same && Math.abs(own.quantity - other.quantity) <= roundingPart * Math.abs(own.quantity);
  const size = Math.min(Math.abs(own.quantity), Math.abs(other.quantity));
  const common = same ? Math.sign(own.quantity) * size : 0;
  const share = ({ quantity }: Side): number => (equal ? 1 : quantity === 0 ? 0 : common / quantity);
  const [ours, theirs] = [share(own), share(other)];
  if (same) {
    const timing = common * (other.atOpen - own.atOpen);
    amounts.timing += timing;
    amounts.price += common * (other.value - own.value) - timing;
  }
  amounts.fee += theirs * other.fee - ours * own.fee;
  if (equal) return [];
  const { quantity, value, fee } = own;
  const parts: Part[] = [
    { here: true, quantity: quantity - common, value, fee: (1 - ours) * fee },
    {
      here: false,
      quantity: common - other.quantity,
      value: other.value,
      fee: -(1 - theirs) * other.fee,
    },
  ];
  return parts.filter((part) => part.quantity !== 0 || part.fee !== 0);
}

/** The open of the bar in which the venue filled; the price of the fill where that bar has none. */
function openPrice(market: MarketData, s: number, fill: LinkedFill, others: readonly LinkedFill[]): number {
  const open = market.bars[s]!.open[filledIndex(market, fill, others)]!;
  return open === open ? open : fill.price;
}

/**
 * The bar in which the venue filled: a session may have heard of it a bar later. The moment at which one bar closes and
 * the next opens is of both, for a whole bar is told at its close: then it is that in which the other side has filled.
 */
function filledIndex(
  { ts, timeframeMs }: MarketData,
  { index, filledMs }: LinkedFill,
  others: readonly LinkedFill[],
): number {
  if (filledMs === undefined) return index;
  let at = index;
  while (at > 0 && ts[at]! > filledMs) at--;
  const isEdge = at > 0 && ts[at]! === filledMs && ts[at - 1]! + timeframeMs === filledMs;
  const thereIn = (bar: number): boolean => others.some((fill) => fill.index === bar);
  return isEdge && thereIn(at - 1) && !thereIn(at) ? at - 1 : at;
}
