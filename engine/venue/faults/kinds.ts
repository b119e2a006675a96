/** What may go wrong with a single message, at a chance. */
export const messageFaults = [
  /** A request never arrives. */
  "drop-request",
  /** An answer or an event never arrives. */
  "drop-reply",
  /** It arrives twice. */
  "duplicate-reply",
  /** It arrives late, and all behind it too. */
  "delay-event",
  /** It arrives late, and others overtake it. */
  "reorder-event",
  /** The venue answers 5xx: the request was carried out or not, and nobody says which. */
  "server-error",
  /** The answer is no JSON. */
  "malformed-reply",
] as const;
export type MessageFault = (typeof messageFaults)[number];

/** What goes on for a time. */
export const spellFaults = [
  /** The connection is gone: nothing arrives, and what was said meanwhile is lost. */
  "disconnect",
  /** Market data stands still; the venue goes on. */
  "stale-feed",
  /** The client's clock is off by `size` ms. */
  "wrong-clock",
  /** The venue carries out nothing. */
  "outage",
  /** It carries out no new orders; cancels and queries work. */
  "partial-outage",
  /** It restarts: what it was about to say is never said, though it was done. */
  "restart",
  /** A symbol does not trade. */
  "halt",
  /** A symbol falls by `size` at once and comes back over the time. */
  "flash-crash",
  /** A symbol is not traded any more, for good. */
  "delisting",
] as const;
export type SpellFault = (typeof spellFaults)[number];

export type FaultKind = MessageFault | SpellFault;

/** How often a spell comes, how long it lasts in the mean, and how bad it is. */
export interface SpellRate {
  readonly perDay: number;
  readonly meanMs: number;
  readonly size: number;
}

/** One fault at a stated time. */
export interface TimedFault {
  readonly kind: FaultKind;
  /** Ms after the first event, or since 1970 UTC. */
  readonly atMs: number;
  readonly since: "start" | "epoch";
  readonly forMs: number;
  /** Symbol that it hits; undefined for all, or for one by chance. */
  readonly symbol: string | undefined;
  /** Of a message fault its chance meanwhile. */
  readonly size: number;
}

/** Everything that goes wrong. */
export interface FaultPlan {
  readonly seed: number;
  readonly rates: Readonly<Record<MessageFault, number>>;
  readonly spells: Readonly<Record<SpellFault, SpellRate>>;
  readonly timeline: readonly TimedFault[];
}

/** Sizes of spells where none is given: a clock 7 s off, a fall by a tenth. */
export const spellSizes: Readonly<Partial<Record<SpellFault, number>>> = {
  "wrong-clock": 7_000,
  "flash-crash": 0.1,
};
