/** What an agent's model is asked: the product's own question, or the team's. */
import type { Agent } from '../../agents/agent.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { ModelError } from './chat.ts';
import { cost } from './prompts/cost.ts';
import { docs } from './prompts/docs.ts';
import { governance } from './prompts/governance.ts';
import { quality } from './prompts/quality.ts';
import type { RolePrompt } from './prompts/role.ts';

const ownPrompts: Readonly<Record<string, RolePrompt>> = { cost, docs, governance, quality };

/** Longer ones are no question but a book, and would be paid for at each push. */
export const mostPromptCharacters = 8_000;

/**
 * Of the revision that the team trusts: a pull request does not choose what it is asked about.
 * @throws {ModelError} if the file is not there, or is too long.
 */
export async function roleOf({ name, model, reads }: Agent, trusted: Snapshot): Promise<RolePrompt> {
  const path = model?.prompt;
  if (path === undefined) {
    const own = Object.hasOwn(ownPrompts, name) ? ownPrompts[name] : undefined;
    if (own) return own;
    throw new ModelError(`agents.${name}.model needs a prompt`);
  }
  await trusted.load([path]);
  const text = trusted.text(path)?.trim();
  const where = `the prompt ${path} of agents.${name}.model`;
  if (!text) throw new ModelError(`${where} is no text file at ${trusted.revision}`);
  if (text.length > mostPromptCharacters) {
    throw new ModelError(`${where} has ${text.length} characters; allowed: at most ${mostPromptCharacters}`);
  }
  return { role: `You review for the team's agent "${name}".`, checklist: text, reads };
}
