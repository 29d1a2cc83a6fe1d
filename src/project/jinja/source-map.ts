import type { Origin, SourceMap, Span } from './rendered.ts';
import { originOf, type Place } from './text.ts';

/** A stretch of rendered text that came from one place. */
export interface Segment {
  start: number;
  end: number;
  verbatim: boolean;
  place: Place;
}

/** A source map over segments in order of `start`, without gaps. `path` is the template's own file. */
export function sourceMap(segments: readonly Segment[], path: string): SourceMap {
  return {
    at(offset) {
      const segment = segments[find(segments, offset)];
      return segment && offset < segment.end ? narrowed(segment, offset, offset + 1) : undefined;
    },
    span(start, end) {
      const origins: Origin[] = [];
      for (let index = find(segments, start); index < segments.length; index++) {
        const segment = segments[index]!;
        if (segment.start >= Math.max(end, start + 1)) break;
        if (segment.end > start)
          origins.push(narrowed(segment, Math.max(start, segment.start), Math.min(end, segment.end)));
      }
      return cover(origins, path);
    },
  };
}

/** The index of the segment that holds `offset`, or the first after it. */
function find(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function narrowed(segment: Segment, from: number, to: number): Origin {
  const origin = originOf(segment.place, segment.verbatim);
  if (!segment.verbatim) return origin;
  const shift = segment.place.start - segment.start;
  return { ...origin, start: from + shift, end: to + shift };
}

function cover(origins: readonly Origin[], path: string): Span | undefined {
  const file = origins.some((origin) => origin.path === path) ? path : origins[0]?.path;
  if (file === undefined) return undefined;
  // Text out of a macro stands where the macro was called.
  const spans = origins.flatMap(
    (origin): Span | [] =>
      (origin.path === file ? origin : origin.calls.findLast((call) => call.path === file)) ?? [],
  );
  const from = spans[0]?.start ?? 0;
  let start = Infinity;
  let end = -1;
  for (const span of spans) {
    // What is written further up, such as what a variable holds, is only put in here.
    if (span.end <= from && span.end > span.start) continue;
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
  }
  return { path: file, start, end };
}
