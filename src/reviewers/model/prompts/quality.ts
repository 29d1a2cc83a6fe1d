import type { RolePrompt } from './role.ts';

export const quality: RolePrompt = {
  role: 'You review correctness: whether the numbers are still what their readers think they are.',
  checklist: `- logic that changes meaning: conditions, units, signs, time zones, rounding, defaults for null, boundaries of dates
- joins and unions that multiply or lose rows, and grains that no longer fit what a model says it is
- incremental models: late data, changed keys, columns that old rows lack
- tests, contracts and freshness that no longer hold what they promise
- a definition of a metric that changes without its name or description saying so
- what depends on this outside of the change (it is listed where known) and would be wrong, not just broken`,
  reads: ['**/*.{sql,py,yml,yaml}', '!**/.github/**'],
  context: ['lineage', 'properties', 'rendered'],
};
