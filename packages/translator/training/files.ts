import { open, rename } from "node:fs/promises";

/**
 * Writes a file so that a reader finds either the old one or the new one, whole, whenever the process is killed: the
 * bytes go to a neighbour, are flushed to the disk, and the neighbour takes the name.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const neighbour = `${path}.writing`;
  const file = await open(neighbour, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(neighbour, path);
}
