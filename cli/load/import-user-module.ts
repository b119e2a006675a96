import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { register } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { packageRoot } from "../package-root.ts";
import * as hooks from "./hooks.ts";
import { endStripping, stripAside } from "./strip-aside.ts";
import { stripTypes } from "./user-modules.ts";

/** A module of a user with the files that it is made of, itself first. */
export interface UserModule {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly urls: readonly string[];
}

const edges = new Map<string, Set<string>>();
let drain: (() => void) | undefined;

const addEdge = ({ from, to }: hooks.Edge): void => {
  edges.set(from, (edges.get(from) ?? new Set()).add(to));
};

/** Installs the hooks once; gives the function that collects what they have reported. */
function installHooks(): () => void {
  const { registerHooks } = nodeModule as { registerHooks?: (made: unknown) => void };
  if (registerHooks) {
    hooks.onEdge(addEdge);
    // These run in the thread that imports, which will compute.
    hooks.stripBy(stripAside);
    registerHooks({ resolve: hooks.resolve, load: hooks.load });
    return () => {};
  }
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  register(pathToFileURL(join(packageRoot(), "dist/cli/load/hooks.js")), {
    data: { port: port2 },
    transferList: [port2],
  });
  return () => {
    for (let got = receiveMessageOnPort(port1); got; got = receiveMessageOnPort(port1)) addEdge(got.message);
  };
}

/** Imports a user's TypeScript or JavaScript file as it stands. Throws what the file throws. */
export async function importUserModule(path: string): Promise<UserModule> {
  drain ??= installHooks();
  const entry = pathToFileURL(path).href;
  try {
    const exports = (await import(/* @vite-ignore */ entry)) as Record<string, unknown>;
    return { exports, urls: closure(entry) };
  } catch (error) {
    // Node does not say where a syntax error in JavaScript is; reading the files as TypeScript does.
    if (error instanceof SyntaxError) closure(entry).forEach(checkSyntax);
    throw error;
  } finally {
    endStripping();
  }
}

/** A module and all that it imports of the user's own. */
function closure(entry: string): string[] {
  drain?.();
  const urls = new Set([entry]);
  // A set visits what is added while it is walked.
  for (const url of urls) for (const to of edges.get(url) ?? []) urls.add(to);
  return [...urls];
}

const checkSyntax = (url: string): void => {
  const path = fileURLToPath(url);
  stripTypes(path, readFileSync(path, "utf8"));
};
