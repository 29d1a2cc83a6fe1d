/** Archives that lie: what comes out is what the commit holds, or nothing, and nothing is written anywhere. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blobId } from '../../src/git/blob-id.ts';
import { apiBlobs } from '../../src/github/api-blobs.ts';
import { archiveLimits, readArchive } from '../../src/github/archive.ts';
import { createClient } from '../../src/github/client.ts';
import type { Client } from '../../src/github/client.ts';
import { readTree } from '../../src/github/trees.ts';
import { attributes, tarball } from '../support/tar.ts';
import type { TarEntry } from '../support/tar.ts';
import { GitHubDouble } from './double.ts';

const files = { 'a.sql': 'select 1\n', 'b/c.sql': 'select 2\n', 'd.yml': 'version: 2\n' };
const contents = Object.values(files).sort();
const honest: TarEntry[] = Object.entries(files).map(([name, content]) => ({ name: `top/${name}`, content }));
const evil = 'select * from the_archive\n';

let double: GitHubDouble;
let client: Client;
let head: string;
let folder: string;

beforeEach(async () => {
  double = await GitHubDouble.start();
  const { state, url: apiUrl, graphqlUrl } = double;
  head = state.repository.commit('main', files);
  client = createClient({ token: state.token, apiUrl, graphqlUrl, owner: 'acme', repo: 'shop', env: {} });
  folder = mkdtempSync(join(tmpdir(), 'parallel-review-archives-'));
});
afterEach(async () => {
  await double.stop();
  rmSync(folder, { recursive: true });
});

/** What is kept of an archive, and whether it was read to its end. */
async function kept(bytes: Buffer, limits = archiveLimits): Promise<{ texts: string[]; whole: boolean }> {
  double.state.archive = () => bytes;
  const wanted = new Set(contents.map((text) => blobId(Buffer.from(text))));
  const texts: string[] = [];
  const keep = (oid: string, content: Buffer) => {
    expect(blobId(content)).toBe(oid);
    texts.push(content.toString());
  };
  const whole = await readArchive(client, head, wanted, keep, limits).then(
    () => true,
    () => false,
  );
  return { texts: texts.sort(), whole };
}

test.each<[string, () => TarEntry[]]>([
  ['paths out of the folder', () => honest.map((it) => ({ ...it, name: `../../${folder}/${it.name}` }))],
  ['absolute paths', () => honest.map((it) => ({ ...it, name: join(folder, it.name) }))],
  [
    'links out of the folder, and files through them',
    () => [
      { name: 'top', type: '2', link: folder },
      { name: 'top/hard', type: '1', link: '/etc/passwd' },
      { name: 'top/device', type: '3' },
      ...honest,
    ],
  ],
  [
    'each name twice, first with another content',
    () => [...honest.map((it) => ({ ...it, content: evil })), ...honest],
  ],
  ['names of prototypes', () => honest.map((it) => ({ ...it, name: '__proto__/constructor' }))],
  ['a name of a megabyte', () => [attributes({ path: 'n/'.repeat(500_000) }), ...honest]],
])('%s: contents count, names do not', async (_, entries) => {
  expect(await kept(tarball(entries()))).toEqual({ texts: contents, whole: true });
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync('top')).toBe(false);
});

const [first, ...others] = honest as [TarEntry, ...TarEntry[]];

test.each<[string, Buffer, string[]]>([
  ['other contents than the commit has', tarball(honest.map((it) => ({ ...it, content: evil }))), []],
  [
    'a file of eight gigabytes that is not there',
    tarball([first, { name: 'x', size: 0o77777777777 }, ...others]),
    [contents[0]!],
  ],
  ['a size of 1e99', tarball([first, attributes({ size: '1e99' }), ...others]), [contents[0]!]],
  [
    'attributes of a gigabyte',
    tarball([first, { name: 'x', type: 'x', size: 0o7777777777 }, ...others]),
    [contents[0]!],
  ],
  ['a size that is no number', tarball([first, attributes({ size: 'many' }), ...others]), [contents[0]!]],
  ['a size below zero', tarball([first, attributes({ size: '-1' }), ...others]), [contents[0]!]],
  ['an archive that breaks off', tarball(honest).subarray(0, 100), []],
  ['bytes that are no archive', Buffer.from('<html>Sign in</html>'), []],
  ['a gzip of something else', gzipSync(Buffer.alloc(4096, 'x')), []],
  ['an archive of nothing', tarball([]), []],
])('%s: no wrong content comes out, and single blobs make up for it', async (_, bytes, least) => {
  const { texts } = await kept(bytes);
  expect(texts).toEqual(expect.arrayContaining(least));
  expect(contents).toEqual(expect.arrayContaining(texts));
  const tree = await readTree(client, head);
  const oids = [...tree.entries.values()].map(({ oid }) => oid);
  const blobs = await apiBlobs(client, [tree], { mostIsWanted: true, onWarning() {} }).read(oids);
  const read = [...blobs.values()].map((content) => (content.kind === 'text' ? content.text : content.kind));
  expect(read.sort()).toEqual(contents);
});

test('an archive that unpacks to more than is allowed is left where the limit is', async () => {
  const bomb = { name: 'top/zeros', content: Buffer.alloc(64 * 2 ** 20) };
  const bytes = tarball([first, bomb, ...others]);
  expect(bytes.length).toBeLessThan(2 ** 20);
  const limits = { ...archiveLimits, unpackedBytes: 8 * 2 ** 20 };
  expect(await kept(bytes, limits)).toEqual({ texts: [contents[0]], whole: false });
});
