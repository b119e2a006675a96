import type { Lot } from "../../trade/position.ts";
import type { ExitReason } from "../result.ts";
import type { Desk, Post } from "./desk.ts";

/** Refusals of a protective order in a row after which its lots leave at the market. */
export const refusalsMax = 3;

/** Whether a lot is on its way out at the market. */
export function isLeft({ exits }: Post, lot: Lot): boolean {
  for (const exit of exits.values()) if (exit.lot === lot) return true;
  return false;
}

/**
 * Why a lot must leave at the market now: its time is over, nothing that protects it is taken, or an order that should
 * have closed it was refused; undefined if it need not.
 */
export function exitOf({ session }: Desk, post: Post, lot: Lot): ExitReason | undefined {
  if (lot.lastIndex <= session.index) return "time";
  return post.flattens || post.refusals >= refusalsMax ? "risk" : undefined;
}
