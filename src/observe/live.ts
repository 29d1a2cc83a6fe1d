/** The terminal's live view: one line for each agent, redrawn in place, gone when the report comes. */
import { columns, painter } from '../report/ansi.ts';
import type { Paint, Style } from '../report/ansi.ts';
import { clip, visible } from '../report/plain.ts';
import { duration, plural } from '../report/words.ts';
import type { Clock } from '../run/task.ts';
import type { Observer } from './observer.ts';
import { progressAfter } from './progress.ts';
import type { AgentProgress, Progress } from './progress.ts';

export interface LiveOptions {
  stream: { write(text: string): unknown; columns?: number };
  clock: Clock;
  colour: boolean;
}

/** Events come by the thousand; eyes do not follow more than this. */
const leastMsBetween = 100;
/** Elapsed times move even if nothing happens. */
const tickMs = 1_000;

/** Draws on events, and once a second while something runs. */
export function liveView({ stream, clock, colour }: LiveOptions): Observer {
  const paint = painter(colour);
  let progress: Progress = [];
  let startMs = clock.now();
  let drawnMs = -Infinity;
  let height = 0;
  let closed = false;
  let timer: { dueMs: number; cancel: () => void } | undefined;

  const erase = () => (height === 0 ? '' : `\u001B[${height}A\u001B[0J`);
  const draw = () => {
    timer?.cancel();
    timer = undefined;
    drawnMs = clock.now();
    const lines = liveLines(progress, drawnMs - startMs, stream.columns ?? 80, paint);
    stream.write(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
    height = lines.length;
    if (progress.some(({ state }) => state === 'running')) drawIn(tickMs);
  };
  const drawIn = (ms: number) => {
    if (closed) return;
    if (ms === 0) return draw();
    const dueMs = clock.now() + ms;
    if (timer && timer.dueMs <= dueMs) return;
    timer?.cancel();
    timer = { dueMs, cancel: clock.after(ms, draw) };
  };
  return {
    onEvent(event) {
      if (event.type === 'run-started') startMs = clock.now() - event.atMs;
      progress = progressAfter(progress, event);
      drawIn(Math.max(0, drawnMs + leastMsBetween - clock.now()));
    },
    async close() {
      closed = true;
      timer?.cancel();
      if (height > 0) stream.write(erase());
      height = 0;
    },
  };
}

const marks: Record<AgentProgress['state'], { mark: string; style: Style }> = {
  waiting: { mark: '·', style: 'dim' },
  running: { mark: '▸', style: 'cyan' },
  ok: { mark: '✔', style: 'green' },
  failed: { mark: '✖', style: 'red' },
  'timed-out': { mark: '✖', style: 'red' },
  'over-budget': { mark: '✖', style: 'yellow' },
  skipped: { mark: '–', style: 'dim' },
};

/** No line is wider than the terminal: a wrapped one could not be erased. */
export function liveLines(progress: Progress, nowMs: number, width: number, paint: Paint): string[] {
  const name = Math.min(30, Math.max(0, ...progress.map(({ agent }) => agent.length)));
  return progress.map(({ agent, state, startedMs, endedMs, findings, open, remark }) => {
    const { mark, style } = marks[state];
    const until = open === 0 ? (endedMs ?? nowMs) : nowMs;
    const time = startedMs === undefined ? '' : duration(Math.max(0, until - startedMs));
    const facts = [
      clip(agent, name).padEnd(name),
      state.padEnd(11),
      time.padStart(9),
      plural(findings, 'finding'),
      ...(remark === undefined ? [] : [visible(remark)]),
    ];
    return `${paint(mark, style)} ${cut(facts.join('  '), Math.max(1, width - 3))}`;
  });
}

function cut(text: string, most: number): string {
  if (columns(text) <= most) return text.trimEnd();
  let line = '';
  for (const point of text) {
    if (columns(line + point) > most - 1) break;
    line += point;
  }
  return `${line}…`;
}
