import { TensorError } from "@clearhead/tensor";
import type { LibraryHandle } from "koffi";
import { isRight, type Sgemm } from "./sgemm.ts";

/** What is used of koffi, which calls functions of native libraries. */
export interface Koffi {
  load(path: string): LibraryHandle;
  address(value: Float32Array): bigint;
}

/** A BLAS that was loaded and tried. */
export interface Library {
  /** What it calls itself: `OpenBLAS 0.3.21`, `MKL`, `BLIS 0.9.0`, `Accelerate`. */
  readonly name: string;
  /** The file that was loaded. */
  readonly path: string;
  /** The processor that its kernels are written for, `null` where it does not tell. */
  readonly core: string | null;
  readonly sgemm: Sgemm;
  /** How many threads it uses, `null` where it does not tell. */
  threads(): number | null;
  /** Asks for a number of threads, where the library can be asked. */
  setThreads(count: number): void;
}

/** Calls a function of the library by its C prototype, `undefined` where it has none of that name. */
type Ask = (prototype: string, ...values: readonly (number | string)[]) => unknown;

interface Kind {
  readonly name: string;
  readonly files: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;
  /** A function that no other kind has. */
  readonly mark: string;
  version?(ask: Ask): unknown;
  core?(ask: Ask): unknown;
  /** Whether its sizes are integers of 64 bits, which `cblas_sgemm` as it is called here would not give it. */
  hasWideIntegers?(ask: Ask): boolean;
  threads?(ask: Ask): unknown;
  setThreads?(ask: Ask, count: number): void;
}

/** Where the libraries lie that are known, the first usable is taken. A bare name is looked up as the system looks up libraries. */
const kinds: readonly Kind[] = [
  {
    name: "Accelerate",
    files: { darwin: ["/System/Library/Frameworks/Accelerate.framework/Accelerate"] },
    mark: "void vDSP_mmul()",
  },
  {
    name: "MKL",
    files: {
      linux: ["libmkl_rt.so.3", "libmkl_rt.so.2", "libmkl_rt.so"],
      win32: ["mkl_rt.3.dll", "mkl_rt.2.dll"],
    },
    mark: "int MKL_Get_Max_Threads()",
    // Asks for integers of 32 bits (0), whatever MKL_INTERFACE_LAYER says; the lowest bit of the answer is set where they are wide.
    hasWideIntegers: (ask) => (Number(ask("int MKL_Set_Interface_Layer(int)", 0) ?? 0) & 1) === 1,
    threads: (ask) => ask("int MKL_Get_Max_Threads()"),
    setThreads: (ask, count) => void ask("void MKL_Set_Num_Threads(int)", count),
  },
  {
    name: "OpenBLAS",
    files: {
      // Fedora's libopenblas.so.0 has one thread, its libopenblasp.so.0 many.
      linux: ["libopenblasp.so.0", "libopenblas.so.0", "libopenblas.so"],
      darwin: [
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
        "/usr/local/opt/openblas/lib/libopenblas.dylib",
      ],
      win32: ["libopenblas.dll", "openblas.dll"],
    },
    mark: "int openblas_get_num_threads()",
    version: (ask) => /^OpenBLAS (\S+)/.exec(configOf(ask))?.[1],
    core: (ask) => ask("const char *openblas_get_corename()"),
    hasWideIntegers: (ask) => configOf(ask).includes("USE64BITINT"),
    threads: (ask) => ask("int openblas_get_num_threads()"),
    setThreads: (ask, count) => void ask("void openblas_set_num_threads(int)", count),
  },
  {
    name: "BLIS",
    files: { linux: ["libblis.so.5", "libblis.so.4", "libblis-pthread.so.4", "libblis.so"] },
    mark: "int64 bli_thread_get_num_threads()",
    version: (ask) => ask("const char *bli_info_get_version_str()"),
    core: (ask) => ask("const char *bli_arch_string(int)", Number(ask("int bli_arch_query_id()"))),
    hasWideIntegers: (ask) => Number(ask("int64 bli_info_get_blas_int_type_size()")) === 64,
    threads: (ask) => ask("int64 bli_thread_get_num_threads()"),
    setThreads: (ask, count) => void ask("void bli_thread_set_num_threads(int64)", count),
  },
];
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const configOf = (ask: Ask): string => textOf(ask("const char *openblas_get_config()")) ?? "";

/** The files of a platform's libraries, in the order in which they are tried. */
export function candidates(platform: NodeJS.Platform): string[] {
  return kinds.flatMap(({ files }) => files[platform] ?? []);
}

const remedies: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux:
    "install OpenBLAS (Debian, Ubuntu: apt install libopenblas0; Fedora: dnf install openblas-threads; Arch: pacman -S openblas; Alpine: apk add openblas)",
  darwin: "macOS brings Accelerate; or brew install openblas",
  win32: "put libopenblas.dll of OpenBLAS's release for Windows into a folder of PATH",
};

/**
 * Loads a BLAS: the one at `path`, else the first of the known ones that the system has and that computes products.
 *
 * @throws TensorError `device` when there is none, or it cannot be used
 */
export function loadLibrary(koffi: Koffi, path?: string): Library {
  if (path !== undefined) return open(koffi, path);
  const known = candidates(process.platform);
  const reasons: string[] = [];
  for (const candidate of known) {
    try {
      return open(koffi, candidate);
    } catch (error) {
      // A file that is there but unusable is worth telling, one that is not there is not.
      if (error instanceof TensorError && error.details["loaded"] === true) {
        reasons.push(error.message.replace("useBlas: ", ""));
      }
    }
  }
  const refused = reasons.length > 0 ? `; refused: ${reasons.join("; ")}` : "";
  const remedy = remedies[process.platform];
  throw new TensorError(
    "device",
    `useBlas: this system has no BLAS that can be used (tried ${known.join(", ") || "none: no library is known here"})${refused}; ` +
      `${remedy === undefined ? "" : `${remedy}, or `}name a file: useBlas({ path })`,
    { tried: known, refused: reasons },
  );
}

function open(koffi: Koffi, path: string): Library {
  const handle = load(koffi, path);
  const ask: Ask = (prototype, ...values) => find(handle, prototype)?.(...values);
  const kind = kinds.find(({ mark }) => find(handle, mark));
  const refuse = (message: string): TensorError =>
    new TensorError("device", `useBlas: ${path} ${message}`, { path, loaded: true });
  // Pointers go as numbers: addresses are below 2^53, and koffi need not make an object of each.
  const sgemm: Sgemm | null = find(
    handle,
    "void cblas_sgemm(int, int, int, int, int, int, float, int64, int, int64, int, float, int64, int)",
  );
  if (!sgemm) {
    throw refuse("has no cblas_sgemm; it is no BLAS, or one without its C interface");
  }
  if (kind?.hasWideIntegers?.(ask)) {
    throw refuse("takes integers of 64 bits; give the build with 32 bits (LP64)");
  }
  if (!isRight(sgemm, (values) => Number(koffi.address(values)))) {
    throw refuse("computes wrong products; it is not used");
  }
  const version = textOf(kind?.version?.(ask));
  return {
    name: [kind?.name ?? "a BLAS", ...(version === null ? [] : [version])].join(" "),
    path,
    core: textOf(kind?.core?.(ask)),
    sgemm,
    threads() {
      const count = Number(kind?.threads?.(ask));
      return count >= 1 ? count : null;
    },
    setThreads: (count) => kind?.setThreads?.(ask, count),
  };
}

function load(koffi: Koffi, path: string): LibraryHandle {
  try {
    return koffi.load(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TensorError("device", `useBlas: ${path} cannot be loaded: ${reason}`, { path });
  }
}

function find(
  handle: LibraryHandle,
  prototype: string,
): ((...values: readonly unknown[]) => unknown) | null {
  try {
    return handle.func(prototype);
  } catch {
    return null;
  }
}
