/** All mutations, in the order of their ids. */
import { columnMutations } from './columns.ts';
import { graphMutations } from './graph.ts';
import type { Mutation } from './mutation.ts';
import { testMutations } from './tests.ts';

export const mutations: readonly Mutation[] = [
  ...columnMutations,
  ...graphMutations,
  ...testMutations,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
