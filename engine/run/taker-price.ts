import { onTick } from "../trade/contract.ts";
import { takerPrice } from "../venue/bar-price.ts";
import type { Slot } from "./session.ts";

/** Price of an order that takes liquidity: whole ticks, rounded against it. */
export const takerOnTick = ({ contract }: Slot, side: 1 | -1, reference: number, cost: number): number =>
  onTick(contract, takerPrice(side, reference, cost), side > 0 ? "up" : "down");
