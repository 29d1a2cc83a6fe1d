/** Preloaded into a measured process: at its end the peak of its resident memory, in KiB, goes to a file. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env['PEAK_MEMORY_FILE'];
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
