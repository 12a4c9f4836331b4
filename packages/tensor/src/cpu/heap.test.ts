import { describe, expect, it, vi } from "vitest";
import { TensorError } from "../errors.ts";
import { createHeap, type Heap } from "./heap.ts";
import { random } from "./testing.ts";

interface Block {
  readonly pointer: number;
  readonly bytes: number;
  readonly mark: number;
}

const fill = ({ uint8 }: Heap, { pointer, bytes, mark }: Block): void =>
  void uint8.fill(mark, pointer, pointer + bytes);
const isIntact = ({ uint8 }: Heap, { pointer, bytes, mark }: Block): boolean =>
  uint8.subarray(pointer, pointer + bytes).every((byte) => byte === mark);

describe("heap", () => {
  it("blocks are aligned, do not overlap and keep their content while others come, go and the memory grows", () => {
    const next = random(1);
    const integer = (below: number): number => Math.floor(((next() + 1) / 2) * below);
    const blocks: Block[] = [];
    const arena = createHeap();
    for (let step = 0; step < 4000; step++) {
      if (integer(100) < 55 || blocks.length === 0) {
        const bytes = integer(50) === 0 ? integer(300_000) : integer(2000);
        const block = { pointer: arena.allocate(bytes), bytes, mark: integer(256) };
        expect(block.pointer % 64).toBe(0);
        expect(block.pointer).toBeGreaterThan(0);
        fill(arena, block);
        blocks.push(block);
      } else {
        const [block] = blocks.splice(integer(blocks.length), 1);
        expect(isIntact(arena, block)).toBe(true);
        arena.free(block.pointer);
      }
    }
    expect(blocks.every((block) => isIntact(arena, block))).toBe(true);
    for (const block of blocks) arena.free(block.pointer);
    expect(arena.bytes).toBe(0);
  });

  it("merges what was freed: after everything is free, one block takes the whole room", () => {
    const arena = createHeap();
    const first = arena.allocate(8_000_000);
    arena.free(first);
    const length = arena.memory.buffer.byteLength;
    const pointers = Array.from({ length: 1000 }, () => arena.allocate(7900));
    // Every second one first, so that the rest merges on both sides.
    for (let index = 0; index < 1000; index += 2) arena.free(pointers[index]);
    for (let index = 1; index < 1000; index += 2) arena.free(pointers[index]);
    expect(arena.allocate(8_000_000)).toBe(first);
    expect(arena.memory.buffer.byteLength).toBe(length);
  });

  it("stays as it is while the same sizes are taken and given back", () => {
    const arena = createHeap();
    const sizes = [64, 4, 100_000, 3_000, 65_536, 1_000_000, 200];
    const step = (): void => {
      const pointers = sizes.map((bytes) => arena.allocate(bytes));
      for (const pointer of pointers) arena.free(pointer);
    };
    step();
    const { length } = arena.uint8;
    for (let repeat = 0; repeat < 1000; repeat++) step();
    expect([arena.uint8.length, arena.bytes]).toEqual([length, 0]);
  });

  it("counts what is in use, rounded up to 64, and gives distinct blocks for 0 bytes", () => {
    const arena = createHeap();
    const [a, b, c] = [arena.allocate(0), arena.allocate(0), arena.allocate(65)];
    expect(new Set([a, b, c]).size).toBe(3);
    expect(arena.bytes).toBe(256);
    arena.free(b);
    expect(arena.bytes).toBe(192);
  });

  it("views are current after the memory grew", () => {
    const arena = createHeap();
    const small = arena.allocate(8);
    const before = arena.float32;
    before[small / 4] = 1.5;
    const large = arena.allocate(20_000_000);
    expect(arena.float32 === before).toBe(false);
    expect(arena.float32[small / 4]).toBe(1.5);
    arena.int32[large / 4 + 4_999_999] = 7;
    expect(arena.uint8[large + 19_999_996]).toBe(7);
    arena.float64[large / 8] = -2;
    expect(arena.float64[large / 8]).toBe(-2);
  });

  it.each([
    ["shared", true],
    ["not shared", false],
  ])(
    "out of memory is a TensorError that tells how much was asked for and is in use, and the heap goes on: %s",
    (_, isShared) => {
      const arena = createHeap(64, isShared);
      const pointer = arena.allocate(1_000_000);
      for (const bytes of [4_000_000, 2 ** 32, 2 ** 40]) {
        const attempt = (): number => arena.allocate(bytes);
        expect(attempt).toThrow(TensorError);
        expect(attempt).toThrow(
          new RegExp(`out of memory: ${bytes} bytes asked for, 1000000 bytes in use`),
        );
      }
      arena.free(pointer);
      expect(arena.allocate(2_000_000)).toBe(pointer);
    },
  );

  it("takes a smaller maximum where the system refuses to reserve the whole", () => {
    const { Memory } = WebAssembly;
    const asked: (number | undefined)[] = [];
    const refusing = vi.spyOn(WebAssembly, "Memory").mockImplementation(function (descriptor) {
      asked.push(descriptor.maximum);
      if (descriptor.maximum! > 20_000) throw new RangeError("could not allocate memory");
      return new Memory(descriptor);
    });
    const arena = createHeap(65536, true);
    refusing.mockRestore();
    expect(asked).toEqual([65536, 32768, 16384]);
    expect(arena.isShared).toBe(true);
    expect(() => arena.allocate(2 ** 30)).toThrow("out of memory");
    expect(arena.allocate(2 ** 29)).toBeGreaterThan(0);
  });

  it("a system that gives no memory at all says so", () => {
    const refusing = vi.spyOn(WebAssembly, "Memory").mockImplementation(function () {
      throw new RangeError("could not allocate memory");
    });
    expect(() => createHeap()).toThrow("could not allocate memory");
    refusing.mockRestore();
  });

  it("freeing what is not in use throws", () => {
    const arena = createHeap();
    const pointer = arena.allocate(100);
    expect(() => arena.free(pointer + 64)).toThrow("no block in use begins");
    arena.free(pointer);
    expect(() => arena.free(pointer)).toThrow("no block in use begins");
    expect(() => arena.free(2 ** 40)).toThrow("no block in use begins");
  });
});
