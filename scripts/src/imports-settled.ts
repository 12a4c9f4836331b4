import { afterAll, vi } from "vitest";

// The first CPU tensor has its threads imported, which a file of quick tests does not wait for: its environment would be gone before.
afterAll(() => vi.dynamicImportSettled());
