// The control block of a thread pool, offsets in bytes: what kernels/threads.ts and pool.ts agree on; both compile this file.
// Words that different threads write stand in cache lines of their own.

/** Number of the call (high half), and how many of its tiles nobody has claimed (low half): u64. */
export const ticketOffset = 0;
/** How many tiles of the call are done: u32. */
export const doneOffset = 64;
/** The call: kernel, tiles, and of the claims the least and the part of what remains: u32[4]. Written while no call runs. */
export const callOffset = 128;
/** How many threads may work, the caller among them: i32. */
export const seatsOffset = 192;
/** How many workers sleep until the next call: i32. */
export const sleepersOffset = 256;
/** How many workers have begun: i32. */
export const readyOffset = 320;
/** All of the control block. */
export const controlBytes = 384;

/** How often a worker looks for the next call before it sleeps: some tens of microseconds. */
export const spins = 50000;
