/** The Airflow DAGs that a pull request changes. */
import type { ChangedFile } from '../../change/change-set.ts';
import { readDags } from '../../project/airflow/dags.ts';
import type { Dag, DagSetting } from '../../project/airflow/dags.ts';
import type { Location, Side } from '../../finding.ts';
import type { RuleContext } from '../rule.ts';
import { perFile } from './per-file.ts';
import { isTestPath } from './path-kinds.ts';

/** A DAG at both revisions. */
export interface DagPair {
  file: ChangedFile;
  base: Dag;
  head: Dag;
  /** Its id for people; of a METADATA.yml its folder. */
  name: string;
}

/** DAGs of changed files that both revisions define, in the files' order. */
export async function changedDags({ change, files }: RuleContext): Promise<DagPair[]> {
  const pairs: DagPair[] = [];
  for (const file of files) {
    if (file.kind !== 'text' || !file.head || !file.base || isTestPath(file.path)) continue;
    const before = await dagsIn(change.base, file.base.path);
    if (before.length === 0) continue;
    for (const head of await dagsIn(change.head, file.path)) {
      const base = before.find(({ id }) => id === head.id);
      if (base) pairs.push({ file, base, head, name: head.id || (file.path.split('/').at(-2) ?? file.path) });
    }
  }
  return pairs;
}

/** Of a loaded file; none if it holds no text. */
export const dagsIn = perFile((text, path): Promise<Dag[]> => readDags(path, text ?? ''));

export function settingPlace(path: string, side: Side, { startLine, endLine }: DagSetting): Location {
  return { path, side, startLine, endLine };
}
