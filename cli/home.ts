import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Io } from "./io.ts";

/** The user's own folder, where keys are: `BOT4_HOME`, or `bot4` where the system keeps configurations. */
export function homeFolder({ cwd, env }: Io): string {
  if (env.BOT4_HOME) return resolve(cwd, env.BOT4_HOME);
  const windows = process.platform === "win32" ? env.APPDATA : undefined;
  return join(env.XDG_CONFIG_HOME || windows || join(homedir(), ".config"), "bot4");
}
