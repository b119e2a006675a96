import type { FeedStep, SessionFeed } from "../../ports.ts";
import { type OperatorInput, opensBar } from "../live/trader-input.ts";
import type { SimulatedSession } from "./open-simulated.ts";

/** What a session at work is made of. */
export interface SessionWork {
  readonly session: Pick<SimulatedSession, "pass" | "tell" | "wait" | "dueMs" | "lastMs">;
  readonly feed: SessionFeed;
  readonly timeframeMs: number;
  /** Told of each day (UTC) that is over, by its midnight, in ms since 1970 UTC. */
  readonly dayOver: (dayMs: number) => void | Promise<void>;
  /** Lets others have a turn (sockets, signals): awaited between steps whenever `isLate` says so. */
  readonly breathe: () => Promise<void>;
  readonly isLate: () => boolean;
}

/** Why a session has come to its end: its feed is over, or somebody stopped it. */
export type Ending = "feed-over" | "stopped";

/** What an operator asks for. */
export type OperatorOrder = Pick<OperatorInput, "action" | "operator" | "reason">;

/** A session at work. */
export interface SessionRun {
  /** Settles when it has ended, or fails with what was thrown within. */
  readonly finished: Promise<Ending>;
  /** Ends it after the present step; nothing is sent any more. */
  readonly stop: () => void;
  /** Has an operator's order carried out at the present time of the feed; settles with that time. */
  readonly operate: (order: OperatorOrder) => Promise<number>;
  /** Time of the last thing that happened; -Infinity before the first. */
  readonly lastMs: () => number;
}

interface Asked {
  readonly order: OperatorOrder;
  readonly done: (ts: number) => void;
  readonly failed: (error: Error) => void;
}

/** What is known of a run as it goes. */
interface Course {
  readonly work: SessionWork;
  readonly asked: Asked[];
  lastMs: number;
  stopping: boolean;
}

const dayMs = 86_400_000;
const never = Number.POSITIVE_INFINITY;

/** Sets a session to work. Its time is that of its feed, which paces it; it reads no clock. */
export function runSession(work: SessionWork): SessionRun {
  const course: Course = { work, asked: [], lastMs: work.session.lastMs, stopping: false };
  const finished = follow(course).finally(() => {
    course.stopping = true;
    for (const { failed } of course.asked.splice(0)) failed(new Error("the session has ended"));
  });
  return {
    finished,
    stop: () => {
      course.stopping = true;
      work.feed.wake();
    },
    operate: (order) =>
      new Promise((done, failed) => {
        if (course.stopping) failed(new Error("the session has ended"));
        else course.asked.push({ order, done, failed });
        work.feed.wake();
      }),
    lastMs: () => course.lastMs,
  };
}

async function follow(course: Course): Promise<Ending> {
  const { work } = course;
  const { session, feed } = work;
  for (;;) {
    if (work.isLate()) await work.breathe();
    for (const asked of course.asked.splice(0)) obey(course, asked);
    if (course.stopping) return "stopped";
    if (feed.ended()) {
      await endBar(course);
      return "feed-over";
    }
    const step = feed.peek();
    const dueMs = session.dueMs();
    const atMs = Math.min(dueMs, step?.event.ts ?? never);
    if (atMs > feed.nowMs()) {
      await feed.wait(atMs);
      continue;
    }
    const over = dayOver(course, atMs);
    if (over !== undefined) await work.dayOver(over);
    if (step && isFirst(step, dueMs)) {
      session.pass(step.event, step.seen);
      feed.shift();
    } else session.wait(atMs);
    course.lastMs = Math.max(course.lastMs, atMs);
  }
}

/** What closes with a bar comes before the bar ends, all else at that moment after it. */
const isFirst = ({ event: { kind, ts } }: FeedStep, dueMs: number): boolean =>
  opensBar(kind) ? ts < dueMs : ts <= dueMs;

/** Ends the last bar of a feed: it ends with its time, not with its last event. */
async function endBar(course: Course): Promise<void> {
  const { session, timeframeMs, dayOver: tell } = course.work;
  const ms = Math.ceil(course.lastMs / timeframeMs) * timeframeMs;
  if (!Number.isFinite(ms)) return;
  const over = dayOver(course, ms);
  if (over !== undefined) await tell(over);
  session.wait(ms);
  course.lastMs = ms;
}

/** An order is carried out now, which is never before what has happened, nor after what is due. */
function obey(course: Course, { order, done, failed }: Asked): void {
  const { session, feed } = course.work;
  const next = Math.min(session.dueMs(), feed.peek()?.event.ts ?? never, feed.nowMs());
  const ts = Math.max(course.lastMs, next);
  if (!Number.isFinite(ts)) {
    failed(new Error("the session has not begun: nothing has come from its feed yet"));
    return;
  }
  try {
    session.tell({ kind: "operator", ts, ...order });
  } catch (error) {
    failed(error as Error);
    throw error;
  }
  course.lastMs = ts;
  done(ts);
}

/** The day of the last thing, where it is over before a moment; days on which nothing happens have no end. */
function dayOver({ lastMs }: Course, atMs: number): number | undefined {
  if (!Number.isFinite(lastMs)) return undefined;
  // At midnight itself the last bar of the day still ends.
  const day = Math.floor((lastMs - 1) / dayMs);
  return day < Math.floor((atMs - 1) / dayMs) ? day * dayMs : undefined;
}
