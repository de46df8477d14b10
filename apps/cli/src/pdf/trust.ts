import { readFile } from 'node:fs/promises';
import {
  checkRevocation,
  PkiError,
  parseOcspResponse,
  parseTrustList,
  type RevocationEvidence,
  type RevocationSource,
  readCertificates,
  readCrlFile,
  revocationSource,
  type TrustAnchorEntry,
} from '@congvu/pki';
import { UsageError } from '../command-line.ts';
import { readAddress, splitAddresses, transportTo } from './network.ts';

async function reading<T>(option: string, file: string, read: (bytes: Uint8Array) => T): Promise<T> {
  try {
    return read(await readFile(file));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} ${file}: ${message}`);
  }
}

function plainEntry(certificate: Uint8Array): TrustAnchorEntry {
  return {
    certificate,
    programme: 'public',
    trustedFrom: null,
    trustedTo: null,
    usages: ['signing', 'timestamping'],
    crlUrls: [],
    ocspUrls: [],
    tsaUrls: [],
  };
}

/** A trust list as JSON or PEM with remarks, or plain certificates, PEM or DER, which are trusted for everything. */
function readEntries(bytes: Uint8Array): TrustAnchorEntry[] {
  const text = Buffer.from(bytes).toString('utf8');
  const isList = bytes[0] !== 0x30 && (text.trimStart().startsWith('{') || /^#[ \t]*[A-Za-z]+:/m.test(text));
  return isList ? parseTrustList(text) : readCertificates(bytes).map(plainEntry);
}

/** Everything that is trusted; the same certificate in two files once. */
export async function readTrust(files: readonly string[]): Promise<TrustAnchorEntry[]> {
  const lists = await Promise.all(files.map((file) => reading('--trust', file, readEntries)));
  const known = new Set<string>();
  return lists.flat().filter((entry) => {
    const key = JSON.stringify({ ...entry, certificate: Buffer.from(entry.certificate).toString('base64') });
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

/** Revocation lists and answers in files, offline. */
export async function readEvidence(crls: readonly string[], ocsps: readonly string[]): Promise<RevocationEvidence[]> {
  const lists = crls.map(async (file): Promise<RevocationEvidence> => {
    const der = await reading('--crl', file, readCrlFile);
    return { kind: 'crl', der };
  });
  const answers = ocsps.map(async (file): Promise<RevocationEvidence> => {
    const der = await reading('--ocsp', file, (bytes) => {
      parseOcspResponse(bytes);
      return Uint8Array.from(bytes);
    });
    return { kind: 'ocsp', der };
  });
  return Promise.all([...lists, ...answers]);
}

export interface RevocationOptions {
  /** Addresses and files. */
  crl: readonly string[];
  ocsp: readonly string[];
}

/** Who answers about revocation: what lies in files first, then the addresses; undefined when nothing was given. */
export async function openRevocation(options: RevocationOptions): Promise<RevocationSource | undefined> {
  const [crl, ocsp] = [splitAddresses(options.crl), splitAddresses(options.ocsp)];
  const evidence = await readEvidence(crl.files, ocsp.files);
  const urls = [...crl.urls, ...ocsp.urls];
  if (evidence.length + urls.length === 0) {
    return undefined;
  }
  const now = (): Date => new Date();
  const online = revocationSource({ ocspUrls: ocsp.urls, crlUrls: crl.urls, transport: transportTo(urls), now });
  return {
    async find(certificate, issuer) {
      const status = checkRevocation({ certificate, issuer, evidence, at: now() });
      if (status.state !== 'unknown' && status.evidence !== undefined) {
        return status.evidence;
      }
      if (urls.length > 0) {
        return online.find(certificate, issuer);
      }
      const why = status.problems[0]?.text ?? '';
      throw new PkiError('pki.revocation_unusable', `Tệp thu hồi đã đưa không nói về chứng thư này. ${why}`.trim());
    },
  };
}

/** Addresses a timestamp may be asked of. @throws UsageError */
export function readTimeAddress(tsa: string | undefined, level: string, trust: readonly string[]): string | undefined {
  if (level === 'B') {
    return undefined;
  }
  if (tsa === undefined) {
    throw new UsageError(`Mức ${level} cần máy chủ dấu thời gian: --tsa ĐỊA-CHỈ.`);
  }
  if (trust.length === 0) {
    throw new UsageError(`Mức ${level} cần danh sách tin cậy để kiểm tra dấu thời gian: --trust TỆP.`);
  }
  return readAddress(tsa, '--tsa');
}
