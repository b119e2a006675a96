import type { Liquidity } from "./fees.ts";

/** Where an order can stand. The last four are final. */
export const orderStatuses = [
  "pending-new",
  "untriggered",
  "triggered",
  "working",
  "partially-filled",
  "pending-amend",
  "pending-cancel",
  "unknown",
  "filled",
  "cancelled",
  "rejected",
  "expired",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What can be changed of an order that is at the venue. */
export interface Amendment {
  readonly lots?: number;
  readonly limitTicks?: number;
  readonly triggerTicks?: number;
}

/** One execution, as the venue reports it. */
export interface OrderFill {
  /** The venue's own id of the execution: a repeated report is the same fill. */
  readonly fillId: string;
  readonly lots: number;
  readonly price: number;
  readonly liquidity: Liquidity;
  readonly ts: number;
}

/**
 * What can happen to an order. `lose`: its fate is not known (a request timed out, a connection broke); `accept` then
 * says that the venue has it. `accept` and `amend` may carry the terms at which the venue works it, which then count,
 * asked for or not; an `amend` without them confirms the change that was asked for.
 */
export type OrderEvent =
  | { readonly kind: "accept"; readonly at?: Amendment }
  | { readonly kind: "reject"; readonly reason: string }
  | { readonly kind: "trigger" }
  | ({ readonly kind: "fill" } & OrderFill)
  | { readonly kind: "amend-request"; readonly change: Amendment }
  | { readonly kind: "amend"; readonly at?: Amendment }
  | { readonly kind: "amend-reject" }
  | { readonly kind: "cancel-request" }
  | { readonly kind: "cancel" }
  | { readonly kind: "cancel-reject" }
  | { readonly kind: "expire" }
  | { readonly kind: "lose" };
export type OrderEventKind = OrderEvent["kind"];

type Row = Readonly<Partial<Record<OrderEventKind, readonly OrderStatus[]>>>;

const afterFill = ["partially-filled", "filled"] as const;
const atRest = ["untriggered", "triggered", "working", "partially-filled"] as const;
/** What may happen to any order that the venue has, whatever it is doing. */
const live: Row = {
  "cancel-request": ["pending-cancel"],
  "amend-request": ["pending-amend"],
  fill: afterFill,
  cancel: ["cancelled"],
  expire: ["expired"],
  lose: ["unknown"],
};

/**
 * Every legal transition: from a status by an event to one of the statuses listed. What is not here is refused. Two
 * rows show that messages overtake each other: a fill may come before the acknowledgement or the trigger that it
 * implies, and an answer to an amend after a cancel was asked for.
 */
export const transitions: Readonly<Record<OrderStatus, Row>> = {
  "pending-new": {
    accept: ["untriggered", "working"],
    reject: ["rejected"],
    trigger: ["triggered"],
    fill: afterFill,
    "cancel-request": ["pending-cancel"],
    cancel: ["cancelled"],
    expire: ["expired"],
    lose: ["unknown"],
  },
  untriggered: { ...live, trigger: ["triggered"], amend: ["untriggered"] },
  triggered: { ...live, accept: ["working"], reject: ["rejected"], amend: ["triggered"] },
  working: { ...live, amend: ["working"] },
  "partially-filled": { ...live, amend: afterFill },
  "pending-amend": {
    amend: [...atRest, "pending-amend", "filled"],
    "amend-reject": [...atRest, "filled"],
    accept: ["pending-amend", "filled"],
    trigger: ["pending-amend"],
    fill: ["pending-amend", "filled"],
    "cancel-request": ["pending-cancel"],
    cancel: ["cancelled"],
    reject: ["rejected"],
    expire: ["expired"],
    lose: ["unknown"],
  },
  "pending-cancel": {
    cancel: ["cancelled"],
    "cancel-reject": ["pending-new", "pending-amend", ...atRest],
    accept: ["pending-cancel", "filled"],
    trigger: ["pending-cancel"],
    fill: ["pending-cancel", "filled"],
    amend: ["pending-cancel", "filled"],
    "amend-reject": ["pending-cancel", "filled"],
    reject: ["rejected"],
    expire: ["expired"],
    lose: ["unknown"],
  },
  unknown: {
    accept: ["untriggered", "working", "partially-filled", "filled"],
    reject: ["rejected"],
    trigger: ["unknown"],
    fill: ["unknown", "filled"],
    amend: ["unknown", "filled"],
    "amend-reject": ["unknown", "filled"],
    cancel: ["cancelled"],
    "cancel-reject": ["unknown"],
    expire: ["expired"],
  },
  filled: {},
  cancelled: {},
  rejected: {},
  expired: {},
};

const finalStatuses: ReadonlySet<OrderStatus> = new Set(
  orderStatuses.filter((status) => Object.keys(transitions[status]).length === 0),
);

/** Whether nothing can happen to an order any more. */
export const isFinal = (status: OrderStatus): boolean => finalStatuses.has(status);
