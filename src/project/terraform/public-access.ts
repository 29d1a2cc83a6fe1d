/** What Terraform gives to everybody by a name: `allUsers`, `public-read`, the role `PUBLIC` of Snowflake. */
import type { Attribute, Block } from './hcl.ts';
import { commentEnd, stringEnd } from './scan.ts';
import { attributeAt, presenceOf, valueAt } from './terraform-file.ts';
import type { TerraformResource } from './terraform-file.ts';

export interface PublicAccess {
  /** Who gets it: `allUsers`, `allAuthenticatedUsers`, `PUBLIC`; `public` where a list of access is named. */
  member: string;
  /** In one line; equal for what opens alike. */
  text: string;
  role?: string;
  /** False if a condition decides, or if others decide what becomes of the value. */
  isSure: boolean;
  line: number;
}

/** Values that open all by themselves, by the argument that takes them. */
const lists: ReadonlyMap<string, RegExp> = new Map([
  ['acl', /^"public-read(-write)?"$/],
  ['predefined_acl', /^"publicRead(Write)?"$/],
  ['default_acl', /^"publicRead(Write)?"$/],
  ['container_access_type', /^"(blob|container)"$/],
]);
/** What Snowflake's resources grant that shows or changes rows. */
const ofRows = /"(SELECT|INSERT|UPDATE|DELETE|TRUNCATE|OWNERSHIP|ALL PRIVILEGES)"/i;

/** Of a resource, of a policy that one takes, or of what hands values to one: a module, a variable, local values. */
export function publicAccessOf({ type, block }: TerraformResource): PublicAccess[] {
  const presence = presenceOf(block);
  if (presence === 'never') return [];
  const isResource = type.includes('_');
  return attributesIn(block).flatMap(({ attribute, within }) => {
    if (type === 'variable' && attribute.name !== 'default') return [];
    const role = valueAt(within, 'role') ?? valueAt(block, 'role');
    return namesIn(attribute, block).map(({ member, text, line }) => ({
      member,
      text,
      ...(typeof role === 'string' && { role }),
      isSure: isResource && presence === 'always' && !isCondition(attribute.text),
      line,
    }));
  });
}

function attributesIn(within: Block): { attribute: Attribute; within: Block }[] {
  const own = [...within.attributes.values()].map((attribute) => ({ attribute, within }));
  return [...own, ...within.blocks.flatMap(attributesIn)];
}

type Name = Pick<PublicAccess, 'member' | 'text' | 'line'>;

function namesIn({ name, text, startLine }: Attribute, block: Block): Name[] {
  if (lists.get(name)?.test(text)) return [{ member: 'public', text: `${name} = ${text}`, line: startLine }];
  if (name === 'account_role_name' && /^"(\\")?PUBLIC(\\")?"$/.test(text))
    return opensRows(block) ? [{ member: 'PUBLIC', text: `${name} = ${text}`, line: startLine }] : [];
  // What is asked is not given.
  if (name === 'count' || name === 'condition') return [];
  return stringsIn(text).flatMap(({ content, line }) =>
    content === 'allUsers' || content === 'allAuthenticatedUsers'
      ? [{ member: content, text: `"${content}"`, line: startLine + line }]
      : [],
  );
}

function opensRows(block: Block): boolean {
  return (
    valueAt(block, 'all_privileges') === true || ofRows.test(attributeAt(block, 'privileges')?.text ?? '')
  );
}

function isCondition(text: string): boolean {
  return /[?]|[!=]=|\bcontains\s*\(/.test(text.replaceAll(/"[^"\n]*"/g, '""'));
}

/** Whole strings of an expression, or of the JSON in a heredoc; lines count from 0. */
function stringsIn(text: string): { content: string; line: number }[] {
  const found: { content: string; line: number }[] = [];
  let line = 0;
  for (let at = 0; at < text.length; at++) {
    const comment = commentEnd(text, at);
    if (comment > at) {
      line += text.slice(at, comment).split('\n').length - 1;
      at = comment - 1;
    } else if (text[at] === '"') {
      const end = stringEnd(text, at);
      found.push({ content: text.slice(at + 1, end - 1), line });
      line += text.slice(at, end).split('\n').length - 1;
      at = end - 1;
    } else if (text[at] === '\n') line++;
  }
  return found;
}
