/**
 * Reviews a change of any local repository with a model, and keeps what was said: for whoever has a key.
 *
 *     ANTHROPIC_API_KEY=… npm run try-model -- --repo DIR --base REV --head REV --model anthropic/NAME [--out FOLDER]
 *
 * Whatever `parallel-review review` takes may be given; a `base-url` of the configuration has to be given as `--llm-base-url`. The command line runs as it is; its requests pass
 * through a recorder on this machine, which writes each one and its answer to the folder: `transcript.md` to
 * be read, and the bodies as they were. Keys stand in headers, which are not kept, and are replaced elsewhere.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { redactor } from '../src/observe/redact.ts';
import { formatOf, wireFormats } from '../test/support/model-wire.ts';
import { root } from './support/files.ts';
import type { Recorded } from './support/model-recorder.ts';
import { startRecorder } from './support/model-recorder.ts';

const words = process.argv.slice(2);

/** Removes `--name VALUE` from the words and returns the value. */
function take(name: string): string | undefined {
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  const [word] = words.splice(at, 1);
  return word!.includes('=') ? word!.slice(word!.indexOf('=') + 1) : words.splice(at, 1)[0];
}

const folder = resolve(take('out') ?? mkdtempSync(join(tmpdir(), 'try-model-')));
const baseUrl = take('llm-base-url');
mkdirSync(folder, { recursive: true });
const redact = redactor(process.env);
const keep = (name: string, text: string): void => writeFileSync(join(folder, name), redact(text));
keep('transcript.md', '');

let answered = 0;
const recorder = await startRecorder({
  baseUrl,
  onRecorded(recorded) {
    answered += recorded.status === 200 ? 1 : 0;
    const name = String(recorded.number).padStart(3, '0');
    keep(`${name}-request.json`, pretty(recorded.request));
    keep(`${name}-answer.json`, pretty(recorded.answer));
    appendFileSync(join(folder, 'transcript.md'), redact(chapter(recorded)));
  },
});

/** One request as a person reads it. */
function chapter({ number, url, request, status, answer, failure, ms }: Recorded): string {
  const { pathname, host } = new URL(url, 'http://nowhere');
  const format = formatOf(pathname);
  const body: unknown = JSON.parse(request || 'null');
  const asked = format && wireFormats[format].read(body, pathname);
  const tools = asked?.tools.length ? `, with the tools ${asked.tools.join(', ')}` : '';
  return [
    `# Request ${number}: ${asked?.model ?? 'unknown'} at ${host}${tools}\n`,
    fenced(asked?.text ?? request),
    `## ${failure ?? `Answer ${status}`}, after ${ms} ms\n`,
    fenced(pretty(answer)),
  ].join('\n');
}

/** No text ends a fence that is longer than any run of backquotes in it. */
function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}\n${text}\n${fence}\n`;
}

function pretty(text: string): string {
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  } catch {
    return text;
  }
}

const command = [join(root, 'src/cli.ts'), 'review', '--llm-base-url', recorder.url, ...words];
const child = spawn(process.execPath, command, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
process.exitCode = await new Promise<number>((ended) => child.on('close', (code) => ended(code ?? 2)));
await recorder.close();
console.error(`${answered} answers; transcript in ${folder}`);
