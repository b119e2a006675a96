import { normal, type Random } from "../../engine/core/random.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Persistence and size of the swings of volume in logs. */
const swing = { keep: 0.9, size: 0.25 };

/**
 * Share of volume by time of day, 1 on average: quiet in the Asian night, busy at 14:00 UTC, as crypto markets are.
 * A bar that lasts a day or longer has no time of day.
 */
export function volumeProfile(ts: number, timeframeMs: number): number {
  if (timeframeMs >= dayMs) return 1;
  const hour = ((ts + timeframeMs / 2) % dayMs) / hourMs;
  return 1 + 0.45 * Math.cos(((hour - 14.5) / 12) * Math.PI) + 0.1 * Math.cos(((hour - 14.5) / 6) * Math.PI);
}

/** Gives the volume of one symbol bar by bar: profile, persistent swings, and more of it when prices move. */
export function volumes(timeframeMs: number, random: Random): (ts: number, move: number) => number {
  const mean = (1_000 * timeframeMs) / hourMs;
  let swings = 0;
  return (ts, move) => {
    swings = swing.keep * swings + swing.size * normal(random);
    return (
      Math.round(
        mean * volumeProfile(ts, timeframeMs) * Math.exp(swings) * (0.6 + 0.5 * Math.abs(move)) * 1e4,
      ) / 1e4
    );
  };
}
