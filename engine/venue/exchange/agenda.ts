/** Things that are due at a time, earliest first; of two at one time the one that was added first. A binary heap. */
export interface Agenda<T> {
  readonly items: { readonly ts: number; readonly order: number; readonly what: T }[];
  added: number;
}

export const createAgenda = <T>(): Agenda<T> => ({ items: [], added: 0 });

/** When the next is due; Infinity where there is none. */
export const dueOf = <T>({ items }: Agenda<T>): number => items[0]?.ts ?? Number.POSITIVE_INFINITY;

type Item = { readonly ts: number; readonly order: number };
const before = (a: Item, b: Item): boolean => a.ts < b.ts || (a.ts === b.ts && a.order < b.order);

export function addTo<T>(agenda: Agenda<T>, ts: number, what: T): void {
  const { items } = agenda;
  const item = { ts, order: agenda.added++, what };
  let at = items.length;
  items.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(item, items[parent]!)) break;
    items[at] = items[parent]!;
    at = parent;
  }
  items[at] = item;
}

/** Takes the next one out, which must be there. */
export function takeNext<T>({ items }: Agenda<T>): T {
  const first = items[0]!;
  const last = items.pop()!;
  if (items.length === 0) return first.what;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= items.length) break;
    if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++;
    if (!before(items[child]!, last)) break;
    items[at] = items[child]!;
    at = child;
  }
  items[at] = last;
  return first.what;
}

/** Takes everything out. */
export function clearAgenda<T>({ items }: Agenda<T>): void {
  items.length = 0;
}
