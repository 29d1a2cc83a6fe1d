/** Relations that are called like functions without parentheses: `user.id` names a column. */
import { isNode, listOf, nodeOf, variant, type Node } from './ast.ts';

const candidate = /\b(?:user|session_user|system_user|current_\w+|localtime|localtimestamp)\s*\./i;

/** In place: makes names of what some dialects take for the fields of such a function's value. */
export function nameQualifiers(statements: unknown, text: string): void {
  if (!candidate.test(text)) return;
  const pending: unknown[] = [statements];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) for (const child of next) pending.push(child);
    if (!isNode(next)) continue;
    const access = next['CompoundFieldAccess'];
    if (isNode(access)) rename(next, access);
    for (const child of Object.values(next)) pending.push(child);
  }
}

function rename(node: Node, access: Node): void {
  const [tag, content] = variant(access['root']);
  const { name, args } = nodeOf(content);
  if (tag !== 'Function' || args !== 'None') return;
  const names = listOf(name).map((part) => nodeOf(part)['Identifier']);
  const fields = listOf(access['access_chain']).map((part) => nodeOf(nodeOf(part)['Dot'])['Identifier']);
  if (names.length !== 1 || !names[0] || !fields[0]) return;
  if (fields.every(Boolean)) {
    delete node['CompoundFieldAccess'];
    node['CompoundIdentifier'] = [names[0], ...fields];
  } else access['root'] = { Identifier: names[0] };
}
