import { rmSync } from "node:fs";

/**
 * Runs `work`; if the process exits meanwhile, as it does on Ctrl-C, removes the file that it would leave half-written.
 */
export async function removedOnExit<T>(path: string, work: () => Promise<T>): Promise<T> {
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await work();
  } finally {
    process.off("exit", remove);
  }
}
