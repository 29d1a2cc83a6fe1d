/** What people ask for in comments: `/parallel-review accept <id> <reason>`, `rerun`, `explain <id>`. */

export type Command =
  | { verb: 'accept'; id: string; reason: string }
  | { verb: 'explain'; id: string }
  | { verb: 'rerun' }
  /** `why`: what is allowed. */
  | { verb: 'unknown'; why: string };

const prefix = '/parallel-review';
const mostCommands = 20;
const mostReason = 500;

/**
 * The commands of a comment. They are its first lines, so that nothing quoted or shown as code further down is one;
 * a comment that begins with anything else holds none.
 */
export function parseCommands(body: string): Command[] {
  const commands: Command[] = [];
  for (const line of body.slice(0, 65_536).split('\n')) {
    const text = line.trimEnd();
    if (text === '') continue;
    if (text !== prefix && !text.startsWith(`${prefix} `)) break;
    if (commands.length === mostCommands) break;
    commands.push(commandOf(text.slice(prefix.length).trim()));
  }
  return commands;
}

function commandOf(text: string): Command {
  const [verb = '', id = '', ...rest] = text.split(/\s+/);
  const isId = /^[0-9a-f]{12}$/.test(id);
  if (verb === 'rerun' && id === '') return { verb };
  if (verb === 'explain' && isId && rest.length === 0) return { verb, id };
  const reason = rest.join(' ').slice(0, mostReason);
  if (verb === 'accept' && isId && reason !== '') return { verb, id, reason };
  return { verb: 'unknown', why: 'allowed: accept <id> <reason>, explain <id>, rerun' };
}
