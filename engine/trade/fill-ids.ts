/**
 * Ids of the fills of an order, latest first. Immutable: a fill adds one link and copies nothing, and the states of an
 * order before and after it share the rest.
 */
export interface FillIds {
  readonly id: string;
  /** Links from here on, this one among them. */
  readonly count: number;
  readonly before: FillIds | undefined;
}

/** The fills of an order that are remembered: two lists, so that the older one can be dropped whole. */
export interface KnownFills {
  readonly fillIds: FillIds | undefined;
  readonly olderFillIds: FillIds | undefined;
}

/** At least so many of the latest fills are remembered, and fewer than twice as many. */
export const fillIdsMax = 1024;

/** The list with one more id in front. The caller begins a new list where the old one is full: {@link isFull}. */
export const withFill = (before: FillIds | undefined, id: string): FillIds => ({
  id,
  count: (before?.count ?? 0) + 1,
  before,
});

/** Whether a list holds as many ids as one may. */
export const isFull = (ids: FillIds | undefined): boolean => ids !== undefined && ids.count >= fillIdsMax;

/** Whether a fill is remembered: a report of it is a repetition. */
export const knowsFill = ({ fillIds, olderFillIds }: KnownFills, id: string): boolean =>
  has(fillIds, id) || has(olderFillIds, id);

function has(ids: FillIds | undefined, id: string): boolean {
  for (let link = ids; link; link = link.before) if (link.id === id) return true;
  return false;
}

/** The ids that are remembered, oldest first. */
export function listFills({ fillIds, olderFillIds }: KnownFills): string[] {
  const ids: string[] = [];
  for (const list of [fillIds, olderFillIds])
    for (let link = list; link; link = link.before) ids.push(link.id);
  return ids.reverse();
}
