import type { OrderState } from "./order-state.ts";
import { isFinal } from "./order-transitions.ts";

/**
 * Orders that depend on each other. `oco`: one cancels the other, both share `lots`. `oto`: one triggers the others,
 * each of which may reach the lots that it has filled. `bracket`: an entry triggers its exits, which share what the
 * entry has filled; `stop` names the one that protects, `exits` the market orders that have since been sent in place
 * of exits that failed.
 */
export type OrderGroup = OcoGroup | OtoGroup | BracketGroup;

export interface OcoGroup {
  readonly kind: "oco";
  readonly members: readonly string[];
  readonly lots: number;
}

export interface OtoGroup {
  readonly kind: "oto";
  readonly first: string;
  readonly members: readonly string[];
}

export interface BracketGroup {
  readonly kind: "bracket";
  readonly first: string;
  readonly stop: string;
  readonly members: readonly string[];
  readonly exits: readonly string[];
}

/** What must be done so that a group is as it should be. */
export type GroupAction =
  | { readonly kind: "place"; readonly id: string; readonly lots: number }
  | { readonly kind: "resize"; readonly id: string; readonly lots: number }
  | { readonly kind: "cancel"; readonly id: string }
  /** Nothing protects these lots of a bracket any more: leave them at the market. */
  | { readonly kind: "exit"; readonly lots: number };

/** The orders of a group by id; one that has not been placed yet is missing. */
export type GroupOrders = (id: string) => OrderState | undefined;

const filledOf = (order: OrderState | undefined): number => order?.filledLots ?? 0;
const filledBy = (ids: readonly string[], orders: GroupOrders): number =>
  ids.reduce((sum, id) => sum + filledOf(orders(id)), 0);
const alive = (order: OrderState | undefined): boolean => order !== undefined && !isFinal(order.status);
const canChange = ({ status }: OrderState): boolean =>
  status === "untriggered" || status === "triggered" || status === "working" || status === "partially-filled";

/**
 * What the present states of a group's orders ask for. It looks at states, not at events, so that it gives the same
 * answer after a restart, and nothing more once its actions are done:
 *
 * - what one member fills, its siblings lose (`oco`, `bracket`); one with nothing left to fill is cancelled;
 * - what the first order fills, the members gain (`oto`, `bracket`); they are placed with its first fill, and never if
 *   it ends without one;
 * - a member of an `oco` that is cancelled, rejected or expires takes the other with it;
 * - a member of a `bracket` that is cancelled leaves the other in force. Its first fill of an exit cancels what is left
 *   of the entry. Once an exit has filled in full, or in part with no other left in force, or the stop was rejected, all
 *   others are cancelled and what is still held leaves at the market.
 *
 * An order with a question open (pending or unknown) is left alone until the answer.
 */
export function groupActions(group: OrderGroup, orders: GroupOrders): GroupAction[] {
  switch (group.kind) {
    case "oco":
      return group.members.some((id) => endedEarly(orders(id)))
        ? cancelAll(group.members, orders)
        : share(group.members, orders, group.lots);
    case "oto": {
      const lots = filledOf(orders(group.first));
      return group.members.flatMap((id) => bring(id, orders(id), lots));
    }
    case "bracket":
      return bracketActions(group, orders);
  }
}

/** Whether an order ended with something left to fill. */
const endedEarly = (order: OrderState | undefined): boolean =>
  order !== undefined && isFinal(order.status) && order.status !== "filled";

const cancelAll = (ids: readonly string[], orders: GroupOrders): GroupAction[] =>
  ids.flatMap((id) => {
    const order = orders(id);
    return order && canChange(order) ? [{ kind: "cancel", id }] : [];
  });

/** Lets members fill `lots` together. */
function share(members: readonly string[], orders: GroupOrders, lots: number): GroupAction[] {
  const filled = filledBy(members, orders);
  return members.flatMap((id) => {
    const order = orders(id);
    return bring(id, order, lots - (filled - filledOf(order)));
  });
}

/** Brings one member to the lots that it may reach in all, those that it has filled among them. */
function bring(id: string, order: OrderState | undefined, lots: number): GroupAction[] {
  if (!order) return lots > 0 ? [{ kind: "place", id, lots }] : [];
  if (!canChange(order) || order.terms.lots === lots) return [];
  return [lots > order.filledLots ? { kind: "resize", id, lots } : { kind: "cancel", id }];
}

function bracketActions(group: BracketGroup, orders: GroupOrders): GroupAction[] {
  const { first, stop, members, exits } = group;
  const covered = filledOf(orders(first));
  const filled = filledBy(members, orders);
  const over =
    members.some((id) => orders(id)?.status === "filled") ||
    orders(stop)?.status === "rejected" ||
    (filled > 0 && !members.some((id) => alive(orders(id))));
  const entry = filled > 0 || over ? cancelAll([first], orders) : [];
  if (!over) return [...entry, ...share(members, orders, covered)];
  // The others go first: together with them a market order could fill more than is held.
  const others = [...members, ...exits];
  if (others.some((id) => alive(orders(id)))) return [...entry, ...cancelAll(members, orders)];
  const lots = covered - filled - filledBy(exits, orders);
  return lots > 0 ? [...entry, { kind: "exit", lots }] : entry;
}
