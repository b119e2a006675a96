import { refuse } from "../core/errors.ts";

/** What an account may do: anything, only reduce, or nothing but be flattened. */
export type Mode = "active" | "reducing" | "halted";

/** What moves an account from one mode to another. */
export type StandingEvent =
  | "daily-loss"
  | "strategy-drawdown"
  | "max-drawdown"
  | "liquidation"
  | "operator-halt"
  | "difference"
  | "new-day"
  | "lift";

/** A halt that somebody lifted. */
export interface Lift {
  readonly operator: string;
  readonly reason: string;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** What had led to it. */
  readonly cause: StandingEvent;
}

/** The mode of an account and how it came about. Changed in place by {@link transition} and {@link lift} alone. */
export interface Standing {
  mode: Mode;
  /** What led out of `active`. */
  cause: StandingEvent | undefined;
  /** When, in ms since 1970 UTC; NaN while active from the start. */
  sinceMs: number;
  /** The last lifts, oldest first. */
  readonly lifts: Lift[];
}

/** Lifts kept: older ones are in the journal. */
export const liftsMax = 100;

export const createStanding = (): Standing => ({
  mode: "active",
  cause: undefined,
  sinceMs: Number.NaN,
  lifts: [],
});

/** Every legal transition: mode, event and the mode that follows. A new day ends only what a bad day began. */
export const transitions: readonly (readonly [from: Mode, on: StandingEvent, to: Mode])[] = [
  ["active", "daily-loss", "reducing"],
  ["active", "strategy-drawdown", "reducing"],
  ["active", "max-drawdown", "halted"],
  ["active", "liquidation", "halted"],
  ["active", "operator-halt", "halted"],
  ["active", "difference", "halted"],
  ["reducing", "strategy-drawdown", "reducing"],
  ["reducing", "max-drawdown", "halted"],
  ["reducing", "liquidation", "halted"],
  ["reducing", "operator-halt", "halted"],
  ["reducing", "difference", "halted"],
  ["reducing", "new-day", "active"],
  ["reducing", "lift", "active"],
  ["halted", "lift", "active"],
];

/** Whether an event is legal now. */
export function isLegal({ mode, cause }: Standing, event: StandingEvent): boolean {
  if (event === "new-day" && cause !== "daily-loss") return false;
  if (event === "strategy-drawdown" && cause === event) return false;
  return transitions.some(([from, on]) => from === mode && on === event);
}

/** Applies an event; false, and nothing changed, where it is not legal. A lift has a function of its own. */
export function transition(standing: Standing, event: Exclude<StandingEvent, "lift">, atMs: number): boolean {
  return isLegal(standing, event) && enter(standing, event, atMs);
}

function enter(standing: Standing, event: StandingEvent, atMs: number): boolean {
  const [, , to] = transitions.find(([from, on]) => from === standing.mode && on === event)!;
  standing.mode = to;
  standing.cause = to === "active" ? undefined : event;
  standing.sinceMs = atMs;
  return true;
}

/**
 * Whether decisions are heard. After a halt or a strategy's own stop the account is being flattened, and a decision
 * must not get in its way; after a bad day what reduces may go on.
 */
export const hearsDecisions = ({ mode, cause }: Standing): boolean =>
  mode === "active" || (mode === "reducing" && cause === "daily-loss");

/** Who lifts a halt, why and when. */
export interface LiftAction {
  readonly operator: string;
  readonly reason: string;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
}

/** Records the lift of a halt in a standing. Throws a UserError where there is nothing to lift, or nobody lifts it. */
export function lift(standing: Standing, { operator, reason, atMs }: LiftAction): void {
  if (operator.trim() === "") refuse('operator must be the name of who lifts the halt; was ""');
  if (reason.trim() === "") refuse('reason must say why the halt is lifted; was ""');
  if (!Number.isFinite(atMs)) refuse(`atMs must be a time in ms since 1970; was ${atMs}`);
  const { cause, lifts } = standing;
  if (cause === undefined) refuse(`standing must be reducing or halted to be lifted; was ${standing.mode}`);
  enter(standing, "lift", atMs);
  lifts.push({ operator, reason, atMs, cause });
  if (lifts.length > liftsMax) lifts.shift();
}
