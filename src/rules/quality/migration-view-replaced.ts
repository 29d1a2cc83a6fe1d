import { code } from '../../finding.ts';
import type { Made } from '../../project/migration/made.ts';
import { displacedColumn } from '../../project/migration/view-columns.ts';
import type { Displaced } from '../../project/migration/view-columns.ts';
import { viewOf } from '../../project/migration/views.ts';
import type { View } from '../../project/migration/views.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { readHome, wordsElsewhere } from '../shared/earlier-migrations.ts';
import type { Home } from '../shared/earlier-migrations.ts';
import { bare, homeOf, newSteps } from '../shared/migrations.ts';
import type { NewStep } from '../shared/migrations.ts';

const viewed = {
  'migrations/001_orders.sql': 'create table orders (id bigserial, note text, region text);\n',
  'migrations/002_notes.sql': 'create view notes as\n  select id, note, upper(region) from orders;\n',
};

export const rule = defineRule({
  id: 'quality/migration-view-replaced',
  summary: 'CREATE OR REPLACE VIEW loses, renames or moves a column of the view, which Postgres refuses',
  severity: 'high',
  why: 'Postgres replaces a view only by one that begins with the same columns, by name and in order: the statement fails, and the deployment stops.',
  advice:
    'Add new columns at the end, rename with ALTER VIEW … RENAME COLUMN first, or drop the view and make it again.',
  silent: [
    'views that a changed migration drops, alters or takes along with CASCADE',
    'columns behind a star, columns without a name of their own, and views with a list of names',
    'folders whose files show no order, or no Postgres, and views of which migrations of other folders speak',
  ],
  examples: {
    fires: [
      {
        name: 'leaves out a column',
        base: viewed,
        head: { 'migrations/003.sql': 'create or replace view notes as select id from orders;\n' },
        findings: [{ path: 'migrations/003.sql', line: 1 }],
      },
      {
        name: 'puts a new column first',
        base: viewed,
        head: {
          'migrations/003.sql':
            '-- with the region\ncreate or replace view public.notes as\n  select region, id, note, upper(region) from orders;\n',
        },
        findings: [{ path: 'migrations/003.sql', line: 2 }],
      },
      {
        name: 'gives a column another name',
        base: viewed,
        head: {
          'migrations/003.sql':
            'create or replace view notes as select id, note as remark, upper(region) from orders;\n',
        },
        findings: [{ path: 'migrations/003.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds a column at the end, and changes what has no name',
        base: viewed,
        head: {
          'migrations/003.sql':
            'create or replace view notes as select o.id, lower(o.note) as note, upper(trim(o.region)), o.region as place from orders o;\n',
        },
      },
      {
        name: 'drops the view first, or renames its column',
        base: viewed,
        head: {
          'migrations/003.sql':
            'drop view notes;\ncreate or replace view notes as select note from orders;\n',
        },
      },
      {
        name: 'takes the columns from a star',
        base: viewed,
        head: { 'migrations/003.sql': 'create or replace view notes as select * from orders;\n' },
      },
      {
        name: 'replaces a view of MySQL',
        base: {
          'migrations/001_orders.sql':
            'create table orders (id int auto_increment primary key, note text);\n',
          'migrations/002_notes.sql': 'create view notes as select id, note from orders;\n',
        },
        head: { 'migrations/003.sql': 'create or replace view notes as select note from orders;\n' },
      },
    ],
  },
  async *check(context) {
    const steps = newSteps(context).filter(({ file, statement }) => !file.base && replaces(statement.words));
    const done = new Set<string>();
    for (const step of steps.slice(0, most)) {
      const folder = homeOf(step.file.path);
      const view = viewOf(step.statement);
      if (!view || done.has(`${folder} ${view.name}`)) continue;
      // The second one of the name replaces the first.
      done.add(`${folder} ${view.name}`);
      const before = standingView(await readHome(context, folder), view);
      if (!before) continue;
      const reader = { engine: context.workspace.engine, warehouse: 'postgres' };
      const displaced = displacedColumn(before.statement, step.statement, reader);
      if (!displaced || (await wordsElsewhere(context, folder))?.has(bare(view.name)) !== false) continue;
      yield finding(step, before, displaced);
    }
  },
});

/** Nothing is said of more. */
const most = 200;

function replaces(words: readonly string[]): boolean {
  return words[0] === 'create' && words[1] === 'or' && words[2] === 'replace';
}

/** The view that earlier migrations leave, if no changed one takes it away or alters it. */
function standingView(home: Home | undefined, { name }: View): Made<View> | undefined {
  if (home?.dialect !== 'postgres') return undefined;
  return home.altered.has(bare(name)) ? undefined : home.standing.viewNamed(name);
}

function finding({ file, location }: NewStep, before: Made<View>, { column, now }: Displaced): RuleFinding {
  const view = code(before.name);
  const { path, statement } = before;
  return {
    confidence: 'likely',
    title: `The migration cannot replace the view ${view} without its column ${code(column)}${now === undefined ? '' : ' in its place'}`,
    message:
      now === undefined
        ? `Postgres refuses it: ${view} has the column ${code(column)} since an earlier migration, and a view that replaces it must keep it.`
        : `Postgres refuses it: ${view} has the column ${code(column)} since an earlier migration where ${code(now)} stands now, and takes new columns only behind those that it has.`,
    resource: file.path,
    subject: `replace ${before.name}`,
    location,
    related: [
      {
        path,
        side: 'head',
        startLine: statement.startLine,
        endLine: statement.endLine,
        message: `${view} as it is`,
      },
    ],
  };
}
