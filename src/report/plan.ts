/** The plan of a review for a terminal: who will read what, and when. */
import { described } from '../plan/conflicts.ts';
import type { Plan } from '../plan/plan.ts';
import type { Task } from '../run/task.ts';
import { painter, wrap } from './ansi.ts';
import type { Paint } from './ansi.ts';
import { clip, visible } from './plain.ts';
import { duration, plural } from './words.ts';

const width = 100;
const mostFiles = 8;

/** The whole plan, ending in a line break. Lines are at most 100 columns wide. */
export function renderPlan(plan: Plan, options: { colour: boolean }): string {
  const paint = painter(options.colour);
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const waits = waitsOf(plan);
  const agents = new Set(plan.tasks.map((task) => task.agent)).size;
  const files = new Set(plan.tasks.flatMap((task) => task.files)).size;
  const sections = [
    [
      paint(
        `${plural(plan.tasks.length, 'task')} of ${plural(agents, 'agent')} over ${plural(files, 'file')}, in ${plural(plan.waves.length, 'wave')}`,
        'bold',
      ),
    ],
    ...plan.waves.map((ids, index) => [
      paint(`Wave ${index + 1}${index === 0 ? '' : `, after wave ${index}`}`, 'bold', 'cyan'),
      ...ids.flatMap((id) => taskLines(tasks.get(id), waits, paint)),
    ]),
    list(
      'Skipped',
      plan.skipped.map(({ agent, reason }) => `${agent}: ${reason}`),
      paint,
    ),
    list(
      'Read by no agent',
      plan.unread.map(({ path, reason }) => `${path}: ${reason}`),
      paint,
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Why a task waits for another one, by both ids. */
type Waits = ReadonlyMap<string, ReadonlyMap<string, string>>;

function waitsOf({ tasks, conflicts }: Plan): Waits {
  const agentOf = new Map(tasks.map(({ id, agent }) => [id, agent]));
  return new Map(
    tasks.map(({ id, agent, after, stream }) => {
      const why = (other: string) => {
        const asked = stream ? 'as configured; reads along while that one runs' : 'as configured';
        const reasons = conflicts.filter(
          ({ first, second }) => first.agent === agentOf.get(other) && second.agent === agent,
        );
        return reasons.map(described).join('; ') || asked;
      };
      return [id, new Map(after.map((other) => [other, why(other)]))];
    }),
  );
}

function taskLines(task: Task | undefined, waits: Waits, paint: Paint): string[] {
  if (!task) return [];
  const rest = task.files.length - mostFiles;
  const failing = task.onFailure === 'fail' ? 'must answer' : 'may fail';
  const retrying = task.retries ? [`${plural(task.retries, 'retry')}`] : [];
  const facts = [
    `${task.lane} lane`,
    task.reviewer,
    failing,
    ...retrying,
    `at most ${duration(task.timeoutMs)}`,
  ];
  return [
    `  ${paint(visible(task.id), 'bold')}  ${paint(facts.join(' · '), 'dim')}`,
    ...[...(waits.get(task.id) ?? [])].flatMap(([other, why]) =>
      indented(`after ${other}: ${why}`).map((line) => paint(line, 'yellow')),
    ),
    ...task.files.slice(0, mostFiles).flatMap((path) => indented(path)),
    ...(rest > 0 ? [`    and ${plural(rest, 'more file')}`] : []),
  ];
}

function list(heading: string, items: readonly string[], paint: Paint): string[] {
  if (items.length === 0) return [];
  const rest = items.length - 20;
  return [
    paint(heading, 'bold', 'yellow'),
    ...items.slice(0, 20).flatMap((item) => indented(item)),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ];
}

function indented(text: string): string[] {
  return wrap(visible(clip(text, 600)), width - 4).map((line) => `    ${line}`);
}
