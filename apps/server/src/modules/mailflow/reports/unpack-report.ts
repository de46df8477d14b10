import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { readDmarc } from './read-dmarc.ts';
import { readTlsReport } from './read-tls-report.ts';
import type { MailReport } from './report-facts.ts';

/** A report of 5,000 sources has about 3 MB. */
const LARGEST = 10 * 1_048_576;
const MOST_ENTRIES = 10;

const unzipped = promisify(gunzip);

async function firstOfZip(bytes: Buffer): Promise<Buffer | undefined> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  try {
    let seen = 0;
    for await (const entry of zip.eachEntry()) {
      seen += 1;
      if (seen > MOST_ENTRIES || entry.isEncrypted() || entry.uncompressedSize > LARGEST) {
        return undefined;
      }
      if (!/\.(?:xml|json)$/i.test(entry.fileName)) {
        continue;
      }
      const parts: Buffer[] = [];
      // What comes out is never more than the directory said: yauzl ends the stream with an error.
      for await (const part of await zip.openReadStreamPromise(entry)) {
        parts.push(Buffer.from(part));
      }
      return Buffer.concat(parts);
    }
    return undefined;
  } finally {
    zip.close();
  }
}

async function contentOf(bytes: Buffer): Promise<Buffer | undefined> {
  if (bytes.readUInt16BE(0) === 0x1f8b) {
    return unzipped(bytes, { maxOutputLength: LARGEST });
  }
  return bytes.subarray(0, 2).toString('latin1') === 'PK' ? firstOfZip(bytes) : bytes;
}

/** The report in an attachment, by its bytes and not by its name; undefined for anything that is none. */
export async function unpackReport(bytes: Buffer): Promise<MailReport | undefined> {
  try {
    const content = bytes.length < 2 || bytes.length > LARGEST ? undefined : await contentOf(bytes);
    const text = content === undefined ? '' : new TextDecoder('utf-8').decode(content).trimStart();
    return text.startsWith('{') ? readTlsReport(text) : text.startsWith('<') ? readDmarc(text) : undefined;
  } catch {
    return undefined;
  }
}
