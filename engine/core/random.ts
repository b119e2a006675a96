/** A source of uniform numbers in [0, 1); the only way to chance in the engine. */
export type Random = () => number;

/**
 * A small seeded generator (sfc32, after Doty-Humphrey's PractRand): equal seeds give equal sequences on every machine.
 *
 * @example
 * seeded(7)() === seeded(7)() // => true
 */
export function seeded(seed: number): Random {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88 ^ Math.imul(seed, 0x85ebca6b);
  let c = 0xb7e15162 ^ Math.floor(seed / 2 ** 32);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  // The first outputs still show the seed; twelve rounds mix it in.
  for (let i = 0; i < 12; i++) next();
  return next;
}

/**
 * The generator of {@link seeded} with its state beside it, which can be read and put back.
 *
 * @example
 * keptRandom(7)() === seeded(7)() // => true
 */
export function keptRandom(seed: number): Random & { readonly state: Int32Array } {
  const state = Int32Array.of(
    0x9e3779b9 ^ seed,
    0x243f6a88 ^ Math.imul(seed, 0x85ebca6b),
    0xb7e15162 ^ Math.floor(seed / 2 ** 32),
    1,
  );
  const next = () => {
    const [a, b, c, counter] = [state[0]!, state[1]!, state[2]!, state[3]!];
    const sum = (((a + b) | 0) + counter) | 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return Object.assign(next, { state });
}

/** A standard normal number by the polar method of Marsaglia (1964). */
export function normal(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}
