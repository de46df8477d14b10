import { connect, type Socket } from 'node:net';
import { AppError } from '../../../platform/errors.ts';

export interface ClamdOptions {
  /** `tcp://host:port` or `unix:/path`, as `CONGVU_CLAMD` has it. */
  address: string;
  timeoutMs?: number;
}

export type ClamdAnswer = { clean: true } | { clean: false; malware: string };

const DEFAULT_TIMEOUT_MS = 60_000;
const VERSION_TIMEOUT_MS = 5_000;
const MAX_ANSWER = 1_024;

function unavailable(reason: string): AppError {
  return new AppError(
    'files.scan_unavailable',
    503,
    `Phần mềm diệt virus chưa trả lời (${reason}). Tệp chờ kiểm tra, hệ thống tự thử lại; quản trị xem dịch vụ clamd.`,
    { cause: reason },
  );
}

function open(address: string): Socket {
  const tcp = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):(\d{1,5})$/.exec(address);
  if (tcp !== null) {
    return connect({ host: (tcp[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(tcp[2]) });
  }
  if (address.startsWith('unix:')) {
    return connect({ path: address.slice('unix:'.length) });
  }
  throw new AppError(
    'files.scan_address_invalid',
    500,
    `CONGVU_CLAMD “${address}” không đúng dạng: tcp://máy:cổng hoặc unix:/đường/dẫn.`,
  );
}

function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));
}

function frame(piece: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(piece.length);
  return Buffer.concat([head, piece]);
}

/** Only the literal OK is clean; whatever else is said is not (security.md §2: a broken scanner must not let anything through). */
function readAnswer(text: string): ClamdAnswer {
  const said = text.replace(/\0.*$/s, '').trim();
  if (said === 'stream: OK') {
    return { clean: true };
  }
  const found = /^stream: (.+) FOUND$/.exec(said);
  if (found?.[1] !== undefined) {
    return { clean: false, malware: found[1].slice(0, 200) };
  }
  throw unavailable(said.slice(0, 120) || 'không có trả lời');
}

/**
 * Streams bytes to clamd (INSTREAM of clamd(8)) without holding them.
 * @throws AppError 503 `files.scan_unavailable` when it cannot be reached, is busy, or says anything but OK or FOUND
 */
export async function askClamd(options: ClamdOptions, bytes: AsyncIterable<Uint8Array>): Promise<ClamdAnswer> {
  const socket = open(options.address);
  socket.setTimeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => socket.destroy(new Error('quá lâu')));
  let said = '';
  const answered = new Promise<string>((resolve, reject) => {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      said += text;
      if (said.includes('\0') || said.length > MAX_ANSWER) {
        resolve(said);
      }
    });
    socket.once('end', () => resolve(said));
    socket.once('error', reject);
    socket.once('close', () => resolve(said));
  });
  // Whoever waits below hears of it; until then nobody does, and that is no fault.
  answered.catch(() => undefined);
  try {
    await write(socket, Buffer.from('zINSTREAM\0'));
    for await (const piece of bytes) {
      if (piece.length > 0) {
        await write(socket, frame(piece));
      }
    }
    await write(socket, Buffer.alloc(4));
    return readAnswer(await answered);
  } catch (error) {
    // A scanner that has heard enough (size limit) answers and closes while we still write.
    if (said !== '') {
      return readAnswer(said);
    }
    throw error instanceof AppError ? error : unavailable(error instanceof Error ? error.message : String(error));
  } finally {
    socket.destroy();
  }
}

/**
 * The engine and the signatures, as clamd says it ("ClamAV 1.4.6/27500/Mon Mar 22 2021"): another text means that what was clean may
 * not be clean any more.
 * @throws AppError 503 `files.scan_unavailable`
 */
export async function clamdVersion(options: ClamdOptions): Promise<string> {
  const socket = open(options.address);
  socket.setTimeout(options.timeoutMs ?? VERSION_TIMEOUT_MS, () => socket.destroy(new Error('quá lâu')));
  socket.setEncoding('latin1');
  let said = '';
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('data', (text: string) => {
        said += text;
        if (said.includes('\0') || said.length > MAX_ANSWER) {
          resolve();
        }
      });
      socket.once('end', resolve);
      socket.once('error', reject);
      socket.once('close', () => resolve());
      socket.write('zVERSION\0');
    });
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error));
  } finally {
    socket.destroy();
  }
  const version = said.replace(/\0.*$/s, '').trim();
  if (!/^ClamAV [\x20-\x7e]{1,200}$/.test(version)) {
    throw unavailable(version.slice(0, 120) || 'không có trả lời');
  }
  return version;
}
