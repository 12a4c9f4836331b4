/** Where the command line reads and writes: the streams of the process, or of a test. */
export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** All that is piped in, or `undefined` when a person types. */
  readInput(): Promise<string | undefined>;
}
