/**
 * What V8 may take for its heap. By itself it takes twice the memory a large project needs, for next to no time, on a
 * machine that runs more than a review; and it can be told so by whoever starts it, which we do not do, or on the way.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** From so many bytes on, both halves of the young generation together stay as they are. V8 would go on to 128 MB. */
const maxYoungBytes = 16_000_000;

/** From so many bytes on, the rest grows by `growthPercent` of what is alive before it is collected again. */
const largeBytes = 150_000_000;

const growthPercent = 50;

/** Every so many calls it looks, which takes two microseconds. */
const every = 32;

let calls = 0;
let isYoungFull = false;
let isLarge = false;

/** To be called wherever much is read, as nothing tells a busy thread that its heap has grown. */
export function restrainHeap(): void {
  if (calls++ % every !== 0) return;
  let young = 0;
  let rest = 0;
  for (const { space_name, space_size } of getHeapSpaceStatistics()) {
    if (space_name === 'new_space') young += space_size;
    else rest += space_size;
  }
  if (isYoungFull !== young >= maxYoungBytes) {
    isYoungFull = !isYoungFull;
    setFlagsFromString(`--semi-space-growth-factor=${isYoungFull ? 1 : 2}`);
  }
  if (isLarge !== rest >= largeBytes) {
    isLarge = !isLarge;
    // 0 leaves it to V8.
    setFlagsFromString(`--heap-growing-percent=${isLarge ? growthPercent : 0}`);
  }
}
