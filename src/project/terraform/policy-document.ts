/** Policies of AWS in Terraform: `jsonencode`, JSON in a heredoc, or an `aws_iam_policy_document`. */
import type { Block } from './hcl.ts';
import { listItems, literalOf } from './literal.ts';
import type { Literal } from './literal.ts';
import { attributeAt, blocksAt, isDynamicAt, valueAt } from './terraform-file.ts';

/** A statement that allows something to everybody, whoever they are and wherever they come from. */
export interface PublicStatement {
  actions: string[];
  /** Equal for statements that say the same. */
  key: string;
  line: number;
}

/** Undefined stands for what depends on anything. */
type Value = Literal | undefined | Value[] | { [key: string]: Value };

/** Those of an attribute that holds a whole policy. */
export function publicStatementsOf(block: Block, path: string): PublicStatement[] {
  const attribute = attributeAt(block, path);
  const policy = attribute && policyOf(attribute.text);
  if (!attribute || !isObject(policy)) return [];
  const everybodys = [policy['Statement']].flat().filter(isObject).filter(namesEverybody);
  const places = principalsIn(attribute.text);
  return everybodys.flatMap((statement, index) => {
    if (statement['Effect'] !== 'Allow' || 'Condition' in statement) return [];
    const above = attribute.text.slice(0, places[index] ?? 0).split('\n').length - 1;
    const actions = [statement['Action']].flat().map((action) => String(action ?? '…'));
    return { actions, key: JSON.stringify(statement), line: attribute.startLine + above };
  });
}

/** Those of an `aws_iam_policy_document`. */
export function publicStatementsIn(document: Block): PublicStatement[] {
  return blocksAt(document, 'statement').flatMap((statement) => {
    const open = blocksAt(statement, 'principals').find(
      (principals) =>
        ['AWS', '*'].includes(String(valueAt(principals, 'type'))) &&
        [valueAt(principals, 'identifiers')].flat().includes('*'),
    );
    const effect = attributeAt(statement, 'effect') ? valueAt(statement, 'effect') : 'Allow';
    const limited = blocksAt(statement, 'condition').length > 0 || isDynamicAt(statement, 'condition.test');
    if (!open || effect !== 'Allow' || limited) return [];
    const actions = [valueAt(statement, 'actions')].flat().map((action) => String(action ?? '…'));
    const texts = ['actions', 'resources'].map((name) => attributeAt(statement, name)?.text);
    return { actions, key: JSON.stringify(texts), line: open.startLine };
  });
}

/** Offsets of what names everybody, in the order of the statements. */
function principalsIn(text: string): number[] {
  const found: number[] = [];
  for (const match of text.matchAll(/(?<!Not)Principal"?\s{0,20}[:=]\s{0,20}(?=["{])/g)) {
    const at = match.index + match[0].length;
    // Hostile text may repeat it without end.
    const rest = text.slice(at, at + 1000);
    const who = rest.startsWith('{') ? rest.slice(0, rest.indexOf('}') + 1) : rest.slice(0, 3);
    if (who.includes('"*"')) found.push(match.index);
  }
  return found;
}

function namesEverybody(statement: { [key: string]: Value }): boolean {
  const who = statement['Principal'];
  if (!isObject(who)) return who === '*';
  return ['AWS', '*'].some((kind) => [who[kind]].flat().includes('*'));
}

function policyOf(text: string): Value {
  const encoded = /^jsonencode\(([\s\S]*)\)$/.exec(text)?.[1];
  if (encoded !== undefined) return valueOf(encoded);
  const mark = /^<<-?([\w-]+)[ \t]*\n/.exec(text)?.[1];
  const end = text.lastIndexOf('\n');
  if (mark === undefined || text.slice(end).trim() !== mark) return undefined;
  try {
    return JSON.parse(text.slice(text.indexOf('\n'), end)) as Value;
  } catch {
    return undefined; // an interpolation outside of strings
  }
}

function valueOf(text: string, depth = 0): Value {
  const source = text.trim();
  if (depth > 10) return undefined;
  if (source.startsWith('[') && source.endsWith(']'))
    return listItems(source.slice(1, -1)).map((item) => valueOf(item, depth + 1));
  if (!source.startsWith('{') || !source.endsWith('}')) return literalOf(source);
  const entries = listItems(source.slice(1, -1), ',\n').map((entry): [string, Value] | undefined => {
    const [head, name] = /^\s*"?([\w:-]+|\*)"?\s*[=:]/.exec(entry) ?? [];
    return head === undefined || name === undefined
      ? undefined
      : [name, valueOf(entry.slice(head.length), depth + 1)];
  });
  return entries.every((entry) => entry !== undefined) ? Object.fromEntries(entries) : undefined;
}

function isObject(value: Value): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
