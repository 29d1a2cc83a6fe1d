/** A file below a folder whose contents may be anybody's. */
import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

const mostBytes = 32 * 1024 * 1024;

/** @throws {Error} if it is not there, is no plain file, leads outside or is too large. */
export async function readInside(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const real = await realpath(join(root, path)).catch(() => {
    throw new Error('it is not there');
  });
  if (!real.startsWith(root + sep)) throw new Error('it leads outside of the workspace');
  // Before it is opened: to open a pipe is to wait.
  if (!(await stat(real)).isFile()) throw new Error('it is no file');
  const file = await open(real, 'r');
  try {
    const { size } = await file.stat();
    if (size > mostBytes) throw new Error(`it has more than ${mostBytes >> 20} MiB`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
