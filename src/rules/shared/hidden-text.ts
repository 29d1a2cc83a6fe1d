/** Text that is in a file and that nobody sees: characters without a shape, and such as turn the direction of reading. */

export interface HiddenText {
  /** `letters`: they spell something. `order`: they show the line in another order than it is read by programs. */
  kind: 'letters' | 'order';
  /** What they spell, as far as that is known: plain ASCII. */
  spells: string;
}

/** A flag such as Scotland's is a black flag with tags behind it, up to the one that ends it. */
const flag = /\u{1F3F4}[\u{E0020}-\u{E007E}]{1,16}\u{E007F}/gu;
const tags = /[\u{E0001}-\u{E007F}]{3,}/gu;
/** One of these behind a sign chooses its look; many in a row are bytes. */
const selectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{4,}/gu;
/** Emoji and some scripts join signs by one of them; so many in a row join nothing. */
const blanks = /[\u200B-\u200D\u2060-\u2064\u180E\uFEFF]{8,}/u;
const turned = /[\u202D\u202E]/u;
const isolated = /[\u202A-\u202C\u2066-\u2069]/u;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Undefined if the line hides nothing that is more than a leftover of copying. */
export function hiddenText(line: string): HiddenText | undefined {
  // Most lines hold nothing but ASCII.
  if (!/[^\0-\x7F]/.test(line)) return undefined;
  const text = line.replaceAll(flag, '');
  const spelled = [
    ...[...text.matchAll(tags)].map(([run]) => decoded(run, 0xe0000)),
    ...[...text.matchAll(selectors)].map(([run]) => decodedSelectors(run)),
  ];
  if (spelled.length > 0 || blanks.test(text)) {
    return { kind: 'letters', spells: spelled.join(' ').trim().slice(0, 200) };
  }
  const isTurned = turned.test(text) || (isolated.test(text) && !rightToLeft.test(text));
  return isTurned ? { kind: 'order', spells: '' } : undefined;
}

/** Letters in another dress: full width, mathematical, in circles and squares. */
const dressed = /[\uFF01-\uFF5E\u2100-\u214F\u2460-\u24FF\u{1D400}-\u{1D7FF}\u{1F130}-\u{1F189}]/gu;

/** The same line with nothing but plain letters, and without characters that are drawn as nothing. */
export function withoutInvisible(line: string): string {
  if (!/[^\0-\x7F]/.test(line)) return line;
  return line
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(dressed, (letter) => letter.normalize('NFKC'));
}

function decoded(run: string, offset: number): string {
  return printable([...run].map((sign) => sign.codePointAt(0)! - offset));
}

function decodedSelectors(run: string): string {
  return printable(
    [...run].map((sign) => {
      const point = sign.codePointAt(0)!;
      return point >= 0xe0100 ? point - 0xe0100 + 16 : point - 0xfe00;
    }),
  );
}

function printable(codes: readonly number[]): string {
  return codes
    .filter((code) => code >= 0x20 && code < 0x7f)
    .map((code) => String.fromCharCode(code))
    .join('');
}
