/** All mutations, in the order of their ids. */
import { benignMutations } from './benign.ts';
import { benignSqlMutations } from './benign-sql.ts';
import { benignTerraformMutations } from './benign-terraform.ts';
import { biMutations } from './bi.ts';
import { columnMutations } from './columns.ts';
import { contractMutations } from './contracts.ts';
import { costMutations } from './cost.ts';
import { deployMutations } from './deploy.ts';
import { docsMutations } from './docs.ts';
import { governanceMutations } from './governance.ts';
import { graphMutations } from './graph.ts';
import { migrationMutations } from './migrations.ts';
import type { Mutation } from './mutation.ts';
import { nameMutations } from './names.ts';
import { ownMutations } from './own.ts';
import { refusedMutations } from './refused.ts';
import { runMutations } from './runs.ts';
import { shapeMutations } from './shape.ts';
import { terraformMutations } from './terraform.ts';
import { testMutations } from './tests.ts';

export const mutations: readonly Mutation[] = [
  ...benignMutations,
  ...benignSqlMutations,
  ...benignTerraformMutations,
  ...biMutations,
  ...columnMutations,
  ...contractMutations,
  ...costMutations,
  ...deployMutations,
  ...docsMutations,
  ...governanceMutations,
  ...graphMutations,
  ...migrationMutations,
  ...nameMutations,
  ...ownMutations,
  ...refusedMutations,
  ...runMutations,
  ...shapeMutations,
  ...terraformMutations,
  ...testMutations,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
