/** What has to be said about models besides their findings. The same answers give the same text, in whatever order they come. */

/** What the change does, in the words of a model. */
export interface Narrative {
  /** `provider/name`. */
  model: string;
  /** Plain lines. */
  lines: readonly string[];
}

export interface Ledger {
  /** One sentence about one agent's model. Said twice, it stands once. */
  note(agent: string, text: string): void;
  /** A changed file that an agent's model did not get to see whole. */
  unseen(agent: string, path: string, reason: string): void;
  /** Tokens that were sent for one agent, and what the whole diff with all files would have been. */
  sent(agent: string, tokens: number, wholeTokens: number): void;
  tell(narrative: Narrative): void;
  /** Undefined if none was told. */
  readonly narrative: Narrative | undefined;
  /** In code-unit order of agents, then as they were said. */
  notes(): string[];
  /** By agent: paths and why. */
  unseenBy(agent: string): ReadonlyMap<string, string>;
}

export function openLedger(): Ledger {
  const notes = new Map<string, Set<string>>();
  const unseen = new Map<string, Map<string, string>>();
  const sent = new Map<string, { tokens: number; wholeTokens: number }>();
  let told: Narrative | undefined;
  const noted = (agent: string): Set<string> => {
    const known = notes.get(agent) ?? new Set();
    notes.set(agent, known);
    return known;
  };
  return {
    note: (agent, text) => void noted(agent).add(text),
    unseen(agent, path, reason) {
      const known = unseen.get(agent) ?? new Map<string, string>();
      unseen.set(agent, known.set(path, reason));
    },
    sent: (agent, tokens, wholeTokens) => void sent.set(agent, { tokens, wholeTokens }),
    notes() {
      const agents = [...new Set([...notes.keys(), ...unseen.keys()])].sort();
      const said = agents.flatMap((agent) => [
        ...[...(notes.get(agent) ?? [])].sort().map((text) => `The model of ${agent} ${text}`),
        ...unseenNote(agent, unseen.get(agent)),
      ]);
      return [...said, ...comparison([...sent.values()])];
    },
    tell: (narrative) => void (told = narrative),
    get narrative() {
      return told;
    },
    unseenBy: (agent) => unseen.get(agent) ?? new Map(),
  };
}

const mostNamed = 5;

function unseenNote(agent: string, paths: ReadonlyMap<string, string> | undefined): string[] {
  if (!paths || paths.size === 0) return [];
  const sorted = [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
  const named = sorted.slice(0, mostNamed).map(([path, reason]) => `\`${inCode(path)}\` (${reason})`);
  const more = sorted.length > mostNamed ? ` and ${sorted.length - mostNamed} more` : '';
  return [`The model of ${agent} did not see all of ${named.join(', ')}${more}.`];
}

function inCode(path: string): string {
  return path.replaceAll('`', "'").replaceAll(/\s+/g, ' ');
}

function comparison(all: readonly { tokens: number; wholeTokens: number }[]): string[] {
  const tokens = all.reduce((sum, it) => sum + it.tokens, 0);
  const whole = all.reduce((sum, it) => sum + it.wholeTokens, 0);
  if (tokens === 0) return [];
  const spoken = (count: number) => count.toLocaleString('en-US');
  const who = `${all.length} ${all.length === 1 ? 'model task was' : 'model tasks were'} asked with`;
  return [
    `${who} about ${spoken(tokens)} tokens; the whole diff with all changed files would have been about ${spoken(whole)}.`,
  ];
}
