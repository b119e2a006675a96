import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { toText } from "../journal/plain.ts";
import { controlLimits, type Reply, readLine } from "./line.ts";

/** A control socket that listens. */
export interface ControlServer {
  readonly close: () => Promise<void>;
}

/**
 * Listens at a socket of this machine for one request a connection, a line of JSON, and answers each by what `handle`
 * gives, a line of JSON as well, in which numbers that JSON lacks travel as in journals. What is no request, too long or too slow is refused. The socket is for its owner alone; one that
 * a dead process left is taken over, so that the caller must hold a lock of its own.
 */
export async function serveControl(
  path: string,
  handle: (request: unknown) => Promise<Reply>,
): Promise<ControlServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    void answer(socket, handle);
  });
  server.maxConnections = controlLimits.connectionsMax;
  if (process.platform !== "win32") rmSync(path, { force: true });
  await listen(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroySoon();
      }),
  };
}

/** Nobody else may so much as connect, not even between the making of the socket and the setting of its mode. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off("error", reject);
        if (process.platform !== "win32") chmodSync(path, 0o600);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

async function answer(socket: Socket, handle: (request: unknown) => Promise<Reply>): Promise<void> {
  // A client that goes away is no concern of the session's.
  socket.on("error", () => socket.destroy());
  const reply = await replyTo(socket, handle);
  if (!socket.destroyed) socket.end(`${toText(reply)}\n`);
}

async function replyTo(socket: Socket, handle: (request: unknown) => Promise<Reply>): Promise<Reply> {
  try {
    const line = await readLine(socket, controlLimits.requestBytesMax, controlLimits.waitMs);
    return await handle(JSON.parse(line));
  } catch (error) {
    const { message } = error as Error;
    return { ok: false, error: error instanceof SyntaxError ? "a request must be a line of JSON" : message };
  }
}
