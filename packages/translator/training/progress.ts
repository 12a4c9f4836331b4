import { SingleBar } from "cli-progress";

/** What the person in front of the terminal sees while the model trains. */
export interface Progress {
  update(step: number, loss: number): void;
  /** A line that stays. */
  say(line: string): void;
  stop(): void;
}

// A log file gets a line each so many steps instead of a bar that redraws itself.
const stepsPerLogLine = 100;

/** A bar on a terminal, lines elsewhere. */
export function showProgress(total: number, start: number, stream: NodeJS.WriteStream): Progress {
  let smooth: number | undefined;
  const smoothed = (loss: number): string => {
    smooth = smooth === undefined ? loss : 0.95 * smooth + 0.05 * loss;
    return smooth.toFixed(4);
  };
  const began = performance.now();
  const perStep = (step: number): string =>
    `${((performance.now() - began) / Math.max(step - start, 1)).toFixed(0)} ms a step`;

  if (!stream.isTTY) {
    return {
      update(step, loss) {
        const mean = smoothed(loss);
        if (step % stepsPerLogLine === 0 || step === total) {
          stream.write(`step ${step}/${total}  loss ${mean}  ${perStep(step)}\n`);
        }
      },
      say: (line) => stream.write(`${line}\n`),
      stop() {},
    };
  }
  const bar = new SingleBar({
    stream,
    hideCursor: true,
    etaBuffer: 200,
    format: "{bar} {value}/{total}  loss {loss}  {pace}  {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
  });
  const tokens = (step: number, loss: string): object => ({ loss, pace: perStep(step) });
  bar.start(total, start, tokens(start, "–"));
  return {
    update: (step, loss) => bar.update(step, tokens(step, smoothed(loss))),
    say(line) {
      stream.write(`\r\u001b[K${line}\n`);
    },
    stop: () => bar.stop(),
  };
}
