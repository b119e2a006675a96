import { formatTimeframe } from "../../engine/core/time.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import type { RunRequest } from "../request.ts";

/** What a walk forward was asked for, beside what it shares with a backtest; stored with the run. */
export type WalkWishes = Pick<WalkForwardRequest, "space" | "search" | "objective" | "windows">;

/** All that a walk forward was asked for, so that it can be run again. */
export interface WalkRunRequest extends RunRequest {
  readonly walkForward: WalkWishes;
}

/** Whether a stored request is one of a walk forward. */
export const isWalkRequest = (request: RunRequest): request is WalkRunRequest => "walkForward" in request;

/** What was asked of a walk forward beside the rest, a text by the name of its flag. */
export function askedOfWalk({ walkForward: { space, search, objective, windows } }: WalkRunRequest) {
  const { scheme, ...others } = windows;
  const texts = Object.entries(others)
    .filter(([name]) => name !== "unit")
    .map(([name, value]) => [name === "testGroups" ? "test-groups" : name, lengthText(windows, value)]);
  return {
    objective,
    where: space.where ?? "-",
    search: search.kind,
    trials: String(search.trials ?? "-"),
    seed: String(search.seed),
    scheme,
    ...Object.fromEntries(texts),
  } as Record<string, string>;
}

/** A length as its flag takes it. */
function lengthText(windows: WalkForwardRequest["windows"], value: number | boolean | string): string {
  if (windows.scheme !== "walk-forward" || typeof value !== "number" || value === 0) return String(value);
  return windows.unit === "bars" ? `${value}bars` : formatTimeframe(value);
}
