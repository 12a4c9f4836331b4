// Runs before an install: with anything but pnpm, say what to type instead and stop.
if (!process.env["npm_config_user_agent"]?.startsWith("pnpm/")) {
  console.error(`
This repository is a pnpm workspace, and its scripts bring pnpm along. Type instead:

  npm start   installs, then serves the lab and prints its address
  npm test    installs, then runs lint, types, unit tests and builds
`);
  process.exit(1);
}
