/** Archives as no honest program makes them. */
import { gzipSync } from 'node:zlib';

const block = 512;

export interface TarEntry {
  name: string;
  content?: string | Buffer;
  /** One letter: `0` a file, `1` a hard link, `2` a symbolic link, `5` a folder, `x` further attributes of the next entry. */
  type?: string;
  link?: string;
  /** What the header says, whatever the content. */
  size?: number;
}

/** A tar file, gzipped. Nothing is checked. */
export function tarball(entries: readonly TarEntry[]): Buffer {
  return gzipSync(Buffer.concat([...entries.flatMap(entryBytes), Buffer.alloc(2 * block)]));
}

/** For the next entry, in place of what its header says. */
export function attributes(values: Record<string, string>): TarEntry {
  const records = Object.entries(values).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    const length = rest.length + String(rest.length + 2).length;
    return `${length}${rest}`;
  });
  return { name: 'attributes', type: 'x', content: records.join('') };
}

function entryBytes({ name, content = '', type = '0', link = '', size }: TarEntry): Buffer[] {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(block);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\x0000', 257);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)];
}
