const SEGMENTS_PER_LOG = 0x100;
/** Timeline, log, segment: 8 hexadecimal digits each (PostgreSQL, XLogFileName; 16 MB segments). */
const SEGMENT = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/;

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}

export function isSegment(name: string): boolean {
  return SEGMENT.test(name);
}

export function segmentAfter(name: string): string {
  const [, timeline = '', log = '', segment = ''] = SEGMENT.exec(name) ?? [];
  const next = Number.parseInt(log, 16) * SEGMENTS_PER_LOG + Number.parseInt(segment, 16) + 1;
  return `${timeline}${hex(Math.floor(next / SEGMENTS_PER_LOG))}${hex(next % SEGMENTS_PER_LOG)}`;
}

/** Those that follow each other without a gap from the first one on, and the one after them. */
export function unbroken(first: string, held: ReadonlySet<string>): { segments: string[]; next: string } {
  const segments: string[] = [];
  let next = first;
  for (; held.has(next); next = segmentAfter(next)) {
    segments.push(next);
  }
  return { segments, next };
}
