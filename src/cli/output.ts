/** Where a report goes. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** To the file, if one is named, else to standard output. */
export async function deliver(
  content: string,
  file: string | undefined,
  { cwd, stdout }: Terminal,
): Promise<void> {
  if (file === undefined) {
    stdout.write(content);
    return;
  }
  try {
    await writeFile(resolve(cwd, file), content);
  } catch (error) {
    throw new UsageError(
      `--output '${file}' cannot be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      { cause: error },
    );
  }
}
