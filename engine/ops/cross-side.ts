/** Which of two series was above when they last differed: 1 the left, -1 the right, 0 neither yet. */
export interface CrossSide {
  side: number;
  seen: boolean;
}

export const crossSide = (): CrossSide => ({ side: 0, seen: false });

/**
 * Takes the next pair: 1 where the left comes to be above and was below when they last differed, -1 the other way
 * round, else 0; NaN at the first pair, which has no past. Touching is neutral: it changes no side.
 */
export function pushSide(s: CrossSide, left: number, right: number): number {
  const before = s.side;
  if (left > right) s.side = 1;
  else if (left < right) s.side = -1;
  if (!s.seen) {
    s.seen = true;
    return Number.NaN;
  }
  return before * s.side === -1 ? s.side : 0;
}
