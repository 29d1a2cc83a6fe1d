import { expect, test } from 'vitest';
import { redactor, secretValues } from '../../src/observe/redact.ts';

const secret = 'correct/horse+42';

test.each([
  ['as it is', secret],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64 behind a user of one letter', Buffer.from(`u${secret}`).toString('base64')],
  ['in base64 behind a user of two letters', Buffer.from(`us${secret}`).toString('base64')],
  ['in a URL', encodeURIComponent(secret)],
])('a secret of the environment is taken out %s', (_, form) => {
  const clean = redactor({ WAREHOUSE_PASSWORD: secret })(`so it is: ${form}!`);
  // Of base64 a letter or two can be left, which also belong to what stands before and after.
  expect(clean).toMatch(/^so it is: \w{0,3}\*\*\*[\w=]{0,4}!$/);
});

test.each([
  ['ANTHROPIC_API_KEY', 'a-key-of-ours', ['a-key-of-ours']],
  ['INPUT_GITHUB-TOKEN', 'abcdefgh', ['abcdefgh']],
  ['https_proxy', 'http://user:opensesame1@proxy:3128', ['opensesame1', 'user:opensesame1']],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'x-id=7,authorization=Basic%20c2VjcmV0OnNlY3JldA', ['c2VjcmV0OnNlY3JldA']],
  ['SIGNING_KEY', 'line one of it\nline two of it', ['line one of it', 'line two of it']],
])('%s holds secrets', (name, value, secrets) => {
  expect(secretValues({ [name]: value })).toEqual(expect.arrayContaining(secrets));
});

test.each([
  ['PRIMARY_KEY', 'customer_id'],
  ['CACHE_KEY', 'linux-modules'],
  ['POSTGRES_PASSWORD', 'postgres'],
  ['API_TOKEN', 'short'],
  ['GITHUB_SHA', '0123456789abcdef0123456789abcdef01234567'],
])('%s may stand in a name of the repository: it is none', (name, value) => {
  expect(secretValues({ [name]: value })).toEqual([]);
});

test.each([
  'sk_customer_order_history_hash',
  'pk_dim_customer_daily_snapshot',
  'risk-adjusted-margin-by-customer',
])('the column %s is no secret', (name) => expect(redactor({})(`it reads ${name}`)).toBe(`it reads ${name}`));
