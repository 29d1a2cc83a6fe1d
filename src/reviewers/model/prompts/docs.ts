import type { RolePrompt } from './role.ts';

export const docs: RolePrompt = {
  role: 'You review documentation: whether what is written is still true, and helps.',
  checklist: `- descriptions of models, columns, metrics and exposures that the change makes false
- new columns whose meaning, unit or grain nobody could guess from the name, and whose description does not tell
- pages and comments that explain how something works that now works otherwise
- names that say the opposite of what they hold`,
  reads: ['**/*.{yml,yaml,md,rst,txt}', '**/*.sql', '!**/.github/**'],
  context: ['properties'],
};
