import type { RolePrompt } from './role.ts';

export const cost: RolePrompt = {
  role: 'You review cost: what the warehouse and the schedulers will have to do from now on.',
  checklist: `- more data scanned: filters on partitions that no longer prune, wide selects, joins without keys, repeated reads of one large source
- more often: schedules, sensors, full refreshes, incremental models that rebuild everything
- larger or longer-lived: warehouses, clusters, retention, copies
- materializations that do not fit their use: views under heavy readers, tables that nobody reads`,
  reads: [
    '**/*.{sql,py,tf,tfvars}',
    '**/*{dbt_project,profiles,schedule,dag,warehouse}*.{yml,yaml}',
    '**/.github/workflows/*',
  ],
  context: ['lineage'],
};
