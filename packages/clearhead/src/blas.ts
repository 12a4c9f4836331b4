import { CommandError } from "./errors.ts";

type Blas = Pick<typeof import("@clearhead/tensor-blas"), "useBlas">;

/**
 * Has the system's BLAS multiply matrices, where `@clearhead/tensor-blas` is installed and finds one. It is an optional
 * dependency: it calls native code, which cannot be installed everywhere.
 *
 * @param wanted `true` to insist, `false` not to look
 * @returns who multiplies, in a line for the person who typed the command; `null` when that was said
 * @throws CommandError when a BLAS is insisted on and there is none
 */
export async function chooseMultiplier(
  wanted: boolean | undefined,
  importBlas: () => Promise<Blas> = () => import("@clearhead/tensor-blas"),
): Promise<string | null> {
  if (wanted === false) return null;
  try {
    const { useBlas } = await importBlas();
    const { library, core, threads } = await useBlas();
    const details = [
      ...(core === null ? [] : [`kernels for ${core}`]),
      ...(threads === null ? [] : [`${threads} ${threads === 1 ? "thread" : "threads"}`]),
    ];
    return ["matrix products by " + library, ...details].join(", ");
  } catch (error) {
    if (wanted) throw new CommandError(`there is no BLAS: ${reasonOf(error)}`, { cause: error });
    return "matrix products in WebAssembly, no BLAS can be used (--blas tells why, --no-blas does not look)";
  }
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") {
    return "its package is not installed: npm install @clearhead/tensor-blas";
  }
  return error instanceof Error ? error.message : String(error);
}
