/** The parts of a question, in the order in which providers can keep most of them: what is the same for all first. */
import type { Finding } from '../../../finding.ts';
import type { ChatText } from '../chat.ts';
import { delimited, visible } from '../hostile-text.ts';
import type { Slice } from '../slice.ts';
import type { RolePrompt } from './role.ts';

/** More are not repeated to the model: it would be told more than it is asked. */
const mostFound = 30;

export interface Question {
  role: RolePrompt;
  slice: Pick<Slice, 'text'>;
  /** What the rules have found. */
  found: readonly Finding[];
}

export function requestText({ role, slice, found }: Question): ChatText[] {
  return [
    { text: slice.text, cached: true },
    {
      text: `${role.role} Look for:\n${role.checklist}\n\n${alreadyFound(found)}\n\nAnswer with JSON: {"findings": […]}.`,
    },
  ];
}

/** The findings are data, too: they name what the pull request names. */
function alreadyFound(found: readonly Finding[]): string {
  if (found.length === 0) return 'The rules have found nothing.';
  const lines = found
    .slice(0, mostFound)
    .map(({ title, location }) => oneLine(`${location.path}:${location.startLine}: ${title}`));
  const more = found.length > mostFound ? [`and ${found.length - mostFound} more`] : [];
  return `The rules have found this already:\n${delimited('findings', [...lines, ...more].join('\n'))}`;
}

/** A name may hold line breaks, and begin a line of its own with them. */
function oneLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ');
}

/** For a second look at what was found. `list`: numbered lines. */
export function verifyText({ slice, list }: { slice: Pick<Slice, 'text'>; list: string }): ChatText[] {
  return [
    { text: slice.text, cached: true },
    {
      text: `Another reviewer says this of the change:\n${delimited('remarks', visible(list))}\n\nTry to refute each finding by the change alone: the line does something else, it was like that before, or it cannot happen. refuted is true only if you can show that. If in doubt, it is false. Answer with JSON: {"verdicts": […]}, one for each number.`,
    },
  ];
}

/** For a summary at the head of the comment. */
export function narrativeText({ slice, found }: Omit<Question, 'role'>): ChatText[] {
  return [
    { text: slice.text, cached: true },
    {
      text: `Say in three short sentences what this change does, for somebody who has to decide whether to read it: what, for whom, and what to look at. Judge nothing. ${alreadyFound(found)}\n\nAnswer with JSON: {"lines": ["…", "…", "…"]}.`,
    },
  ];
}
