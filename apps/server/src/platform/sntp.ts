import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from './clock.ts';

/** How far the source is ahead of this clock; the true value lies within the uncertainty of it. */
export interface ClockOffset {
  offsetMs: number;
  uncertaintyMs: number;
}

const PORT = 123;
const LENGTH = 48;
const TIMEOUT_MS = 5_000;
/** LI 0, version 4, mode 3 (client), RFC 5905 §7.3. */
const ASK = 0x23;
const SERVER = 4;
const UNSYNCHRONISED = 3;
/** Seconds from 1900 to 1970; a small number is of the era that begins in 2036 (RFC 5905 §6). */
const TO_UNIX = 2_208_988_800;
const ERA = 2 ** 32;

function readMoment(packet: Buffer, at: number): number {
  const seconds = packet.readUInt32BE(at);
  const since1900 = seconds < ERA / 2 ? seconds + ERA : seconds;
  return (since1900 - TO_UNIX + packet.readUInt32BE(at + 4) / ERA) * 1000;
}

/** `name`, `name:port`, `[2001:db8::1]:port`. */
function readPlace(source: string): { host: string; port: number } {
  const found = /^\[([^\]]+)\](?::(\d+))?$/.exec(source) ?? /^([^:]+)(?::(\d+))?$/.exec(source);
  return { host: found?.[1] ?? source, port: Number(found?.[2] ?? PORT) };
}

function judge(answer: Buffer, cookie: Buffer): string | undefined {
  const first = answer[0] ?? 0;
  if (answer.length < LENGTH || (first & 7) !== SERVER || !answer.subarray(24, 32).equals(cookie)) {
    return 'trả lời không phải của câu hỏi này';
  }
  const stratum = answer[1] ?? 0;
  return first >> 6 === UNSYNCHRONISED || stratum === 0 || stratum > 15 ? 'nguồn chưa đồng bộ hoặc từ chối' : undefined;
}

/**
 * Asks a source of time once (SNTP, RFC 5905 §14). Its name comes from whoever runs the machine, never from a page. The moment that is
 * sent along is chance: it tells nothing of this clock, and who did not read the question cannot answer it.
 */
export function askTime(source: string, clock: Clock, timeoutMs = TIMEOUT_MS): Promise<ClockOffset> {
  const { host, port } = readPlace(source);
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const cookie = randomBytes(8);
  const question = Buffer.alloc(LENGTH);
  question[0] = ASK;
  cookie.copy(question, 40);
  return new Promise<ClockOffset>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${source} không trả lời trong ${Math.ceil(timeoutMs / 1000)} giây`)),
      timeoutMs,
    );
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', reject);
    let sentAt = 0;
    socket.on('message', (answer) => {
      const back = clock.now().getTime();
      const wrong = judge(answer, cookie);
      if (wrong !== undefined) {
        reject(new Error(`${source}: ${wrong}`));
        return;
      }
      const received = readMoment(answer, 32);
      const left = readMoment(answer, 40);
      resolve({
        offsetMs: Math.round((received - sentAt + (left - back)) / 2),
        uncertaintyMs: Math.max(0, Math.ceil((back - sentAt - (left - received)) / 2)),
      });
    });
    // A connected socket hears only the one it asked.
    socket.connect(port, host, () => {
      sentAt = clock.now().getTime();
      socket.send(question);
    });
  }).finally(() => socket.close());
}
