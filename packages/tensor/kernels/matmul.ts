// out[…, m, n] = a[…, m, k] · b[…, k, n], in the loops of BLIS (Van Zee and van de Geijn, 2015).
import {
  columnBlock,
  depthBlock,
  packedColumnsOffset,
  packedRowsOffset,
  productOffset,
  rowBlock,
  rowsPerTile,
} from "../src/cpu/layout";
import { typeFloat32 } from "../src/cpu/opcode";
import { Float32, widthOf } from "./element-types";
import { addressOf, operand, option, pointerOf, rankOf, scratch, sizeAt, strideAt } from "./operand";
import { columnsAtOnce, packedFrom, prepareRow, rowTimesColumns, rowTimesRows } from "./matmul-rows";
import { packPanel, packPanelOf } from "./pack";
import { finishTile, multiplyRows, tileColumns, tileRows } from "./product-tile";

/** Rows of a that meet at most so many columns, and rows of b that meet at most so many rows of a, are read where they lie: packing would cost more. */
const readInPlace: i32 = 128;

/**
 * Operands: out (rows contiguous), a, b, a contiguous bias [n] where option 0 is 1, a contiguous scale [n] where option 5 is 1.
 * Options: hasBias, activation (0 none, or an opcode of `unary`), accumulate, alpha, the type of b (decoded on the way), hasScale:
 * `out = activation(alpha · scale · (a · b) + bias + (accumulate ? out : 0))`.
 * Tiles: for each matrix of the batch, for each block of columns, six rows after another.
 */
export function matmul(operands: usize, options: usize, begin: i32, end: i32): void {
  const out = operands;
  const a = operand(operands, 1);
  const b = operand(operands, 2);
  const batchAxes = rankOf(out) - 2;
  const rows = sizeAt(out, batchAxes);
  const columns = sizeAt(out, batchAxes + 1);
  const rowTiles = (rows + rowsPerTile - 1) / rowsPerTile;
  const columnBlocks = (columns + columnBlock - 1) / columnBlock;

  for (let tile = begin; tile < end; ) {
    // Neighbouring tiles of one block of columns share the packed b.
    const firstTile = tile % rowTiles;
    const tiles = min(rowTiles - firstTile, end - tile);
    const column = (tile / rowTiles) % columnBlocks;
    const batch = tile / rowTiles / columnBlocks;
    const row = firstTile * rowsPerTile;
    strip(
      operands,
      options,
      addressOf(out, batchAxes, batch),
      addressOf(a, batchAxes, batch),
      // Addresses are of elements of four bytes.
      pointerOf(b) + ((<i32>(addressOf(b, batchAxes, batch) - pointerOf(b))) >> widthOf(<i32>option(options, 4))),
      row,
      min(rows, row + tiles * rowsPerTile),
      column * columnBlock,
      min(columns, (column + 1) * columnBlock),
    );
    tile += tiles;
  }
}

/** Rows `row … rowEnd` by columns `column … columnEnd` (at most one block of columns) of one matrix of the batch. */
function strip(
  operands: usize,
  options: usize,
  out: usize,
  a: usize,
  b: usize,
  row: i32,
  rowEnd: i32,
  column: i32,
  columnEnd: i32,
): void {
  const aOperand = operand(operands, 1);
  const bOperand = operand(operands, 2);
  const axis = rankOf(operands) - 2;
  const depth = sizeAt(aOperand, axis + 1);
  // Strides in bytes; "step" goes along the inner axis.
  const outRow = strideAt(operands, axis) << 2;
  const aRow = strideAt(aOperand, axis) << 2;
  const aStep = strideAt(aOperand, axis + 1) << 2;
  const bType = <i32>option(options, 4);
  const bBytes = 4 >> widthOf(bType);
  const bStep = strideAt(bOperand, axis) * bBytes;
  const bColumn = strideAt(bOperand, axis + 1) * bBytes;

  const hasBias = option(options, 0) != 0;
  const activation = <i32>option(options, 1);
  const accumulates = option(options, 2) != 0;
  const alpha = option(options, 3);
  const hasScale = option(options, 5) != 0;
  const isPlain = activation == 0 && !accumulates && alpha == 1 && !hasScale;
  const bias = hasBias ? pointerOf(operand(operands, 3)) : 0;
  const scale = hasScale ? pointerOf(operand(operands, hasBias ? 4 : 3)) : 0;

  const packedRows = scratch + packedRowsOffset;
  const packedColumns = scratch + packedColumnsOffset;
  const product = scratch + productOffset;

  // This asks about the whole matrix and not about the strip, so that the result does not depend on the split into tiles.
  const isTransposed = aStep == 4 && bStep == bBytes;
  if (sizeAt(operands, axis) < packedFrom && (isTransposed || (bColumn == 4 && bBytes == 4))) {
    const deepest = isTransposed ? depth : depthBlock;
    for (let i = row; isTransposed && i < rowEnd; i++) prepareRow(bType, i - row, a + i * aRow, depth);
    for (let j = column; j < columnEnd; j += columnsAtOnce) {
      const width = min(columnEnd - j, columnsAtOnce);
      for (let i = row; i < rowEnd; i++) {
        let from = 0;
        do {
          const steps = min(depth - from, deepest);
          const isLast = from + steps == depth;
          const x = a + i * aRow + from * aStep;
          const y = b + j * bColumn + from * bStep;
          if (isTransposed) rowTimesColumns(bType, x, y, bColumn, steps, width, product, i - row);
          else rowTimesRows(x, aStep, y, bStep, steps, width, product);
          finishTile(
            product,
            out + i * outRow + (j << 2),
            outRow,
            1,
            width,
            <f32>alpha,
            scale ? scale + (j << 2) : 0,
            from > 0 || accumulates,
            isLast && hasBias ? bias + (j << 2) : 0,
            isLast ? activation : 0,
          );
          from += steps;
        } while (from < depth);
      }
    }
    return;
  }

  const packsColumns = bType != typeFloat32 || bColumn != 4 || sizeAt(operands, axis) > readInPlace;
  const packsRows = sizeAt(operands, axis + 1) > readInPlace;
  let from = 0;
  do {
    const steps = min(depth - from, depthBlock);
    const isFirst = from == 0;
    const isLast = from + steps == depth;

    // The last columns are packed in any case where they are fewer than a tile has.
    const packedFromColumn = packsColumns ? column : columnEnd - (columnEnd - column) % tileColumns;
    for (let j = packedFromColumn; j < columnEnd; j += tileColumns) {
      packPanelOf(
        bType,
        b + from * bStep + j * bColumn,
        bColumn,
        bStep,
        min(columnEnd - j, tileColumns),
        steps,
        packedColumns + (j - column) * (steps << 2),
        tileColumns,
      );
    }
    for (let block = row; block < rowEnd; block += rowBlock) {
      const blockEnd = min(rowEnd, block + rowBlock);
      for (let i = block; packsRows && i < blockEnd; i += tileRows) {
        packPanel<Float32>(
          a + i * aRow + from * aStep,
          aRow,
          aStep,
          min(blockEnd - i, tileRows),
          steps,
          packedRows + (i - block) * (steps << 2),
          tileRows,
        );
      }
      for (let j = column; j < columnEnd; j += tileColumns) {
        const width = min(columnEnd - j, tileColumns);
        const isPacked = packsColumns || width < tileColumns;
        for (let i = block; i < blockEnd; i += tileRows) {
          const height = min(blockEnd - i, tileRows);
          const target = out + i * outRow + (j << 2);
          const isWhole = isPlain && height == tileRows && width == tileColumns;
          // A whole tile takes the bias with the first products, and what is there with the others.
          const first = hasBias ? bias + (j << 2) : 0;
          const addend = isFirst ? first : target;
          multiplyRows(
            packsRows ? packedRows + (i - block) * (steps << 2) : a + i * aRow + from * aStep,
            packsRows ? 4 : aRow,
            packsRows ? tileRows << 2 : aStep,
            packsRows ? tileRows : height,
            isPacked ? packedColumns + (j - column) * (steps << 2) : b + from * bStep + (j << 2),
            isPacked ? tileColumns << 2 : bStep,
            steps,
            isWhole ? target : product,
            isWhole ? outRow : tileColumns << 2,
            isWhole ? addend : 0,
            isFirst ? 0 : outRow,
          );
          if (isWhole) continue;
          finishTile(
            product,
            target,
            outRow,
            height,
            width,
            <f32>alpha,
            scale ? scale + (j << 2) : 0,
            !isFirst || accumulates,
            isLast && hasBias ? bias + (j << 2) : 0,
            isLast ? activation : 0,
          );
        }
      }
    }
    from += steps;
  } while (from < depth);
}
