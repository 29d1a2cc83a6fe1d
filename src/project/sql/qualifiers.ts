/** Names that are those of functions without parentheses elsewhere: in `user.id` it is a relation's, in Trino a column's. */
import { hasUser } from './dialect.ts';
import { isNode, listOf, nodeOf, type Node } from './ast.ts';

const words = '(?:user|session_user|system_user|current_\\w+|localtime|localtimestamp)';
const candidate = new RegExp(`\\b${words}\\s*\\.|\\.\\s*${words}\\b`, 'i');

/** In place: makes names of what the parser takes for such a function, or for the fields of its value. */
export function nameQualifiers(statements: unknown, text: string, warehouse: string): void {
  const isColumn = !hasUser(warehouse) && /\buser\b/i.test(text);
  if (!isColumn && !candidate.test(text)) return;
  const pending: unknown[] = [statements];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) for (const child of next) pending.push(child);
    if (!isNode(next)) continue;
    const access = next['CompoundFieldAccess'];
    if (isNode(access)) renameFields(next, access);
    renameCall(next, isColumn);
    for (const child of Object.values(next)) pending.push(child);
  }
}

function renameFields(node: Node, access: Node): void {
  const [name, ...others] = bareCall(access['root']);
  const fields = listOf(access['access_chain']).map((part) => nodeOf(nodeOf(part)['Dot'])['Identifier']);
  if (!name || others.length > 0 || !fields[0]) return;
  if (fields.every(Boolean)) {
    delete node['CompoundFieldAccess'];
    node['CompoundIdentifier'] = [name, ...fields];
  } else access['root'] = { Identifier: name };
}

/** `orders.user` names a column everywhere. */
function renameCall(node: Node, isColumn: boolean): void {
  const names = bareCall(node);
  if (names.length > 1) node['CompoundIdentifier'] = names;
  else if (isColumn && /^user$/i.test(String(nodeOf(names[0])['value']))) node['Identifier'] = names[0];
  else return;
  delete node['Function'];
}

/** The name of a function that is called without parentheses, in its parts. */
function bareCall(node: unknown): unknown[] {
  const { name, args } = nodeOf(nodeOf(node)['Function']);
  return args === 'None' ? listOf(name).map((part) => nodeOf(part)['Identifier']) : [];
}
