/** Room for the files of one letter of usual size; whatever does not fit goes where it went before there was any. */
const ARENA_BYTES = 1024 * 1024;
/** More are not kept: as many letters as are read side by side. */
const MOST_KEPT = 16;

/**
 * Memory that letter after letter is read in. It is shared with the threads that judge and read the pages, so that the bytes of a file
 * are neither copied for them nor left behind for the garbage collector, which would otherwise be the larger half of reading.
 */
export interface Arena {
  readonly bytes: Uint8Array;
  used: number;
}

const idle: Arena[] = [];

export function takeArena(): Arena {
  return idle.pop() ?? { bytes: new Uint8Array(new SharedArrayBuffer(ARENA_BYTES)), used: 0 };
}

/** Nobody may look at what was in it any more. */
export function returnArena(arena: Arena): void {
  arena.used = 0;
  if (idle.length < MOST_KEPT) {
    idle.push(arena);
  }
}
