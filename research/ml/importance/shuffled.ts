import type { Random } from "../../../engine/core/random.ts";

/** The whole numbers below `count` in an order of chance, each as likely (Durstenfeld 1964). */
export function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
