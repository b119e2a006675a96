// The part of the JavaScript API that is used; the library of the language itself does not declare it.
declare namespace WebAssembly {
  class Memory {
    constructor(size: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: { host: { memory: Memory } });
    readonly exports: { readonly run: Run };
  }
  function validate(bytes: Uint8Array): boolean;
}

/** A memory that kernels work on. */
export type Memory = WebAssembly.Memory;

/** The function of a module: whole numbers in, one out. */
export type Run = (...numbers: number[]) => number;

/**
 * As much of the WebAssembly binary format as a kernel over columns needs (core specification 2.0, chapter 5): one function of
 * whole numbers over one memory. Code is a list of bytes in the order of a stack machine: operands, then what works on them.
 */
export type Code = readonly number[];

/** A local by its number: first the parameters, then further whole numbers, then vectors. */
export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];

/** Lets go of a value. */
export const drop: Code = [0x1a];

/** A whole number. */
export const whole = (value: number): Code => [0x41, ...signed(value)];

/** What works on whole numbers of 32 bits. */
export const i32 = {
  equalsZero: [0x45],
  atLeast: [0x4e],
  add: [0x6a],
  subtract: [0x6b],
  and: [0x71],
  or: [0x72],
  xor: [0x73],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  /** Zeros below the lowest one. */
  zerosBelow: [0x68],
  /** Writes a number at an address. */
  store: [0x36, 2, 0],
} as const satisfies Readonly<Record<string, Code>>;

const simd = (code: number): Code => [0xfd, ...unsigned(code)];

/** What works on two float64 numbers at once; a comparison gives a lane of ones where it holds. */
export const f64x2 = {
  /** Reads from an address and so many bytes beyond it. */
  load: (offset: number): Code => [...simd(0x00), 3, ...unsigned(offset)],
  below: simd(0x49),
  above: simd(0x4a),
} as const;

/** What makes many lanes of ones and zeros few. */
export const lanes = {
  /** Of two vectors of two lanes one of four. */
  four: [...simd(0x0d), 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27] as Code,
  /** Of two vectors of four lanes one of eight, of two of eight one of sixteen. */
  eight: simd(0x85),
  sixteen: simd(0x65),
  /** A bit a lane of sixteen, the first lane's lowest. */
  bits: simd(0x64),
} as const;

/** Repeats while a condition holds. */
export const during = (condition: Code, ...body: readonly Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...condition,
  ...[...i32.equalsZero, 0x0d, 1],
  ...body.flat(),
  ...[0x0c, 0, 0x0b, 0x0b],
];

/** Does something where a condition holds. */
export const when = (condition: Code, ...body: readonly Code[]): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body.flat(),
  0x0b,
];

const pageBytes = 65_536;

/** A memory of at least so many bytes, or undefined where there is a limit on address space. It is not to grow. */
export function reserve(bytes: number): Memory | undefined {
  const pages = Math.ceil(bytes / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    return undefined;
  }
}

/**
 * A function that takes `params` whole numbers, has so many further ones and `vectors`, and gives a whole number; it is made for one memory after
 * another by the function returned, with what the compiler has learnt of it. Undefined where the machine knows no vector
 * instructions.
 */
export function assemble(
  params: number,
  further: number,
  vectors: number,
  body: Code,
): ((memory: Memory) => Run) | undefined {
  const bytes = moduleOf(params, further, vectors, body);
  if (!WebAssembly.validate(bytes)) return undefined;
  const module = new WebAssembly.Module(bytes);
  return (memory) => new WebAssembly.Instance(module, { host: { memory } }).exports.run;
}

/** A module with one function, `run`, over a memory of any size. */
function moduleOf(params: number, further: number, vectors: number, body: Code): Uint8Array {
  const [int, vector] = [0x7f, 0x7b];
  const code = [2, further, int, vectors, vector, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [0x60, params, ...Array<number>(params).fill(int), 1, int]),
    ...section(2, [...text("host"), ...text("memory"), 2, 0, 1]),
    ...section(3, [0]),
    ...section(7, [...text("run"), 0, 0]),
    ...section(10, [...unsigned(code.length), ...code]),
  ]);
}

/** A section with one entry. */
const section = (id: number, entry: Code): Code => [id, ...unsigned(entry.length + 1), 1, ...entry];

const text = (word: string): Code => [word.length, ...[...word].map((letter) => letter.charCodeAt(0))];

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -0x40 || rest > 0x3f; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}
