/** Units that descriptions name for a value: `in cents`, `(UTC)`. Certain words only: silence is cheap. */

/** By what is measured, the units that exclude each other; the first word of each is what it is called. */
const measures: Readonly<Record<string, readonly (readonly string[])[]>> = {
  money: [
    ['cents', 'cent', 'pence'],
    ['dollars', 'dollar', 'usd', 'us dollars'],
    ['euros', 'euro', 'eur'],
    ['pounds', 'gbp'],
  ],
  time: [
    ['milliseconds', 'millisecond', 'ms'],
    ['seconds', 'second', 'secs', 's'],
    ['minutes', 'minute', 'mins'],
    ['hours', 'hour', 'hrs'],
    ['days', 'day'],
  ],
  zone: [['utc', 'gmt'], ['local time'], ['eastern time', 'est'], ['pacific time', 'pst'], ['cet']],
  share: [
    ['percent', 'percentage', 'a percentage', '%'],
    ['a fraction', 'fraction', 'a ratio', 'a decimal'],
  ],
  length: [
    ['kilometers', 'kilometres', 'km'],
    ['miles', 'mi'],
    ['meters', 'metres'],
    ['feet', 'ft'],
  ],
  mass: [
    ['kilograms', 'kg'],
    ['grams', 'g'],
    ['pounds of mass', 'lbs', 'lb'],
  ],
  size: [
    ['bytes', 'b'],
    ['kilobytes', 'kb'],
    ['megabytes', 'mb'],
    ['gigabytes', 'gb'],
  ],
};

interface Unit {
  measure: string;
  name: string;
}

const units = new Map<string, Unit>(
  Object.entries(measures).flatMap(([measure, all]) =>
    all.flatMap((words) => words.map((word): [string, Unit] => [word, { measure, name: words[0]! }])),
  ),
);

const words = [...units.keys()].sort((a, b) => b.length - a.length).map((word) => word.replace('%', '\\%'));
/** `in dollars`, `as a percentage`, `(UTC)`, `[ms]`: elsewhere the word may be about something else. */
const stated = new RegExp(`(?:\\b(?:in|as)\\s+|[([])(${words.join('|')})(?![\\w-])`, 'gi');

/** What two descriptions of one value say that cannot both hold: a unit of each. Undefined if they agree or do not say. */
export function conflictingUnits(one: string, other: string): [string, string] | undefined {
  const [here, there] = [unitsIn(one), unitsIn(other)];
  for (const { measure, name } of here) {
    const others = there.filter((unit) => unit.measure === measure);
    const mine = here.filter((unit) => unit.measure === measure);
    const agree = others.some((unit) => mine.some((own) => own.name === unit.name));
    if (others[0] && !agree) return [name, others[0].name];
  }
  return undefined;
}

function unitsIn(text: string): Unit[] {
  return [...text.slice(0, 5000).matchAll(stated)].flatMap(
    ([, word = '']) => units.get(word.toLowerCase()) ?? [],
  );
}
