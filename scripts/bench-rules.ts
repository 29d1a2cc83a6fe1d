/**
 * Breaks a real dbt project in known ways, one at a time, and counts what the review says of it.
 *
 *     npm run bench:rules -- --repo DIR [--sites 20] [--seed 1] [--only M01,N03] [--show M05] [--json]
 *
 * The newest commit is the base; each site is a pull request that exists in memory alone. What is expected is the
 * record of whoever made the edit, never a reading of ours. `--show` prints each site that did not go as expected.
 */
import { parseArgs } from 'node:util';
import { Corpus } from './bench-rules/corpus.ts';
import { measure } from './bench-rules/measure.ts';
import { mutations } from './bench-rules/mutations.ts';
import { asJson, explained, row, ruleTable, totals } from './bench-rules/output.ts';
import { newestRevision } from './support/revision.ts';

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    sites: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    show: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const sites = Number(values.sites);
const chosen = (values.only ?? values.show)?.split(',');
const unknown = chosen?.find((id) => !mutations.some((mutation) => mutation.id === id));
if (values.repo === undefined || !Number.isInteger(sites) || sites < 1 || unknown !== undefined) {
  if (unknown !== undefined) console.error(`bench:rules: there is no mutation ${unknown}`);
  console.error(
    'usage: npm run bench:rules -- --repo DIR [--sites N] [--seed S] [--only IDS] [--show IDS] [--json]',
  );
  process.exit(2);
}

const revision = await newestRevision(values.repo);
const corpus = new Corpus(revision.texts);
const shown = new Set(values.show?.split(','));
const measured = await measure(
  mutations.filter(({ id }) => chosen?.includes(id) ?? true),
  revision,
  corpus,
  {
    sites,
    seed: values.seed,
    onDone(done) {
      if (values.json) return;
      console.log(row(done));
      if (shown.has(done.mutation.id)) for (const text of explained(done, revision)) console.log(text);
    },
  },
);
if (values.json) console.log(JSON.stringify(asJson(revision.commit, values.seed, measured), null, 2));
else console.log(`\n${ruleTable(measured)}\n\n${totals(measured)}`);
