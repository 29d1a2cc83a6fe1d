import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { addedMatches } from '../shared/added-matches.ts';
import { commentsOf } from '../shared/code-comments.ts';
import { isForeignPath, isSamplePath } from '../shared/path-kinds.ts';

export const rule = defineRule({
  id: 'quality/debug-left',
  summary: 'A breakpoint is left in the code: `debugger`, `breakpoint()`, `set_trace()`, `binding.pry`',
  severity: 'medium',
  why: 'Whoever runs the code waits at the breakpoint: a job in production, until it times out.',
  advice: 'Remove the breakpoint.',
  silent: [
    'folders of scripts and tools, samples, and what is built or copied from elsewhere',
    'comments, and functions of one’s own with such a name',
  ],
  examples: {
    fires: [
      {
        name: 'leaves a breakpoint in a loader',
        base: { 'loaders/orders.py': 'def load():\n    return 1\n' },
        head: { 'loaders/orders.py': 'def load():\n    breakpoint()\n    return 1\n' },
        findings: [{ path: 'loaders/orders.py', line: 2 }],
      },
      {
        name: 'leaves the old form of it',
        base: {},
        head: { 'dags/orders.py': 'import pdb; pdb.set_trace()\n' },
        findings: [{ path: 'dags/orders.py', line: 1 }],
      },
      {
        name: 'leaves a debugger statement',
        base: {},
        head: { 'src/orders.ts': 'export function load() {\n  debugger;\n}\n' },
        findings: [{ path: 'src/orders.ts', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'names it in a comment and a docstring',
        base: {},
        head: { 'loaders/a.py': '"""\nbreakpoint()\n"""\n# breakpoint()\nx = 1\n' },
      },
      {
        name: 'defines a function of this name',
        base: {},
        head: { 'loaders/a.py': 'def breakpoint():\n    pass\n\nself.breakpoint()\n' },
      },
      {
        name: 'debugs in a script',
        base: {},
        head: { 'scripts/look.py': 'breakpoint()\n' },
      },
      {
        name: 'calls a variable debugger',
        base: {},
        head: { 'src/a.ts': 'const debugger1 = 1;\nlog(debuggers);\n' },
      },
    ],
  },
  *check({ change, files }) {
    for (const file of files) {
      const pattern = patternFor(file.path);
      if (!pattern || isTooling(file.path)) continue;
      const seen = new Map<string, number>();
      for (const { text, location } of addedMatches(change, file, pattern, commentsOf(file.path))) {
        const ordinal = (seen.get(text) ?? 0) + 1;
        seen.set(text, ordinal);
        yield {
          confidence: 'proven',
          title: `${code(text)} is left in ${code(file.path)}`,
          message:
            'The statement is added here: execution stops at it, or the process ends where nobody can go on.',
          resource: file.path,
          subject: `${text} #${ordinal}`,
          location: { ...location, startLine: location.endLine },
        };
      }
    }
  },
});

function isTooling(path: string): boolean {
  return (
    isForeignPath(path) ||
    isSamplePath(path) ||
    /(^|\/)(scripts?|tools?|tooling|dev|debug|\.vscode|bin)\//i.test(path)
  );
}

/** A whole statement, so that texts and other names do not match. Its first letter is asked for before what stands in front of it. */
function patternFor(path: string): RegExp | undefined {
  if (/\.[cm]?[jt]sx?$/.test(path)) return /(?=d)(?<=^[ \t]*)debugger(?=[ \t]*;?[ \t]*$)/gm;
  if (/\.py$/.test(path))
    return /(?=[a-z])(?<=^[ \t]*|;[ \t]*)(?:breakpoint\(\)|(?:i?pdb|pudb|wdb|rpdb)\.set_trace\(\))/gm;
  return /\.rb$/.test(path) ? /(?=b)(?<=^[ \t]*)(?:binding\.(?:pry|irb)|byebug)(?=[ \t]*$)/gm : undefined;
}
