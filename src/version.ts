/** What made a report. A test holds the version equal to package.json's. */
export const tool = { name: 'parallel-review', version: '0.1.0' };
