// A suite that prints hides the line that matters: what a test or its subject prints is a failure.
for (const method of ["log", "info", "warn", "error"] as const) {
  console[method] = (...values: unknown[]): void => {
    throw new Error(`console.${method} was called in a test: ${values.map(String).join(" ")}`);
  };
}
