/** What Flyway reads of names, texts and settings. */
import { expect, test } from 'vitest';
import {
  callsOtherwise,
  checksummed,
  compareVersions,
  flywayFolders,
  isPassedOver,
  overlooksEdits,
  versioned,
} from '../../../src/project/migration/flyway.ts';

test.each([
  ['db/migration/V1__orders.sql', '1', 'orders', 'db/migration/'],
  ['V01_2.003__add_tax.sql', '1.2.3', 'add tax', ''],
  ['V20240101__a__b.sql', '20240101', 'a  b', ''],
])('%s has a version', (path, version, description, folder) => {
  expect(versioned(path)).toEqual({ version, description, folder });
});

test.each(['R__views.sql', 'U1__orders.sql', 'B1__all.sql', 'V1_orders.sql', 'Vx__orders.sql', 'V1__a.java'])(
  '%s has none',
  (path) => {
    expect(versioned(path)).toBeUndefined();
  },
);

test('the checksum counts what stands in lines, not what ends them', () => {
  expect(checksummed('\uFEFFselect 1;\r\n\r\nselect 2;')).toBe(checksummed('select 1;\nselect 2;\n'));
  expect(checksummed('select  1;')).not.toBe(checksummed('select 1;'));
  expect(checksummed('select 1; -- one')).not.toBe(checksummed('select 1;'));
});

const both = (folder: string) => [`${folder}V1__a.sql`, `${folder}V2__b.sql`];

test.each([
  ['by its name', both('app/src/main/resources/db/migration/'), ['app/src/main/resources/db/migration/']],
  ['by a configuration', [...both('sql/'), 'conf/flyway.toml'], ['sql/']],
  ['not by one file', ['db/migration/V1__a.sql'], []],
  ['not by names of files alone', both('sql/'), []],
  ['not beside schemachange', [...both('db/migration/'), 'schemachange-config.yml'], []],
])('a folder is Flyway’s %s', (_, paths, folders) => {
  expect([...flywayFolders(paths)]).toEqual(folders);
});

test.each([
  ['flyway.validateOnMigrate=false', true],
  ['  validate-on-migrate: false', true],
  ['ignoreMigrationPatterns = "*:missing"', true],
  ['flyway.validateOnMigrate=true', false],
])('%s', (text, overlooks) => {
  expect(overlooksEdits(text)).toBe(overlooks);
});

test.each([
  ['db/V1_orders.sql', true],
  ['V1-orders.sql', true],
  ['v1__orders.sql', true],
  ['V1a__orders.sql', true],
  ['V1_.sql', true],
  ['V1.2_3__orders.sql', false],
  ['V1___orders.sql', false],
  ['V1.sql', false],
  ['R__views.sql', false],
  ['U1__orders.sql', false],
  ['Vendors.sql', false],
  ['V1_orders.java', false],
])('%s is passed over: %s', (path, expected) => {
  expect(isPassedOver(path)).toBe(expected);
});

test.each([
  ['flyway.sqlMigrationPrefix=M', true],
  ['spring.flyway.sql-migration-separator: _', true],
  ['sqlMigrationSuffixes = [".sql"]', true],
  ['flyway.repeatableSqlMigrationPrefix', false],
])('%s: files have names of their own', (text, expected) => {
  expect(callsOtherwise(text)).toBe(expected);
});

test.each([
  ['1.9', '1.10', -1],
  ['2', '1.99', 1],
  ['1', '1.0', 0],
  ['20240101120000123', '20240101120000124', -1],
])('%s and %s', (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
});
