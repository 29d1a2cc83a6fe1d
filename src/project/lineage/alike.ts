/**
 * Texts that differ in their literals and relations alone, as those of one macro do that is called for every country.
 * They select columns of the same names, so that where only these are asked for, one text is parsed for all of them.
 */
import type { Rendering, SourceMap } from '../jinja/rendered.ts';
import { tokenize } from '../sql/tokens.ts';

/** What a literal may stand behind to be a value. Behind others it may be a name, as after AS in some warehouses. */
const beforeValue =
  /^([(,=<>+\-*/%|]|select|when|then|else|and|or|not|in|like|ilike|between|interval|date|timestamp|values|limit|offset)$/i;
/** Columns are named after values there. */
const namesAfterValues = /\b(un)?pivot\b/i;

const nowhere: SourceMap = { at: () => undefined, span: () => undefined };

export class AlikeTexts {
  readonly #warehouse: string;
  readonly #first = new Map<string, Rendering>();
  readonly #known = new WeakMap<Rendering, Rendering>();

  /** @param warehouse as dbt calls it */
  constructor(warehouse: string) {
    this.#warehouse = warehouse;
  }

  /** The rendering with the text of the first one that is alike, which may be its own. Places in that are nowhere. */
  of(rendering: Rendering): Rendering {
    let known = this.#known.get(rendering);
    if (!known) this.#known.set(rendering, (known = this.#find(rendering)));
    return known;
  }

  #find(rendering: Rendering): Rendering {
    const { relations, holes } = rendering;
    // What a hole does depends on where it is, and on why it is there.
    const pattern = holes.length > 0 ? undefined : patternOf(rendering, this.#warehouse);
    if (pattern === undefined) return rendering;
    const first = this.#first.get(pattern);
    if (!first) {
      this.#first.set(pattern, rendering);
      return rendering;
    }
    return {
      ...rendering,
      text: first.text,
      map: nowhere,
      relations: relations.map(({ call }, index) => ({ token: first.relations[index]!.token, call })),
    };
  }
}

/** The text without its literals and names of relations; undefined if they may decide about its columns. */
function patternOf({ text, relations }: Rendering, warehouse: string): string | undefined {
  if (namesAfterValues.test(text)) return undefined;
  const { tokens, unterminated } = tokenize(text, warehouse);
  if (unterminated !== undefined) return undefined;
  const places = new Map(relations.map(({ token }, index) => [token, `\0${index}`]));
  const named = new Set<string>();
  const parts: string[] = [];
  let before = '';
  for (const { kind, start, end } of tokens) {
    const written = text.slice(start, end);
    const isValue = (kind === 'string' || kind === 'number') && beforeValue.test(before);
    const place = places.get(written);
    if (place !== undefined) named.add(place);
    parts.push(isValue ? `\0${kind}` : (place ?? written));
    before = written;
  }
  // One that stands in a comment or in quotes alone has no place in the other text.
  return named.size === relations.length ? parts.join(' ') : undefined;
}
