import { TensorError } from "@clearhead/tensor";
import koffi, { type LibraryHandle } from "koffi";

/** `cblas_sgemm`, its pointers as whole numbers: `order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc`. */
export type Sgemm = (
  order: number,
  transA: number,
  transB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  beta: number,
  c: number,
  ldc: number,
) => void;

/** A BLAS that was loaded. */
export interface Library {
  /** What it calls itself: `OpenBLAS 0.3.21 …`, `MKL`, `BLIS`, `Accelerate`. */
  readonly name: string;
  /** The file that was loaded. */
  readonly path: string;
  readonly sgemm: Sgemm;
  /** How many threads it uses, `null` where it does not tell. */
  threads(): number | null;
  /** Asks for a number of threads, where the library can be asked. */
  setThreads(count: number): void;
}

interface Kind {
  readonly name: string;
  readonly files: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;
  readonly version?: string;
  readonly getThreads?: string;
  readonly setThreads?: string;
}

/** Where the libraries lie that are known, the first found is taken. A bare name is looked up as the system looks up libraries. */
const kinds: readonly Kind[] = [
  {
    name: "Accelerate",
    files: { darwin: ["/System/Library/Frameworks/Accelerate.framework/Accelerate"] },
  },
  {
    name: "MKL",
    files: {
      linux: ["libmkl_rt.so.3", "libmkl_rt.so.2", "libmkl_rt.so"],
      win32: ["mkl_rt.3.dll", "mkl_rt.2.dll"],
    },
    getThreads: "MKL_Get_Max_Threads",
    setThreads: "MKL_Set_Num_Threads",
  },
  {
    name: "OpenBLAS",
    files: {
      linux: ["libopenblas.so.0", "libopenblas.so"],
      darwin: [
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
        "/usr/local/opt/openblas/lib/libopenblas.dylib",
      ],
      win32: ["libopenblas.dll", "openblas.dll"],
    },
    version: "openblas_get_config",
    getThreads: "openblas_get_num_threads",
    setThreads: "openblas_set_num_threads",
  },
  {
    name: "BLIS",
    files: { linux: ["libblis.so.4", "libblis-pthread.so.4", "libblis.so"] },
    getThreads: "bli_thread_get_num_threads",
    setThreads: "bli_thread_set_num_threads",
  },
];

/** The files of a platform's libraries, in the order in which they are tried. */
export function candidates(platform: NodeJS.Platform): string[] {
  return kinds.flatMap(({ files }) => files[platform] ?? []);
}

/**
 * Loads a BLAS: the one at `path`, else the first of the known ones that the system has.
 *
 * @throws TensorError `device` when there is none, or it has no `cblas_sgemm`
 */
export function loadLibrary(path?: string): Library {
  if (path !== undefined) return open(path);
  const known = candidates(process.platform);
  for (const candidate of known) {
    try {
      return open(candidate);
    } catch {
      // Not here, or not usable: the next one, and after the last the message below.
    }
  }
  throw new TensorError(
    "device",
    `useBlas: this system has no BLAS that is known (tried ${known.join(", ")}); ` +
      `install one (Debian: apt install libopenblas0, macOS has Accelerate), or name its file: useBlas({ path })`,
    { tried: known },
  );
}

function open(path: string): Library {
  let library: LibraryHandle;
  try {
    library = koffi.load(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TensorError("device", `useBlas: ${path} cannot be loaded: ${reason}`, { path });
  }
  const find = (prototype: string): ((...values: unknown[]) => unknown) | null => {
    try {
      return library.func(prototype);
    } catch {
      return null;
    }
  };
  // Pointers go as numbers: addresses are below 2^53, and koffi need not make an object of each.
  const sgemm = find(
    "void cblas_sgemm(int, int, int, int, int, int, float, int64, int, int64, int, float, int64, int)",
  );
  if (!sgemm) {
    throw new TensorError(
      "device",
      `useBlas: ${path} has no cblas_sgemm; it is no BLAS, or one without its C interface`,
      { path, symbol: "cblas_sgemm" },
    );
  }
  // A library of another name is told by its symbols.
  const kind =
    kinds.find(({ files }) => files[process.platform]?.includes(path)) ??
    kinds.find(({ getThreads }) => getThreads !== undefined && find(`int ${getThreads}()`));
  const version = kind?.version === undefined ? null : find(`const char *${kind.version}()`);
  const get = kind?.getThreads === undefined ? null : find(`int ${kind.getThreads}()`);
  const set = kind?.setThreads === undefined ? null : find(`void ${kind.setThreads}(int)`);
  return {
    name: version ? String(version()) : (kind?.name ?? "a BLAS"),
    path,
    sgemm,
    threads: () => (get ? Number(get()) : null),
    setThreads: (count) => void set?.(count),
  };
}
