import type { FeedEvent, LinkMessage, OrderMessage, SimulatedVenue, StandingMessage } from "../../ports.ts";
import { nextTimerMs, type TimerGrid } from "./timers.ts";
import type { Trader } from "./trader.ts";
import { type OperatorInput, opensBar } from "./trader-input.ts";

/** What happens without the market: what the venue says of orders or of the account, a connection that is lost or there again, a timer. */
export type InnerInput =
  | OrderMessage
  | LinkMessage
  | StandingMessage
  | Extract<FeedEvent, { readonly kind: "timer" }>;

/**
 * A trader and a venue on simulated time, and what has been said and not heard yet. In which order things happen follows
 * from the events that both are shown, and from nothing else. Changed in place by the functions of this file alone.
 */
export interface Dialogue {
  readonly trader: Trader;
  readonly venue: SimulatedVenue;
  /** Time between two looks at what is overdue, ms, and the next of them; NaN before the first event. */
  readonly timerMs: number;
  timer: number;
  /** When timers go off in their place, where it is not always the same time between two of them. */
  readonly grid: TimerGrid | undefined;
  /** Time of the last thing that happened; -Infinity before the first. */
  nowMs: number;
  readonly said: (OrderMessage | LinkMessage | StandingMessage)[];
  /** Time between two questions how the account stands at the venue, ms, and when the last was answered. */
  readonly reconcileMs: number;
  reconciledMs: number;
  /** Events that were shown, timers included. */
  events: number;
}

/** A dialogue in which nothing was said; its timers go off every so many ms, or by a grid. */
export const createDialogue = (
  trader: Trader,
  venue: SimulatedVenue,
  timers: number | TimerGrid,
  reconcileMs = Number.POSITIVE_INFINITY,
): Dialogue => ({
  trader,
  venue,
  timerMs: typeof timers === "number" ? timers : Number.POSITIVE_INFINITY,
  timer: Number.NaN,
  grid: typeof timers === "number" ? undefined : timers,
  nowMs: Number.NEGATIVE_INFINITY,
  said: [],
  reconcileMs,
  reconciledMs: Number.NEGATIVE_INFINITY,
  events: 0,
});

/**
 * What happens next before an event at `ts`; undefined if nothing does. What the venue says comes up to that moment;
 * timers up to `timersTo`; of both at one moment the venue is first.
 */
export function nextInput(dialogue: Dialogue, ts: number, timersTo: number): InnerInput | undefined {
  const { venue, said } = dialogue;
  for (;;) {
    const heard = said.shift();
    if (heard) return heard;
    const timer = timerOf(dialogue);
    const due = venue.dueMs();
    if (due <= (timer <= timersTo ? timer : ts)) {
      const messages = venue.advance(due);
      if (venue.links) said.push(...venue.links());
      said.push(...messages);
    } else return timer <= timersTo ? { kind: "timer", ts: timer } : undefined;
  }
}

/** When the next timer goes off: for the end of a bar, for what is worked in parts, or to look at what is overdue. */
function timerOf({ trader, timer, grid, nowMs }: Dialogue): number {
  if (!grid) return Math.min(timer, trader.dueMs());
  return Math.min(
    trader.dueMs(),
    nowMs > Number.NEGATIVE_INFINITY ? nextTimerMs(trader.desk, grid, nowMs) : never,
  );
}

const never = Number.POSITIVE_INFINITY;

/** When next something happens without an event of the market, ms since 1970 UTC; Infinity for never. */
export function dueOf(dialogue: Dialogue): number {
  const [heard] = dialogue.said;
  const timer = timerOf(dialogue);
  return Math.min(dialogue.venue.dueMs(), heard?.ts ?? never, timer === timer ? timer : never);
}

/** Up to when timers come before an event: what closes with a bar comes before the bar ends, all else after it. */
export const timersBefore = ({ kind, ts }: { readonly kind: string; readonly ts: number }): number =>
  kind === "operator" || opensBar(kind) ? ts : ts - 1;

/** Lets happen what {@link nextInput} gave. */
export function giveInner(dialogue: Dialogue, input: InnerInput): void {
  const { trader, venue } = dialogue;
  dialogue.nowMs = input.ts;
  if ("report" in input) trader.hear(input);
  else if (input.kind !== "timer") trader.take(input);
  else {
    venue.observe(input);
    trader.take(input);
    if (input.ts === dialogue.timer) dialogue.timer += dialogue.timerMs;
    dialogue.events++;
    askStanding(dialogue, input.ts);
  }
}

/** What filled so long before the last answer is asked for again: it may have been under way. */
const overlapMs = 60_000;

/** Asks how the account stands at the venue, where it is time for that and it can be asked. */
function askStanding(dialogue: Dialogue, nowMs: number): void {
  const { venue, reconciledMs, reconcileMs, said } = dialogue;
  if (!venue.standing || nowMs - reconciledMs < reconcileMs) return;
  const standing = venue.standing(reconciledMs - overlapMs, nowMs);
  if (!standing) return;
  dialogue.reconciledMs = nowMs;
  said.push(standing);
}

/** Shows an event to the venue, and to the trader unless it does not see it, without asking what comes before. */
export function giveEvent(dialogue: Dialogue, event: FeedEvent, seen = true): void {
  if (dialogue.timer !== dialogue.timer) dialogue.timer = event.ts + dialogue.timerMs;
  dialogue.nowMs = event.ts;
  dialogue.venue.observe(event);
  if (seen) dialogue.trader.take(event);
  dialogue.events++;
}

/** Lets happen what comes before a moment, timers up to another one. */
export function letPass(dialogue: Dialogue, ts: number, timersTo = ts): void {
  for (;;) {
    const input = nextInput(dialogue, ts, timersTo);
    if (!input) return;
    giveInner(dialogue, input);
  }
}

/**
 * Shows an event of the market to the venue, and to the trader unless it does not see it, after all that comes before,
 * and lets both talk until nothing is due at that moment.
 */
export function passEvent(dialogue: Dialogue, event: FeedEvent, seen = true): void {
  const { ts } = event;
  if (dialogue.timer !== dialogue.timer) dialogue.timer = ts + dialogue.timerMs;
  letPass(dialogue, ts, timersBefore(event));
  giveEvent(dialogue, event, seen);
  letPass(dialogue, ts, Number.NEGATIVE_INFINITY);
}

/** Tells the trader what an operator wants, without asking what comes before. */
export function giveOperator(dialogue: Dialogue, input: OperatorInput): void {
  dialogue.nowMs = input.ts;
  dialogue.trader.take(input);
}

/** Tells the trader what an operator wants, after all that comes before. */
export function passOperator(dialogue: Dialogue, input: OperatorInput): void {
  letPass(dialogue, input.ts);
  giveOperator(dialogue, input);
  letPass(dialogue, input.ts, Number.NEGATIVE_INFINITY);
}
