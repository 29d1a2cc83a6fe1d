/** Which names of columns say that they hold personal data. */
import type { Policy } from '../policy.ts';

/** Names that stand for personal data on their own. Names that were `CamelCase` once have lost their boundaries. */
const strong =
  /(^|_)(e?mail|e?mail_?address|ssn|social_?security(_?number)?|passport(_?number)?|dob|date_?of_?birth|birth_?date|((home|cell|mobile)_?)?phone(_?number)?|mobile(_?number)?|iban|card_?number|credit_?card(_?number)?|bank_?account(_?number)?|first_?name|last_?name|surname|street(_?address)?|tax_?id|driver_?licen[cs]e(_?number)?|ip_?address|salary|diagnosis)$/;
const someones =
  '(user|customer|client|person|people|contact|employee|staff|owner|lead|member|patient|rider|passenger|driver|author|account|subscriber|student|teacher|guest|buyer|billing|recipient)_';
/** Much has a full name: a mode of transport, a file, a place. A person's is called after the person, or nothing. */
const fullName = new RegExp(`^(${someones})?full_?name$`);
const anyFullName = /(^|_)full_?name$/;
/** Names about such data that are not the data. */
const harmless =
  /^(is|has|was|are|num|count|total|n)_|_(count|hash|hashed|at|date|type|template|campaign|domain|status|flag|id|key|opt_in|enabled|verified)$|(product|company|file|table|template|event|campaign|column|model|agency|feed|route|stop|organization|service|system|bot|user_agent|user_agent_data|support|sender|from|reply_to|noreply)_/;
/** Names of values that no longer tell who a person is. */
const hidden = /(^|_)(hash(ed)?|sha\d*|md5|masked|redacted|encrypted|anonymi[sz]ed|tokeni[sz]ed|token)(_|$)/;

/** True if the name alone says that a column holds personal data. */
export function isPersonalName(column: string, { pii }: Policy): boolean {
  const name = column.toLowerCase();
  if (pii.not.some((pattern) => isCalled(name, pattern))) return false;
  if (pii.names.some((pattern) => isCalled(name, pattern))) return true;
  // Salesforce ends the names of a customer's own fields so.
  const bare = name.replace(/__c$/, '');
  if (/^(date_?of_?birth|birth_?date|tax_?id)$/.test(bare)) return true;
  return fullName.test(bare) || (strong.test(bare) && !harmless.test(bare) && !hidden.test(bare));
}

/** Names that a shop, a disease's register or a kind of device has as often as a person. */
const shared = /(^|_)(street(_?address)?|diagnosis|mobile)$/;
const isSomeones = new RegExp(`^${someones}`);

/** True if the name makes a column personal data that is called otherwise, or nothing telling, at its source. */
export function isPersonalRename(column: string, policy: Policy): boolean {
  return isPersonalName(column, policy) && (!shared.test(column) || isSomeones.test(column));
}

/** True for what is also called a channel or a device, of which one branch of a CASE may count anything. */
export function isChannel(column: string): boolean {
  return /^(e?_?mail|phone|mobile)$/.test(column);
}

const ofPlace =
  /(^|_)(establishment|institution|office|business|store|shop|branch|hospital|clinic|facility)_/;
const ofTime = /(^|_)(year|month|day|age|days|years|since|until)(_|$)/;

/** True if a column so called holds something else than a person's data, whatever it is called later. */
export function isNameOfOther(column: string): boolean {
  return [harmless, hidden, ofPlace, ofTime].some((names) => names.test(column)) || isNameOfThing(column);
}

/** True for a document of switches: `email` in it says whether somebody wants any. */
export function isNameOfSettings(column: string): boolean {
  return /prefer|setting|notif|permission|consent|subscri|option|flag|channel/.test(column);
}

/** True for the full name of what is no person, as `product_full_name`. */
export function isNameOfThing(column: string): boolean {
  return anyFullName.test(column) && !fullName.test(column);
}

/** Tables of which each row is a person. */
const people =
  /(^|[._])(users?|persons?|people|patients?|employees?|students?|teachers?|contacts?|passengers?|guests?)$/;

/** True for `name` of a table of people, where elsewhere it may be anything's. */
export function isNameOfPerson(table: string | undefined, column: string, { pii }: Policy): boolean {
  if (column !== 'name' || !people.test(table?.toLowerCase() ?? '')) return false;
  return !pii.not.some((pattern) => isCalled(column, pattern));
}

/** `*` stands for any text. The time is that of the name's length times the pattern's. */
function isCalled(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const last = rest.pop()!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
