import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { personalOrigin, sourcesOf } from '../../../src/rules/shared/personal-origin.ts';
import { projectOf } from '../../support/dbt-project.ts';

/** What a mart that takes `columns` from the staging model shows of a person, from its source to the mart. */
async function shown(staged: string, columns = '*', table = 'c1'): Promise<string | undefined> {
  const project = await projectOf({
    'models/sources.yml': `sources: [{name: raw, tables: [{name: ${table}}]}]\n`,
    'models/staging/stg.sql': `select ${staged} from {{ source('raw', '${table}') }} as t`,
    'models/marts/mart.sql': `select ${columns} from {{ ref('stg') }}`,
  });
  const [column] = project.output('model.shop.mart').columns;
  const origin = column && personalOrigin(project, 'model.shop.mart', column.name, defaultPolicy);
  if (!origin) return undefined;
  const places = origin.path.toReversed().map(({ id, column: name }) => `${id.split('.').pop()}.${name}`);
  return [...places, ...(origin.named ? [`by ${origin.named.column}`] : [])].join(' ');
}

test.each([
  ['its source calls it so', '"SSN"', undefined, 'c1.ssn stg.ssn mart.ssn'],
  [
    'its source calls it so in one word',
    '"DateOfBirth" as born',
    undefined,
    'c1.dateofbirth stg.born mart.born',
  ],
  [
    'its source calls it so, and ends as Salesforce does',
    'email__c as c',
    undefined,
    'c1.email__c stg.c mart.c',
  ],
  [
    'staging renames it',
    '"LName" as last_name',
    undefined,
    'c1.lname stg.last_name mart.last_name by last_name',
  ],
  [
    'staging names what had no name',
    'c7 as email_address',
    'email_address as contact',
    'c1.c7 stg.email_address mart.contact by email_address',
  ],
  ['the mart names it', 'c7', 'c7 as email_address', 'c1.c7 stg.c7 mart.email_address by email_address'],
  [
    'staging hides its name',
    'email as contact_value',
    undefined,
    'c1.email stg.contact_value mart.contact_value',
  ],
  [
    'staging cleans it',
    "nullif(trim(lower(cast(c7 as text))), '') as email",
    undefined,
    'c1.c7 stg.email mart.email by email',
  ],
  [
    'it is put together',
    "c1 || ' ' || c2 as full_name",
    undefined,
    'c1.c1 stg.full_name mart.full_name by full_name',
  ],
  [
    'a CASE picks it',
    'max(case when is_main then c7 end) as phone_number',
    undefined,
    'c1.c7 stg.phone_number mart.phone_number by phone_number',
  ],
  [
    'it is taken out of a document',
    "data -> 'form' ->> 'p' as phone_number",
    undefined,
    'stg.phone_number mart.phone_number',
  ],
  ['the mart takes it out of a document', 'data', "data ->> 'p' as phone_number", 'mart.phone_number'],
  [
    'somebody lives there',
    'c7 as user_street_address',
    undefined,
    'c1.c7 stg.user_street_address mart.user_street_address by user_street_address',
  ],
])('personal where %s', async (_, staged, columns, expected) => {
  expect(await shown(staged, columns)).toBe(expected);
});

test.each([
  ['hashed under a personal name', 'md5(c7) as email'],
  ['a hash by its name', 'email_sha256 as email'],
  ['a UUID made of it', "uuid_string('78157189-82de', email) as email"],
  ['a mask by its name', 'masked_email as email'],
  ['hashed before it is named', 'md5(c7) as c', 'c as email'],
  ['counted', 'count(distinct c7) as email'],
  ['a sum', 'sum(c7) as salary'],
  ['an average of what is personal', 'avg(salary) as pay'],
  ['computed', 'c7 * 12 as salary'],
  ['what an unknown function makes', 'check_it(c7) as email'],
  ['a comparison', "c7 = 'yes' as email"],
  ['a state', 'email_status as email'],
  ['a flag', 'has_email as email'],
  ['a count by its name', 'email_count as email'],
  ['an id', 'contact_id as email'],
  ["a company's", 'company_phone as phone'],
  ["an office's", 'c7 as office_phone'],
  ["an office's by a name on the way", 'c7 as office_phone', 'office_phone as phone'],
  ["an office's in a document", "data ->> 'p' as office_phone"],
  ['the year of it', 'year_of_birth as date_of_birth'],
  ['the name of a thing', 'product_full_name as full_name'],
  ['a channel', "max(case when channel = 'email' then sends end) as email"],
  ['a device', 'c7 as mobile'],
  ["a shop's", 'line_1 as street_address'],
  ['the time of a diagnosis', 'min(c7) as earliest_diagnosis'],
  ['a switch', "notification_settings ->> 'email' as email"],
  ['a constant', 'c7', "'x' as c, c7 as n"],
  ['named so by a product', 'c7 as name', undefined, 'products'],
  ['an address of a chain', 'c7 as contract_address'],
  ['the model of a phone', 'c7 as phone_model'],
  ['whether there is one', 'c7 as has_email'],
])('not personal: %s', async (_, staged, columns?: string, table?: string) => {
  expect(await shown(staged, columns, table)).toBeUndefined();
});

test('a constant that gets a personal name later has no source', async () => {
  expect(await shown("'n/a' as c7", 'c7 as email')).toBeUndefined();
});

test('what a seed calls otherwise is read by everybody', async () => {
  const project = await projectOf({
    'seeds/offices.csv': 'id,c7\n1,a\n',
    'models/mart.sql': "select c7 as email from {{ ref('offices') }}",
  });
  expect(personalOrigin(project, 'model.shop.mart', 'email', defaultPolicy)).toBeUndefined();
});

test('what reads itself comes to an end', async () => {
  const project = await projectOf({
    'models/a.sql': "select c as email from {{ ref('b') }}",
    'models/b.sql': "select email as c from {{ ref('a') }}",
  });
  expect(personalOrigin(project, 'model.shop.a', 'email', defaultPolicy)).toBeUndefined();
  expect([...sourcesOf(project, { id: 'model.shop.a', column: 'email' })]).toHaveLength(1);
});

test('the same source by two ways is one', async () => {
  const project = await projectOf({
    'models/sources.yml': 'sources: [{name: raw, tables: [{name: t}]}]\n',
    'models/stg.sql': "select c7 from {{ source('raw', 't') }}",
    'models/a.sql': "select c7 as c from {{ ref('stg') }}",
    'models/b.sql': "select c7 as c from {{ ref('stg') }}",
    'models/mart.sql':
      "select coalesce(a.c, b.c) as email from {{ ref('a') }} as a join {{ ref('b') }} as b on true",
  });
  expect(personalOrigin(project, 'model.shop.mart', 'email', defaultPolicy)?.named?.column).toBe('email');
});
