import { inflateSync } from 'node:zlib';
import type { ReadMail } from '../types.ts';

/* Addresses that open out of an attachment: links of a PDF, places and descriptions of an invitation. Nothing is run or fetched. */

export interface FileLink {
  file: string;
  url: string;
}

const [MOST_FILES, MOST_LINKS] = [10, 40];
const [MOST_PDF, MOST_CALENDAR] = [8 * 1024 * 1024, 200_000];
/** Object streams (ISO 32000-1 §7.5.7) that are opened, and what they may come to. */
const [MOST_STREAMS, MOST_INFLATED] = [12, 512 * 1024];
const LONGEST_URL = 2_000;
const HTTP = /^https?:\/\//i;
const IN_CALENDAR = /https?:\/\/[^\s<>"\\;,]{3,2000}/gi;

/** The literal or hexadecimal string behind `/URI`. */
function stringAt(bytes: Buffer, start: number): string | undefined {
  const text = bytes.toString('latin1', start, start + LONGEST_URL + 20).trimStart();
  if (text.startsWith('(')) {
    const end = text.search(/(?<!\\)\)/);
    return end === -1 ? undefined : text.slice(1, end).replaceAll(/\\([()\\])/g, '$1');
  }
  const hex = /^<([0-9A-Fa-f]{8,2000})>/.exec(text)?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex').toString('latin1');
}

function linksIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf('/URI'); at !== -1 && found.length < MOST_LINKS; at = bytes.indexOf('/URI', at + 4)) {
    const url = stringAt(bytes, at + 4);
    if (url !== undefined && HTTP.test(url)) {
      found.push(url);
    }
  }
  return found;
}

function inflated(data: Buffer): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength: MOST_INFLATED });
  } catch {
    // Damaged, enciphered or too large: nothing is read out of it.
    return undefined;
  }
}

function pdfLinks(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MOST_PDF));
  const found = linksIn(buffer);
  let at = buffer.indexOf('/ObjStm');
  for (let streams = 0; at !== -1 && streams < MOST_STREAMS; streams += 1) {
    const start = buffer.indexOf('stream', at);
    const end = start === -1 ? -1 : buffer.indexOf('endstream', start);
    if (end === -1) {
      break;
    }
    const data = start + (buffer[start + 6] === 0x0d ? 8 : 7);
    found.push(...linksIn(inflated(buffer.subarray(data, end)) ?? Buffer.alloc(0)));
    at = buffer.indexOf('/ObjStm', end);
  }
  return found;
}

function calendarLinks(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MOST_CALENDAR)).toString('utf8');
  // RFC 5545 §3.1: long lines are folded.
  return [...text.replaceAll(/\r?\n[ \t]/g, '').matchAll(IN_CALENDAR)].map(([url]) => url);
}

/** Where the attachments of a mail lead. */
export function fileLinks({ attachments }: ReadMail): FileLink[] {
  const all = attachments.slice(0, MOST_FILES).flatMap(({ name, type, declaredType, bytes }) => {
    if (type === 'application/pdf') {
      return pdfLinks(bytes).map((url) => ({ file: name, url }));
    }
    const isCalendar = declaredType.startsWith('text/calendar') || name.toLowerCase().endsWith('.ics');
    return isCalendar ? calendarLinks(bytes).map((url) => ({ file: name, url })) : [];
  });
  return all.slice(0, MOST_LINKS);
}
