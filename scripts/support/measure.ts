/** Measuring whole processes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './files.ts';

export interface Measured {
  stdout: string;
  stderr: string;
  /** Null if a signal ended it. */
  status: number | null;
  /** From spawn to exit, in milliseconds. */
  wallMs: number;
  /** Peak resident memory in MiB; NaN if the process did not end by itself. */
  peakMb: number;
}

/** Runs the bundled command line as a process of its own, with this Node. */
export function runCli(args: readonly string[]): Measured {
  return runBundle('cli/index.js', args);
}

/** Runs a file of `dist/` as a process of its own, with this Node. */
export function runBundle(entry: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-review-bench-'));
  try {
    const peakFile = join(folder, 'peak');
    const preload = pathToFileURL(join(import.meta.dirname, 'peak-memory.mjs')).href;
    const started = performance.now();
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', preload, join(root, 'dist', entry), ...args],
      { encoding: 'utf8', env: { ...process.env, ...env, PEAK_MEMORY_FILE: peakFile }, maxBuffer: 1 << 28 },
    );
    const wallMs = performance.now() - started;
    return { stdout, stderr, status, wallMs, peakMb: kibibytes(peakFile) / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kibibytes(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

/** Processor, cores and Node, for a table's head. */
export function machine(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores, Node ${process.versions.node}`;
}

/** The smallest value that at least this share of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
