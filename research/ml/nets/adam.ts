/** Moments of Adam for blocks of weights, and the number of steps taken. */
export interface Adam {
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
  steps: number;
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** A fresh state for blocks of the given weights. */
export const createAdam = (weights: readonly Float32Array[]): Adam => ({
  first: weights.map(({ length }) => new Float32Array(length)),
  second: weights.map(({ length }) => new Float32Array(length)),
  steps: 0,
});

/** Moves the weights by one step of Adam (Kingma and Ba 2015) of the given rate against the gradients. */
export function adamStep(
  adam: Adam,
  weights: readonly Float32Array[],
  gradients: readonly Float32Array[],
  rate: number,
): void {
  adam.steps++;
  const [unbias1, unbias2] = [1 - beta1 ** adam.steps, 1 - beta2 ** adam.steps];
  for (const [k, block] of weights.entries()) {
    const [gradient, first, second] = [gradients[k]!, adam.first[k]!, adam.second[k]!];
    for (let i = 0; i < block.length; i++) {
      const g = gradient[i]!;
      first[i] = beta1 * first[i]! + (1 - beta1) * g;
      second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
      block[i]! -= (rate * (first[i]! / unbias1)) / (Math.sqrt(second[i]! / unbias2) + epsilon);
    }
  }
}

/** Shortens gradients, taken together, to a length at most (Pascanu, Mikolov and Bengio 2013). */
export function clipGradients(gradients: readonly Float32Array[], lengthMax: number): void {
  let sum = 0;
  for (const block of gradients) for (const g of block) sum += g * g;
  const length = Math.sqrt(sum);
  if (!(length > lengthMax)) return;
  for (const block of gradients) for (let i = 0; i < block.length; i++) block[i]! *= lengthMax / length;
}
