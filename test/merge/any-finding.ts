import fc from 'fast-check';
import type { Finding } from '../../src/finding.ts';
import { confidences, severities } from '../../src/finding.ts';
import { finding } from '../run/samples.ts';

/** Findings that are likely to be the same, to be related, or to be in each other's way. */
export const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    rule: fc.constantFrom(
      'quality/unknown-column',
      'quality/column-removed-in-use',
      'quality/model-removed-in-use',
      'quality/unresolved-ref',
      'docs/x',
    ),
    severity: fc.constantFrom(...severities),
    confidence: fc.constantFrom(...confidences),
    title: fc.constantFrom('A', 'B'),
    message: fc.constantFrom('m', 'n'),
    resource: fc.constantFrom('model.a', 'model.b'),
    subject: fc.constantFrom(undefined, 'c', 'd'),
    line: fc.integer({ min: 1, max: 3 }),
    side: fc.constantFrom('base' as const, 'head' as const),
    edits: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    places: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  })
  .map(({ subject, line, side, places, edits, ...rest }) =>
    finding({
      ...rest,
      ...(subject !== undefined && { subject }),
      ...(edits !== undefined && {
        edits: [{ path: 'models/a.sql', startLine: edits, endLine: edits, replacement: rest.title }],
      }),
      location: { path: 'models/a.sql', side, startLine: line, endLine: line },
      related: places.map((place) => ({
        path: 'models/a.sql',
        side: 'head' as const,
        startLine: place,
        endLine: place,
        message: `place ${place}`,
      })),
    }),
  );
