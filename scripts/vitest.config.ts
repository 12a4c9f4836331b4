import { mergeConfig } from "vitest/config";
import shared from "../vitest.shared.ts";

// `consumers` packs, installs and bundles: it needs the builds, npm and Chromium, so it runs by name.
export default mergeConfig(shared, {
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "consumers",
          include: ["consumers/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
