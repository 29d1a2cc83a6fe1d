/** How long the bundles take to say anything, as whole processes: `npm run bench:startup [-- --runs COUNT]`. */
import { parseArgs } from 'node:util';
import { machine, median, percentile, runBundle } from './support/measure.ts';

interface Start {
  name: string;
  entry: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** What it must print: a bundle that breaks at once is not a fast one. */
  says: RegExp;
}

const starts: Start[] = [
  { name: 'cli --version', entry: 'cli/index.js', args: ['--version'], says: /^\d+\.\d+/ },
  { name: 'cli rules', entry: 'cli/index.js', args: ['rules'], says: /^cost\// },
  {
    // It ends at its first line, because no runner says which event it is.
    name: 'action',
    entry: 'index.js',
    args: [],
    env: { 'INPUT_GITHUB-TOKEN': 'none', GITHUB_EVENT_NAME: 'none' },
    says: /^::add-mask::/,
  },
];

const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Math.max(1, Number(values.runs) || 1);
console.log(machine());
for (const { name, entry, args, env, says } of starts) {
  const walls = Array.from({ length: runs }, () => {
    const { stdout, stderr, wallMs } = runBundle(entry, args, env);
    if (!says.test(stdout)) throw new Error(`${name} did not start: ${stderr.trim() || stdout.trim()}`);
    return wallMs;
  });
  const [half, most] = [median(walls), percentile(walls, 0.95)].map(Math.round);
  console.log(`${name.padEnd(15)}median ${half} ms, 95th percentile ${most} ms (${runs} runs)`);
}
