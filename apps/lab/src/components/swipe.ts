import type { Attachment } from "svelte/attachments";

/** A movement is a swipe when it is longer than this, and half as long again as it is high. */
const LEAST = 48;

/** Calls `react` with 1 for a swipe to the left (forward) and −1 for one to the right (back). */
export function swipe(react: (direction: 1 | -1) => void): Attachment<HTMLElement> {
  return (element) => {
    let start: { x: number; y: number } | null = null;
    const onStart = ({ touches: [touch] }: TouchEvent): void => {
      start = touch ? { x: touch.clientX, y: touch.clientY } : null;
    };
    const onEnd = ({ changedTouches: [touch] }: TouchEvent): void => {
      if (!start || !touch) return;
      const [across, down] = [touch.clientX - start.x, touch.clientY - start.y];
      start = null;
      if (Math.abs(across) > LEAST && Math.abs(across) > 1.5 * Math.abs(down))
        react(across < 0 ? 1 : -1);
    };
    element.addEventListener("touchstart", onStart, { passive: true });
    element.addEventListener("touchend", onEnd, { passive: true });
    return () => {
      element.removeEventListener("touchstart", onStart);
      element.removeEventListener("touchend", onEnd);
    };
  };
}
