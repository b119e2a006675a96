/** Commands that take a strategy, with the position of that word after the command's own. */
const strategyAt: Readonly<Record<string, number>> = { backtest: 1, plan: 1, check: 2 };

/** Names of shipped strategies that a half-typed word may become, where a strategy stands at its place. */
export async function completeNames(current: string, args: { readonly _?: unknown }): Promise<string[]> {
  const words = (args._ as readonly unknown[] | undefined) ?? [];
  // The first word is bot4 itself, the last the half-typed one.
  const at = strategyAt[String(words[1])];
  if (current.startsWith("-") || at === undefined || words.length - 2 !== at) return [];
  const { strategies } = await import("../strategies/index.ts");
  return Object.keys(strategies).filter((name) => name.startsWith(current));
}
