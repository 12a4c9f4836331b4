/**
 * Lets one time run from 0 to 1; all motion of the page is a function of it. With reduced motion it is 1 at once.
 *
 * @returns a function that ends the motion at its end.
 */
export function play(duration: number, onTime: (time: number) => void): () => void {
  if (
    matchMedia("(prefers-reduced-motion: reduce)").matches ||
    document.visibilityState === "hidden"
  ) {
    onTime(1);
    return () => {};
  }
  let frame = 0;
  let start: number | null = null;
  const tick = (now: number): void => {
    start ??= now;
    const time = Math.min(1, (now - start) / duration);
    onTime(time < 1 ? easeOut(time) : 1);
    if (time < 1) frame = requestAnimationFrame(tick);
  };
  onTime(0);
  frame = requestAnimationFrame(tick);
  return () => {
    cancelAnimationFrame(frame);
    onTime(1);
  };
}

const easeOut = (time: number): number => 1 - (1 - time) ** 3;
