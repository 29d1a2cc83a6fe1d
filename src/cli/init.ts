/** `init`: the first two files of a repository that wants to be reviewed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rules } from '../rules/index.ts';
import { text } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { openFolder } from './revisions.ts';
import { starterConfig, workflow } from './starter.ts';
import { UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** Writes what is not there yet. Throws `UsageError` outside a work tree, and where it may not write. */
export async function initCommand({ options }: Invocation, terminal: Terminal): Promise<ExitCode> {
  const repository = await openFolder({ options, positionals: [] }, terminal);
  await repository.close();
  if (repository.bare)
    throw new UsageError(`${repository.folder} is a bare repository; init writes into a work tree`);

  const files = {
    '.github/workflows/parallel-review.yml': workflow,
    '.github/parallel-review.yml': starterConfig(rules),
  };
  const written: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    const isNew = await writeNew(join(repository.folder, path), path, content);
    if (isNew) written.push(path);
    terminal.stdout.write(isNew ? `wrote  ${path}\n` : `kept   ${path}, which was there already\n`);
  }
  const again = text(options['repo']) === undefined ? '' : ` --repo ${repository.folder}`;
  terminal.stdout.write(next(written, `${terminal.self} review${again}`));
  return 0;
}

/** False if something was there already, whatever it is. */
async function writeNew(file: string, path: string, content: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Of the folder it means that a file is in its way.
    if (code === 'EEXIST' && (error as NodeJS.ErrnoException).syscall === 'open') return false;
    throw new UsageError(`'${path}' cannot be written: ${code ?? String(error)}`, { cause: error });
  }
}

function next(written: readonly string[], review: string): string {
  if (written.length === 0) return '\nNothing to do.\n';
  const steps = [
    ...(written.includes('.github/workflows/parallel-review.yml')
      ? ['Put the place and the commit of the action where the workflow says OWNER and REF.']
      : []),
    'Commit what was written, on a branch of its own, and open a pull request.',
    'Make the job or the check run "Parallel Review" a required status of the default branch.',
    `Until then, review what you have here: ${review}`,
  ];
  return `\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`;
}
