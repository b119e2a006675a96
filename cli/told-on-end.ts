import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** Does work, and should a signal end the process meanwhile, says what becomes of what was computed. */
export async function toldOnEnd<T>(words: string, io: Io, work: () => Promise<T>): Promise<T> {
  const say = (code: number): void => {
    if (code === exitCodes.interrupted || code === exitCodes.terminated) io.err(`bot4: ${words}\n`);
  };
  process.once("exit", say);
  try {
    return await work();
  } finally {
    process.off("exit", say);
  }
}
