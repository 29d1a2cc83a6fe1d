/** `demo`: a review to look at, of a sample that one can change. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSample, sampleBranch } from '../demo/sample.ts';
import type { Invocation } from './arguments.ts';
import { interruptible } from './interruption.ts';
import { render, reviewLocally } from './review.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** 0 although the sample is blocked: that is what it is there to show. The sample stays where it is. */
export async function demoCommand({ options }: Invocation, terminal: Terminal): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), 'parallel-review-demo-'));
  await makeSample(folder);
  const invocation = { options: { ...options, repo: folder, head: sampleBranch }, positionals: [] };
  const report = await interruptible(terminal.interruption, (signal) =>
    reviewLocally(invocation, terminal, signal),
  );
  terminal.stdout.write(render(report, 'terminal', terminal, true));
  terminal.stderr.write(`
The sample is a git repository: ${folder}
Edit it, then review your edits with the rest of its pull request:

  ${terminal.self} review --repo ${folder}
`);
  return report.verdict === 'incomplete' ? 2 : 0;
}
