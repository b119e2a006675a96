import { createRequire } from "node:module";
import { refuse } from "../../../engine/core/errors.ts";

/** The part of TensorFlow.js that everything else rests on. */
export type TensorFlow = typeof import("@tensorflow/tfjs-core");

/** How a package that may be installed is looked for. */
export interface Packages {
  /** The file of a package; throws where it is not installed. */
  readonly resolve: (name: string) => string;
  readonly load: (file: string) => unknown;
}

const native = "@tensorflow/tfjs-node";
let ready: Promise<TensorFlow> | undefined;

/**
 * TensorFlow.js with its backend: `@tensorflow/tfjs-node` where the user has installed it, WebAssembly else. It is loaded
 * when first asked for, so that nothing else waits for it. The WebAssembly backend gives the same bits on every machine.
 */
export function tensorflow(): Promise<TensorFlow> {
  ready ??= start();
  return ready;
}

async function start(): Promise<TensorFlow> {
  const load = createRequire(import.meta.url);
  const backend = backendOf({ resolve: load.resolve, load });
  const tf = await import("@tensorflow/tfjs-core");
  // Brings the gradients of the operations, which the core leaves out.
  await import("@tensorflow/tfjs-layers");
  if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend(backend)))
    throw new Error(`backend "${backend}" of TensorFlow.js does not start`);
  await tf.ready();
  return tf;
}

/** The backend to take, loaded where it is the native one. Throws a UserError where that is there and does not load. */
export function backendOf({ resolve, load }: Packages): "tensorflow" | "wasm" {
  let file: string;
  try {
    file = resolve(native);
  } catch {
    return "wasm";
  }
  try {
    load(file);
    return "tensorflow";
  } catch (error) {
    return refuse(`${native} is installed and does not load: ${(error as Error).message}; mend or remove it`);
  }
}
