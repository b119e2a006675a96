import type { Socket } from "node:net";

/** What a session answers: what was asked for, or why not. */
export type Reply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: string };

/** Bounds of the conversation. */
export const controlLimits = {
  requestBytesMax: 16_384,
  replyBytesMax: 1 << 20,
  connectionsMax: 16,
  /** For a line to come. */
  waitMs: 5_000,
} as const;

/** The first line that comes through a socket. Fails for one that is longer than allowed, late, or broken off. */
export function readLine(socket: Socket, bytesMax: number, waitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      socket.off("data", onData);
      socket.off("end", onEnd);
      socket.off("close", onEnd);
      settle();
    };
    const onData = (part: Buffer): void => {
      bytes += part.length;
      if (bytes > bytesMax) {
        done(() => reject(new Error(`a line must have at most ${bytesMax} bytes`)));
        return;
      }
      parts.push(part);
      const end = part.indexOf(10);
      if (end < 0) return;
      const whole = Buffer.concat(parts);
      done(() => resolve(whole.toString("utf8", 0, whole.indexOf(10))));
    };
    const onEnd = (): void => done(() => reject(new Error("the connection ended before its line")));
    const late = () => done(() => reject(new Error(`a line must come within ${waitMs} ms`)));
    const timer = setTimeout(late, waitMs);
    socket.on("data", onData);
    socket.on("end", onEnd);
    socket.on("close", onEnd);
  });
}
