export interface MultipartBody {
  /** Exact bytes of each part: the line end in front of a delimiter belongs to the delimiter (RFC 2046 §5.1.1). */
  parts: Buffer[];
  /** The closing delimiter is there. */
  isClosed: boolean;
  /** Behind the closing delimiter; readers do not show it (RFC 2046 §5.1.1), which makes it no part of what was signed. */
  epilogue: Buffer;
  /** A line that only begins as the delimiter does, outside of the parts: some readers would take it for one. */
  isOdd: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const MAX_PARTS = 1_000;
/** RFC 2046 §5.1.1 allows 70 characters; longer ones are in use. */
const MAX_BOUNDARY = 200;

type Line = { kind: 'open' | 'close' | 'odd'; start: number; next: number };

function classify(rest: string): Line['kind'] {
  const text = rest.replace(/[ \t\r]+$/, '');
  if (text === '') {
    return 'open';
  }
  return text === '--' ? 'close' : 'odd';
}

function* delimiterLines(body: Buffer, boundary: string): Iterable<Line> {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + 1)) {
    if (at > 0 && body[at - 1] !== LF) {
      continue;
    }
    const end = body.indexOf(LF, at + mark.length);
    const stop = end === -1 ? body.length : end;
    // A line of megabytes behind the mark is none; 200 bytes tell.
    const kind = classify(body.toString('latin1', at + mark.length, Math.min(stop, at + mark.length + 200)));
    yield { kind, start: at, next: Math.min(stop + 1, body.length) };
  }
}

function endBefore(body: Buffer, start: number, from: number): number {
  let end = start;
  end -= end > from && body[end - 1] === LF ? 1 : 0;
  end -= end > from && body[end - 1] === CR ? 1 : 0;
  return end;
}

/** The first delimiter opens; what only looks like one counts outside of the parts, where it could hide another. */
function isStray(line: Line, begun: number | undefined, closedAt: number | undefined): boolean {
  return closedAt !== undefined || (line.kind === 'odd' && begun === undefined);
}

/** Cuts the body of a multipart at its delimiter lines, which are whole lines; linear, at most 1,000 parts. */
export function splitMultipart(body: Buffer, boundary: string): MultipartBody {
  const parts: Buffer[] = [];
  const isNamed = boundary !== '' && boundary.length <= MAX_BOUNDARY;
  let begun: number | undefined;
  let closedAt: number | undefined;
  let isOdd = !isNamed;
  for (const line of isNamed ? delimiterLines(body, boundary) : []) {
    isOdd = isStray(line, begun, closedAt) || parts.length > MAX_PARTS;
    if (isOdd) {
      break;
    }
    if (line.kind === 'odd') {
      continue;
    }
    if (begun !== undefined) {
      parts.push(body.subarray(begun, Math.max(begun, endBefore(body, line.start, begun))));
    }
    begun = line.next;
    closedAt = line.kind === 'close' ? line.next : undefined;
  }
  return { parts, isClosed: closedAt !== undefined, epilogue: body.subarray(closedAt ?? body.length), isOdd };
}
