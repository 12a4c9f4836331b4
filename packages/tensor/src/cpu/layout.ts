// The numbers that the kernels (AssemblyScript) and their callers (TypeScript) agree on; both compile this file.

/** Bytes of one operand block: pointer u32, rank i32, shape i32[8], strides i32[8] (in elements): no tensor has more axes. */
export const operandBytes = 72;
/** Where in an operand block the shape begins. */
export const shapeOffset = 8;
/** Where in an operand block the strides begin. */
export const stridesOffset = 40;
/** More options (f64 words) than this no kernel takes. */
export const maximumOptions = 16;

/** Address of the (at most twelve) operand blocks of a call; the first 64 bytes stay empty, so that 0 is no tensor's pointer. */
export const operandsAddress = 64;
/** Address of the option words of a call, after the operand blocks. */
export const optionsAddress = 960;
/** Address of the main thread's scratch memory. Between the option words and it lie the vector constants of either build. */
export const scratchAddress = 2560;

// Matrix product (BLIS): a tile of the output is `rowsPerTile × columnBlock`, and neighbouring tiles are computed together, `rowBlock × columnBlock` at a time; the inner axis is walked `depthBlock` at a time,
// so that one packed panel of b (256 × 8) stays in the first-level cache and one packed block of a (96 × 256) in the second.
/** Rows of a matrix-product tile: as many as are in registers at once, so that threads get equal parts. */
export const rowsPerTile = 6;
/** Rows that are packed at a time. */
export const rowBlock = 96;
/** Columns of a matrix-product tile. */
export const columnBlock = 512;
/** How much of the inner axis is packed at a time. */
export const depthBlock = 256;

// Attention: a tile is a block of queries, a block of keys, or a whole head (see kernels/attention.ts).
/** Queries of a tile of the forward pass, for each of which all keys are packed once. */
export const attentionQueries = 192;
/** Keys whose scores are computed at a time; in the backward pass queries too. A multiple of 6 and of 8, the sides of a product tile. */
export const attentionBlock = 96;
/** Heads that are wider than this are left to the matrix products. */
export const attentionWidth = 256;

/** Elements of a tile of an element-wise kernel. */
export const elementBlock = 4096;
/**
 * Bytes of a row of a list of tensors, for kernels that go over all of them: words for its first tile, its number of elements, and up
 * to four addresses. Behind the last row stands the number of tiles.
 */
export const listRowBytes = 24;
/** Elements that a kernel gathers or splats at a time. */
export const chunk = 1024;
/** Elements that are summed in single precision, in chains of 8, before they go into a sum in double precision. */
export const sumBlock = 256;
/** Columns of a tile of a kernel that sums over rows. */
export const columnsPerTile = 512;

// Scratch memory of one thread, offsets in bytes.
/** The state of walks over strided operands. */
export const walkOffset = 0;
/** Bytes of the state of one walk; there is room for two. */
export const walkBytes = 256;
/** Chunks of gathered elements, one for each of four operands. */
export const chunksOffset = 1024;
/** One 6 × 8 product on its way to the output. */
export const productOffset = 17408;
/** The packed block of a. */
export const packedRowsOffset = 17920;
/** The packed panels of b. */
export const packedColumnsOffset = 116480;
/** Where attention keeps its panels: in place of those of a matrix product, and beyond. */
export const attentionOffset = 17920;
/** All scratch memory of one thread; the backward pass of attention over the widest heads needs most. */
export const scratchBytes = 961024;
