import { connect } from "node:net";
import { fromText } from "../journal/plain.ts";
import { controlLimits, type Reply, readLine } from "./line.ts";

/** How long a session may take to answer, ms: it answers between two steps. */
const answerMsMax = 30_000;

/** Asks the session behind a control socket; undefined where nobody listens there. */
export async function askControl(path: string, request: unknown): Promise<Reply | undefined> {
  const socket = connect(path);
  try {
    const there = await new Promise<boolean>((resolve, reject) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", ({ code, message }: NodeJS.ErrnoException) => {
        if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTSOCK") resolve(false);
        else reject(new Error(`the control socket ${path} cannot be reached: ${message}`));
      });
    });
    if (!there) return undefined;
    // What goes wrong from here on shows as a line that does not come.
    socket.on("error", () => socket.destroy());
    socket.write(`${JSON.stringify(request)}\n`);
    return fromText(await readLine(socket, controlLimits.replyBytesMax, answerMsMax)) as Reply;
  } finally {
    socket.destroy();
  }
}
