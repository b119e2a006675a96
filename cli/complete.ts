/** Commands that take a strategy, with the position of that word after the command's own. */
const strategyAt: Readonly<Record<string, number>> = {
  backtest: 1,
  plan: 1,
  walkforward: 1,
  train: 1,
  check: 2,
};

/**
 * Names of shipped strategies that a half-typed word may become, where the shell asks for completions of a word that
 * is a strategy; none otherwise.
 */
export async function completeNames(argv: readonly string[]): Promise<string[]> {
  const [asked, _program, command = "", ...rest] = argv;
  const current = rest.at(-1);
  if (asked !== "--get-yargs-completions" || current === undefined || current.startsWith("-")) return [];
  if (strategyAt[command] !== rest.length) return [];
  const { strategies, trainedStrategies } = await import("../strategies/index.ts");
  const all = command === "train" ? trainedStrategies : { ...strategies, ...trainedStrategies };
  return Object.keys(all).filter((name) => name.startsWith(current));
}
