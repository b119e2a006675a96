const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** When a market trades, as far as its bars tell. */
export interface Calendar {
  /** No day and no hour is closed: every step without a bar is a gap. */
  readonly alwaysOpen: boolean;
  /** Days of the week with trading, 0 is Sunday, UTC. */
  readonly openDays: readonly boolean[];
  /** Steps of the day (from midnight UTC) that 9 in 10 trading days have. */
  readonly slots: readonly boolean[];
  /** The rule in words, for reports. */
  readonly rule: string;
}

/** Trading days in a row that a market with sessions may miss for a holiday: the NYSE missed four in September 2001. */
export const holidayDaysMax = 4;

/** Number of a day since 1 January 1970 UTC. */
export const dayOf = (ms: number) => Math.floor(ms / dayMs);
/** Day of the week of such a number, 0 is Sunday; day 0 was a Thursday. */
export const weekday = (day: number) => (((day + 4) % 7) + 7) % 7;

/**
 * Derives the calendar from sorted timestamps. A market is taken to close if Saturdays have fewer than half the
 * bars of an average weekday or, where the data spans no Saturday, if half the steps of a day never have a bar.
 */
export function deriveCalendar(ts: Float64Array, stepMs: number): Calendar {
  const slotCount = Math.max(1, Math.round(dayMs / stepMs));
  const bySlot = new Float64Array(slotCount);
  const byDay = new Float64Array(7);
  const days = new Float64Array(7);
  let last = Number.NaN;
  let name = 0;
  for (let i = 0; i < ts.length; i++) {
    const day = dayOf(ts[i]!);
    if (day !== last) {
      last = day;
      name = weekday(day);
      days[name]!++;
    }
    byDay[name]!++;
    bySlot[Math.floor((ts[i]! - day * dayMs) / stepMs) % slotCount]!++;
  }
  const tradingDays = days.reduce((sum, count) => sum + count, 0);
  const slots = Array.from(bySlot, (count) => count >= 0.9 * tradingDays);
  const alwaysOpen = stepMs > dayMs || neverCloses(ts, byDay, bySlot);
  const most = Math.max(...days);
  const openDays = Array.from(days, (count) => alwaysOpen || count >= most / 2);
  return { alwaysOpen, openDays, slots, rule: ruleOf(alwaysOpen, openDays) };
}

function neverCloses(ts: Float64Array, byDay: Float64Array, bySlot: Float64Array): boolean {
  const spanMs = ts.length === 0 ? 0 : ts[ts.length - 1]! - ts[0]!;
  if (spanMs >= weekMs) {
    const weekdays = (byDay[1]! + byDay[2]! + byDay[3]! + byDay[4]! + byDay[5]!) / 5;
    return byDay[6]! >= weekdays / 2;
  }
  return bySlot.filter((count) => count > 0).length * 2 > bySlot.length;
}

const dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function ruleOf(alwaysOpen: boolean, openDays: readonly boolean[]): string {
  if (alwaysOpen) return "the market never closes: every missing bar is a gap";
  const closed = dayNames.filter((_, day) => !openDays[day]);
  const words = closed.length > 0 ? `closed on ${closed.join(", ")}` : "with daily sessions";
  return `a market ${words}: up to ${holidayDaysMax} missing trading days in a row are holidays, and a gap lies within a session`;
}
