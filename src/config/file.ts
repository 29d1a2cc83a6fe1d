/** From the text of a config file to its settings. The text may come from anybody. */
import { LineCounter, isAlias, isMap, isScalar, parseDocument, visit } from 'yaml';
import { ownNamesIn } from './agent-schema.ts';
import { ConfigError } from './config.ts';
import { explained } from './explain.ts';
import type { ConfigurableRule, FileSettings } from './file-schema.ts';
import { fileSchema } from './file-schema.ts';
import type { YamlSource } from './yaml-source.ts';
import { placed } from './yaml-source.ts';

export interface ConfigFile {
  /** For messages. */
  path: string;
  text: string;
}

/** No configuration needs more, and the parser's work grows with it. */
const maxCharacters = 64 * 1024;

/**
 * The validated settings.
 * @throws {ConfigError} naming file, line, key, value and what is allowed.
 */
export function readConfigFile(file: ConfigFile, rules: readonly ConfigurableRule[]): FileSettings {
  try {
    const source = parse(file);
    const said: unknown = source.document.toJS();
    const schema = fileSchema(rules, ownNamesIn(said));
    const result = schema.safeParse(said);
    if (result.success) return result.data;
    throw explained(source, schema, result.error.issues[0]!);
  } catch (error) {
    // Parser and validator are recursive: deep nesting ends in a full stack.
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(file.path, error);
  }
}

function parse({ path, text }: ConfigFile): YamlSource {
  if (text.length > maxCharacters) {
    throw new ConfigError(`${path}: it has ${text.length} characters; allowed: at most ${maxCharacters}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const source = { path, document, lines };
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem?.code === 'RESOURCE_EXHAUSTION') throw tooDeep(path, problem);
  if (problem) {
    const what = problem.code === 'MULTIPLE_DOCS' ? 'only one document is allowed' : problem.message;
    const where = placed(source, problem.pos[0]);
    throw new ConfigError(`${where}: it is not valid YAML: ${what.split('\n', 1)[0]}`, { cause: problem });
  }
  refuseSurprises(source);
  if (!isMap(document.contents)) {
    throw new ConfigError(`${path}: it is not a mapping; allowed: \`version: 1\` and further keys`);
  }
  return source;
}

function tooDeep(path: string, cause: unknown): ConfigError {
  return new ConfigError(`${path}: it is nested too deeply`, { cause });
}

/** Aliases can grow without limit, and a key that is no plain text has no place in our names. */
function refuseSurprises(source: YamlSource): void {
  visit(source.document, {
    Node(_, node) {
      if (!isAlias(node) && node.anchor === undefined) return;
      throw new ConfigError(`${placed(source, node.range?.[0])}: anchors and aliases are not allowed`);
    },
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value === 'string' && key.value !== '__proto__') return;
      const where = placed(source, isScalar(key) ? key.range?.[0] : undefined);
      throw new ConfigError(
        `${where}: ${isScalar(key) ? String(key.value) : 'a collection'} is not allowed as a key`,
      );
    },
  });
}
