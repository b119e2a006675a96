/**
 * Month and day in UTC of a time in ms as one number, 100 × month + day: 1231 for the last of December. Without a
 * Date object, which would be garbage at every bar (days from civil, after Hinnant's `chrono` algorithms).
 */
export function monthDay(ts: number): number {
  // Days since 0000-03-01: years that begin in March end with the leap day.
  const days = Math.floor(ts / 86_400_000) + 719_468;
  const ofEra = days - Math.floor(days / 146_097) * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const marchMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return 100 * (marchMonth < 10 ? marchMonth + 3 : marchMonth - 9) + day;
}
