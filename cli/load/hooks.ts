import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { isTypeScript, isUserModule, resolveImport, stripTypes } from "./user-modules.ts";

// Hooks of Node's module loader that let a strategy be loaded as it is, with no build step. They are written so that
// they serve both as synchronous hooks (Node 22.15 and later) and in the loader's own thread (Node 20).

/** An import of one user's module by another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

interface Resolved {
  readonly url: string;
  readonly format?: string | null | undefined;
  readonly shortCircuit?: boolean;
}
interface Context {
  readonly parentURL?: string | undefined;
}
interface Loaded {
  readonly format: string | null | undefined;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

let report: (edge: Edge) => void = () => {};
let strip = stripTypes;

/** Sets where imports among a user's modules are reported. */
export function onEdge(listener: (edge: Edge) => void): void {
  report = listener;
}

/** Sets how types are stripped: unless told, in the thread that loads. */
export function stripBy(stripper: typeof stripTypes): void {
  strip = stripper;
}

/** Called by Node in the loader's own thread. */
export function initialize({ port }: { readonly port: MessagePort }): void {
  onEdge((edge) => port.postMessage(edge));
}

/** Finds entries of this package from any folder, and relative imports without an extension. */
export function resolve<R extends Resolved | Promise<Resolved>>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => R,
): R | Resolved {
  const parent = context.parentURL;
  if (!isUserModule(parent)) return next(specifier, context);
  const note = (resolved: Resolved): Resolved => {
    if (isUserModule(resolved.url)) report({ from: parent!, to: resolved.url });
    return resolved;
  };
  const url = resolveImport(specifier, parent);
  if (url !== undefined) return note({ url, shortCircuit: true });
  const resolved: Resolved | Promise<Resolved> = next(specifier, context);
  return (resolved instanceof Promise ? resolved.then(note) : note(resolved)) as R;
}

/** Reads TypeScript with its types stripped. */
export function load<R>(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => R,
): R | Loaded {
  if (!isTypeScript(url)) return next(url, context);
  const path = fileURLToPath(url);
  return { format: "module", source: strip(path, readFileSync(path, "utf8")), shortCircuit: true };
}
