import { createHash } from "node:crypto";
import { join } from "node:path";
import { homeFolder } from "../home.ts";
import type { Io } from "../io.ts";
import { sessionPaths } from "./session-folder.ts";

/** Longest path of a socket that every system takes, bytes. */
const bytesMax = 100;

/**
 * Where the control socket of a session is: in its folder; or, where that path is too long for a socket, in the folder of the
 * user, by the hash of the path.
 */
export function controlPath(folder: string, io: Io): string {
  const { socket } = sessionPaths(folder);
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\bot4-${hash}`;
  return Buffer.byteLength(socket) <= bytesMax ? socket : join(homeFolder(io), `${hash}.sock`);
}
