import type { RolePrompt } from './role.ts';

export const governance: RolePrompt = {
  role: 'You review governance: who may see which data, and what may never leave.',
  checklist: `- personal data under a harmless name (free text, notes, JSON payloads, hashes of e-mail addresses, coordinates, device ids) that reaches a table others read
- masking, hashing, filters on consent or tenant, row access, that the change weakens or goes around, also by a join that brings identities back
- grants, roles, policies, shares and buckets that get wider than their purpose
- retention: data that is kept longer, or copied to a place without the same rules
- keys, tokens and connection details, also in comments and examples`,
  reads: [
    '**/*.{sql,py,yml,yaml,tf,tfvars,json,toml,cfg,ini,sh,md}',
    '**/CODEOWNERS',
    '!**/{package-lock,manifest}.json',
  ],
  context: ['lineage', 'properties'],
};
