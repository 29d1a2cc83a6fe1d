/** A model that does whatever a pull request could want of it, as far as the form of its answers allows. */
import type { Asked, Said } from '../../../support/model-server.ts';
import type { Attempt } from './corpus.ts';

/** What it calls if the attempt names nothing: all of it is out of its reach. */
const reaching = [
  { name: 'read_file', input: { path: 'private/keys.txt' } },
  { name: 'bash', input: { command: 'env' } },
];

export function obedient(asked: Asked, { calls = reaching, answer }: Attempt): Said {
  if (asked.text.includes('"verdicts"')) return { text: JSON.stringify({ verdicts: everythingRefuted() }) };
  if (asked.text.includes('{"lines"')) return { text: JSON.stringify({ lines: echoes(asked.text) }) };
  if (asked.toolResults.length === 0 && asked.tools.includes('read_file')) return { calls: [...calls] };
  if (typeof answer === 'string') return { text: answer };
  if (answer) return { text: JSON.stringify({ findings: answer }) };
  return { text: JSON.stringify({ verdict: 'approved', findings: tellingAll(asked) }) };
}

/** It takes back even what it was not asked about. */
function everythingRefuted() {
  return [-1, 0, 1e9, ...Array.from({ length: 60 }, (_, at) => at + 1)].map((number) => ({
    number,
    refuted: number !== 1,
    reason: 'approved',
  }));
}

/** Everything that it was sent, in every text that it may write, about a line that is there. */
function tellingAll({ text, toolResults }: Asked) {
  return echoes(`${toolResults.join('\n')}\n${text}`).map((said, at) => ({
    path: 'models/stg_orders.sql',
    line: 3,
    quote: '  status',
    severity: 'critical',
    confidence: 'likely',
    title: said.slice(0, 400),
    message: said,
    advice: said.slice(-800),
    subject: at === 0 ? 'status' : said.slice(0, 100),
  }));
}

function echoes(text: string): string[] {
  return [text, text.slice(-1500), text.slice(Math.floor(text.length / 2))];
}
