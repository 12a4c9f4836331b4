// How threads share the tiles of a call. A module of its own, which only shared memory needs; it keeps its state in the control block that JavaScript reserves.
import {
  callOffset,
  doneOffset,
  readyOffset,
  seatsOffset,
  sleepersOffset,
  spins,
  ticketOffset,
} from "../src/cpu/control";

// @ts-ignore: decorator
@external("env", "control")
declare const control: usize;

/** Computes tiles `begin … end - 1` of the call in the operand and option blocks with this thread's kernels. */
// @ts-ignore: decorator
@external("env", "compute")
declare function compute(kernel: i32, begin: i32, end: i32): void;

/**
 * Begins a call of `count` tiles and wakes up to `helpers` sleeping threads; `share` is the caller's part of it, and `join` tells when the others have done theirs.
 * A thread claims the `divisor`th part of what remains, but at least `least` tiles.
 */
export function begin(kernel: i32, count: u32, least: u32, divisor: u32, helpers: i32): void {
  store<i32>(control, kernel, callOffset);
  store<u32>(control, count, callOffset + 4);
  store<u32>(control, least, callOffset + 8);
  store<u32>(control, divisor, callOffset + 12);
  atomic.store<u32>(control, 0, doneOffset);
  // The ticket is written last: who sees its new number sees everything above too.
  const number = atomic.load<u64>(control, ticketOffset) >> 32;
  atomic.store<u64>(control, ((number + 1) << 32) | <u64>count, ticketOffset);
  if (atomic.load<i32>(control, sleepersOffset) > 0) {
    atomic.notify(control + ticketOffset + 4, helpers);
  }
}

/** How many tiles are done, after at most `looks` looks at whether it is `count`. */
export function join(count: u32, looks: i32): u32 {
  let done = atomic.load<u32>(control, doneOffset);
  while (done != count && --looks > 0) done = atomic.load<u32>(control, doneOffset);
  return done;
}

/** What a worker does all its life: computes a share of each call, looks out for the next for some tens of microseconds, then sleeps until one comes. */
export function work(seat: i32): void {
  let seen: i32 = 0;
  atomic.add<i32>(control, 1, readyOffset);
  while (true) {
    const seats = atomic.load<i32>(control, seatsOffset);
    if (seat >= seats) {
      // It may have been woken for a call in the place of one that may work.
      atomic.notify(control + ticketOffset + 4, 1);
      atomic.wait<i32>(control + seatsOffset, seats, -1);
      continue;
    }
    let looks = spins;
    let number = atomic.load<i32>(control, ticketOffset + 4);
    while (number == seen && --looks > 0) number = atomic.load<i32>(control, ticketOffset + 4);
    if (number == seen) {
      atomic.add<i32>(control, 1, sleepersOffset);
      atomic.wait<i32>(control + ticketOffset + 4, seen, -1);
      atomic.sub<i32>(control, 1, sleepersOffset);
      continue;
    }
    seen = number;
    share();
  }
}

/** Lets workers of a seat below `seats` work. The others must not sleep where they would be woken for a call in the place of one that may work. */
export function seat(seats: i32): void {
  atomic.store<i32>(control, seats, seatsOffset);
  atomic.notify(control + seatsOffset, -1);
  atomic.notify(control + ticketOffset + 4, -1);
}

/** How many workers have begun. */
export function ready(): i32 {
  return atomic.load<i32>(control, readyOffset);
}

/**
 * Claims tiles and computes them until none are left. The ticket holds the number of the call above the number of tiles not yet claimed, so that
 * nobody who comes late claims tiles of a call that he has not looked at: the call in the block stays as it is as long as a tile is not done.
 */
export function share(): void {
  let ticket = atomic.load<u64>(control, ticketOffset);
  while (true) {
    const remaining = <u32>ticket;
    if (remaining == 0) return;
    const part = remaining / load<u32>(control, callOffset + 12);
    const claimed = min(remaining, max(part, load<u32>(control, callOffset + 8)));
    const found = atomic.cmpxchg<u64>(control, ticket, ticket - <u64>claimed, ticketOffset);
    if (found != ticket) {
      ticket = found;
      continue;
    }
    const first = load<u32>(control, callOffset + 4) - remaining;
    compute(load<i32>(control, callOffset), first, first + claimed);
    atomic.add<u32>(control, claimed, doneOffset);
    ticket = atomic.load<u64>(control, ticketOffset);
  }
}
