/** How long the bundled command line takes to say anything: `npm run bench:startup [-- --runs COUNT]`. */
import { parseArgs } from 'node:util';
import { machine, median, percentile, runCli } from './support/measure.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Math.max(1, Number(values.runs) || 1);
console.log(machine());
for (const args of [['--version'], ['rules']]) {
  const walls = Array.from({ length: runs }, () => runCli(args).wallMs);
  const [half, most] = [median(walls), percentile(walls, 0.95)].map(Math.round);
  console.log(`${args.join(' ').padEnd(10)} median ${half} ms, 95th percentile ${most} ms (${runs} runs)`);
}
