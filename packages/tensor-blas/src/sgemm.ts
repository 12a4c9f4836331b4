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

// cblas.h
export const rowMajor = 101;
export const asItIs = 111;
export const transposed = 112;

/** Rows lie further apart than they are long, so that a library that ignores how far is found out. */
const gap = 2;

/**
 * Whether products of whole numbers are what they must be: `c = 2 · a · b + beta · c`, each operand as it is or turned, and
 * nothing written beside the result. Sums of small whole numbers are exact in every order.
 */
export function isRight(sgemm: Sgemm, addressOf: (values: Float32Array) => number): boolean {
  const [m, n, k] = [11, 18, 23];
  return [asItIs, transposed].every((transA) =>
    [asItIs, transposed].every((transB) =>
      [0, 1].every((beta) => {
        const lda = (transA === asItIs ? k : m) + gap;
        const ldb = (transB === asItIs ? n : k) + gap;
        const ldc = n + gap;
        const a = wholeNumbers(lda * Math.max(m, k), 3);
        const b = wholeNumbers(ldb * Math.max(n, k), 5);
        // Room below, for a library that takes columns for rows.
        const before = wholeNumbers(ldc * Math.max(m, n), 2);
        const c = before.slice();
        // What is there before a first product may be anything, and must not be read.
        if (beta === 0) for (let row = 0; row < m; row++) c.fill(NaN, row * ldc, row * ldc + n);
        const [aAt, bAt, cAt] = [a, b, c].map(addressOf);
        sgemm(rowMajor, transA, transB, m, n, k, 2, aAt, lda, bAt, ldb, beta, cAt, ldc);
        return c.every((value, at) => {
          const [row, column] = [Math.floor(at / ldc), at % ldc];
          if (row >= m || column >= n) return value === before[at];
          let sum = beta * before[at];
          for (let i = 0; i < k; i++) {
            const left = a[transA === asItIs ? row * lda + i : i * lda + row];
            const right = b[transB === asItIs ? i * ldb + column : column * ldb + i];
            sum += 2 * left * right;
          }
          return value === sum;
        });
      }),
    ),
  );
}

const wholeNumbers = (length: number, factor: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => ((i * factor) % 7) - 3);
