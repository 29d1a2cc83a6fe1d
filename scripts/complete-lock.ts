/**
 * Completes package-lock.json: `npm run complete-lock`; `--check` only tells what is missing, and exits 1.
 *
 * Native tools have one optional package for each platform. npm leaves those out of the lock file that the
 * registry in use does not offer, and then `npm ci` refuses the file everywhere. Their entries follow from
 * the name and the exact version that the tool asks for; they carry no checksum, unlike all others.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './support/files.ts';

interface LockEntry {
  version?: string;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
}

const platform =
  /-(?<os>android|darwin|freebsd|linux|openharmony|win32)-(?<cpu>arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(?<abi>gnu|musl|msvc|eabi|gnueabihf|musleabihf))?$/;

/** The entries that are missing, by their place. */
function missingEntries(packages: Record<string, LockEntry>): Map<string, object> {
  const missing = new Map<string, object>();
  for (const { dev, optionalDependencies = {} } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const place = `node_modules/${name}`;
      const parts = platform.exec(name)?.groups;
      if (!parts || Object.hasOwn(packages, place)) continue;
      const { os, cpu, abi } = parts;
      const libc = os === 'linux' && abi ? [abi.startsWith('musl') ? 'musl' : 'glibc'] : undefined;
      missing.set(place, {
        version,
        cpu: [cpu],
        ...(dev && { dev }),
        ...(libc && { libc }),
        optional: true,
        os: [os],
      });
    }
  }
  return missing;
}

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string', default: root } },
});
const path = join(values.root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockEntry> };
const missing = missingEntries(lock.packages);
if (values.check) {
  for (const place of missing.keys())
    console.error(`package-lock.json lacks ${place}: run npm run complete-lock`);
  if (missing.size > 0) process.exitCode = 1;
} else if (missing.size > 0) {
  // npm's own order, so that its next change of the file stays small.
  const entries = [...Object.entries(lock.packages), ...missing];
  entries.sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
}
