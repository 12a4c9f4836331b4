/** Freed objects wait here, so that letting go of a long chain needs no deep recursion. */
const waiting: Shared[] = [];
let isDraining = false;

/** Something with several holders that is freed when the last one lets go: storage, gradient nodes, origins. */
export abstract class Shared {
  #holders = 1;

  get isFreed(): boolean {
    return this.#holders === 0;
  }

  get isShared(): boolean {
    return this.#holders > 1;
  }

  retain(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders > 0) return;
    waiting.push(this);
    if (isDraining) return;
    isDraining = true;
    try {
      for (let next = waiting.pop(); next; next = waiting.pop()) next.free();
    } finally {
      isDraining = false;
    }
  }

  /** Lets go of what this object holds. Called once. */
  protected abstract free(): void;
}
