import { createHash, type Hash } from 'node:crypto';
import type { AgentRelay } from '@congvu/pki/agent';
import { SignerError } from '../errors.ts';
import { readSignable } from '../signable.ts';

type RelayItem = AgentRelay['items'][number];

const MAX_CONTENT = 512 * 1024 * 1024;
const FETCH_MS = 120_000;
const EOF_MARK = Buffer.from('%%EOF');
/** Line ends after %%EOF that may still belong to a revision. */
const MAX_LINE_END = 16;
/** No document has more revisions; a hostile one does not cost more hashes. */
const MAX_ENDS = 1_024;

function isBlank(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x00;
}

/**
 * Hashes a PDF as it streams by and looks whether one of its earlier states (up to an %%EOF) is the file that was shown:
 * what is signed then begins with exactly what the person saw.
 */
export class ShownPrefix {
  #hash: Hash = createHash('sha256');
  #wanted: string;
  #carry: Buffer = Buffer.alloc(0);
  #open = 0;
  #ends = 0;
  #isFound = false;

  constructor(wanted: string) {
    this.#wanted = wanted;
  }

  get isFound(): boolean {
    return this.#isFound;
  }

  update(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (const end of this.#ending(bytes)) {
      this.#hash.update(bytes.subarray(from, end));
      from = end;
      this.#compare();
    }
    this.#hash.update(bytes.subarray(from));
    this.#carry = Buffer.from(
      Buffer.concat([this.#carry, bytes.subarray(-EOF_MARK.length)]).subarray(1 - EOF_MARK.length),
    );
  }

  digest(): Buffer {
    return this.#hash.copy().digest();
  }

  #compare(): void {
    this.#ends += 1;
    this.#isFound ||= this.#ends <= MAX_ENDS && this.#hash.copy().digest('hex') === this.#wanted;
  }

  /** Places in this chunk where a revision may end. */
  #ending(bytes: Buffer): number[] {
    const ends: number[] = [];
    const runFrom = (start: number): void => {
      let at = start;
      while (this.#open > 0 && at < bytes.length) {
        if (!isBlank(bytes[at])) {
          this.#open = 0;
          break;
        }
        at += 1;
        this.#open -= 1;
        ends.push(at);
      }
    };
    runFrom(0);
    const joined = Buffer.concat([this.#carry, bytes]);
    for (let at = joined.indexOf(EOF_MARK); at >= 0; at = joined.indexOf(EOF_MARK, at + 1)) {
      const end = at + EOF_MARK.length - this.#carry.length;
      ends.push(end);
      this.#open = MAX_LINE_END;
      runFrom(end);
    }
    return ends;
  }
}

function mismatch(what: string): never {
  throw new SignerError(
    'signer.content_mismatch',
    `Từ chối ký: ${what}. Nội dung cần ký không phải văn bản đã xem; báo người quản trị và không ký lại.`,
  );
}

function unreachable(reason: string, cause?: unknown): SignerError {
  return new SignerError(
    'signer.content_unreachable',
    `Không tải được nội dung văn bản để đối chiếu (${reason}). Kiểm tra mạng rồi ký lại.`,
    { cause },
  );
}

export interface ContentWorld {
  fetch: typeof globalThis.fetch;
  /** Difference of clocks, from the Date header of the office. */
  onDate?: (date: string | null) => void;
  maxBytes?: number;
}

async function download(url: string, signal: AbortSignal, { fetch, onDate }: ContentWorld): Promise<Response> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
  const answer = await fetch(url, { redirect: 'error', credentials: 'omit', cache: 'no-store', signal: limit }).catch(
    (cause: unknown) => {
      throw unreachable('không kết nối được', cause);
    },
  );
  onDate?.(answer.headers.get('date'));
  if (!answer.ok || answer.body === null) {
    throw unreachable(`máy chủ trả lời ${answer.status}`);
  }
  return answer;
}

async function hashBody(answer: Response, shown: ShownPrefix, maxBytes: number): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) {
        throw unreachable('tệp quá lớn');
      }
      shown.update(chunk);
    }
  } catch (error) {
    throw error instanceof SignerError ? error : unreachable('đứt giữa chừng', error);
  }
}

/**
 * Fetches what the signature will cover, from the office the page came from and nowhere else, and compares: the message digest
 * in the signed attributes is the hash of these bytes, and they begin with the file that was shown.
 * @throws SignerError `signer.content_mismatch`, `signer.content_unreachable`, `signer.bare_hash`
 */
export async function checkContent(
  item: RelayItem,
  origin: string,
  signal: AbortSignal,
  world: ContentWorld,
): Promise<Uint8Array> {
  const attrs = Buffer.from(item.attrs, 'base64');
  const signable = readSignable(attrs);
  if (signable.kind !== 'document') {
    throw new SignerError('signer.bare_hash', 'Từ chối ký: yêu cầu đăng nhập không phải văn bản.');
  }
  if (!URL.canParse(item.contentUrl) || new URL(item.contentUrl).origin !== origin) {
    mismatch('địa chỉ nội dung không thuộc trang đã ghép');
  }
  const answer = await download(item.contentUrl, signal, world);
  const shown = new ShownPrefix(item.digest.toLowerCase());
  await hashBody(answer, shown, world.maxBytes ?? MAX_CONTENT);
  const whole = shown.digest();
  if (Buffer.compare(whole, signable.messageDigest) !== 0) {
    mismatch('giá trị băm của nội dung tải về khác giá trị trong thuộc tính chữ ký');
  }
  // What is no PDF (a mail) is signed as it was shown, whole.
  if (!shown.isFound && whole.toString('hex') !== item.digest.toLowerCase()) {
    mismatch('nội dung không bắt đầu bằng bản đã xem');
  }
  return attrs;
}
