import { createHash } from 'node:crypto';
import { PkiError } from '../errors.ts';
import { type Certificate, displayName, isIssuedBy, isSelfIssued, parseCertificate } from '../x509/certificate.ts';
import type { TrustAnchorEntry, TrustProgramme, TrustUsage } from './trust-anchor.ts';
import { readTrustPem, writeTrustPem } from './trust-pem.ts';

/** An entry as written: what a file says before it is believed. */
export type RawEntry = Record<string, unknown>;

const VERSION = 1;
const MAX_ENTRIES = 1_000;
const PROGRAMMES: readonly TrustProgramme[] = ['official', 'public', 'demo'];
const USAGES: readonly TrustUsage[] = ['signing', 'timestamping'];
const KEYS = new Set([
  'name',
  'certificate',
  'programme',
  'trustedFrom',
  'trustedTo',
  'usages',
  'crlUrls',
  'ocspUrls',
  'tsaUrls',
]);

function fail(where: string, text: string): never {
  throw new PkiError('pki.trust_list', `Danh sách tin cậy, ${where}: ${text}`);
}

function isRecord(value: unknown): value is RawEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(value: unknown, where: string, what: string): string {
  return typeof value === 'string' ? value : fail(where, `${what} phải là chữ.`);
}

/** DER in base64, or one PEM block. */
function readCertificate(value: unknown, where: string): Certificate {
  const text = readText(value, where, 'chứng thư (certificate)').replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '');
  if (!/^[A-Za-z0-9+/=\s]+$/.test(text)) {
    fail(where, 'chứng thư (certificate) phải là PEM hoặc base64 của DER.');
  }
  const der = Uint8Array.from(Buffer.from(text, 'base64'));
  try {
    const certificate = parseCertificate(der);
    if (certificate.raw.length !== der.length || (isSelfIssued(certificate) && !isIssuedBy(certificate, certificate))) {
      fail(where, 'chứng thư bị hỏng (thừa dữ liệu, hoặc chữ ký của chính nó không đúng).');
    }
    return certificate;
  } catch (error) {
    if (error instanceof PkiError && error.code !== 'pki.trust_list') {
      fail(where, error.message);
    }
    throw error;
  }
}

function readTime(value: unknown, where: string, what: string): Date | null {
  if (value === undefined || value === null) {
    return null;
  }
  const text = readText(value, where, what);
  const at = new Date(text);
  if (
    !/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text) ||
    Number.isNaN(at.getTime())
  ) {
    fail(where, `${what} "${text}" phải là thời điểm dạng 2026-01-31 hoặc 2026-01-31T00:00:00Z.`);
  }
  return at;
}

function readList(value: unknown, where: string, what: string): string[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    fail(where, `${what} phải là một danh sách.`);
  }
  return value.map((item) => readText(item, where, `mỗi mục của ${what}`));
}

function readUrls(value: unknown, where: string, what: string): string[] {
  for (const text of readList(value, where, what)) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
      fail(where, `địa chỉ "${text}" trong ${what} phải bắt đầu bằng http:// hoặc https:// và không kèm mật khẩu.`);
    }
  }
  return readList(value, where, what);
}

function oneOf<T extends string>(value: string, known: readonly T[], where: string, what: string): T {
  const found = known.find((candidate) => candidate === value);
  return found ?? fail(where, `${what} "${value}" không có; chọn ${known.join(', ')}.`);
}

function readUsages(value: unknown, where: string): TrustUsage[] {
  const usages = readList(value, where, 'mục đích (usages)').map((text) => oneOf(text, USAGES, where, 'mục đích'));
  if (usages.length === 0 || new Set(usages).size !== usages.length) {
    fail(where, 'cần ít nhất một mục đích (usages), không lặp.');
  }
  return usages;
}

function readEntry(raw: unknown, index: number): TrustAnchorEntry {
  const place = `mục ${index + 1}`;
  if (!isRecord(raw)) {
    fail(place, 'phải là một đối tượng.');
  }
  const certificate = readCertificate(raw['certificate'], place);
  const where = `${place} ("${displayName(certificate.subject)}")`;
  const stranger = Object.keys(raw).find((key) => !KEYS.has(key));
  if (stranger !== undefined) {
    fail(where, `không có trường "${stranger}".`);
  }
  const entry: TrustAnchorEntry = {
    certificate: certificate.raw,
    programme: oneOf(readText(raw['programme'], where, 'chương trình (programme)'), PROGRAMMES, where, 'chương trình'),
    trustedFrom: readTime(raw['trustedFrom'], where, 'ngày bắt đầu tin cậy (trustedFrom)'),
    trustedTo: readTime(raw['trustedTo'], where, 'ngày thôi tin cậy (trustedTo)'),
    usages: readUsages(raw['usages'], where),
    crlUrls: readUrls(raw['crlUrls'], where, 'crlUrls'),
    ocspUrls: readUrls(raw['ocspUrls'], where, 'ocspUrls'),
    tsaUrls: readUrls(raw['tsaUrls'], where, 'tsaUrls'),
  };
  if (entry.trustedFrom !== null && entry.trustedTo !== null && entry.trustedFrom > entry.trustedTo) {
    fail(where, 'ngày bắt đầu tin cậy sau ngày thôi tin cậy.');
  }
  return entry;
}

function overlaps(left: TrustAnchorEntry, right: TrustAnchorEntry): boolean {
  const from = (entry: TrustAnchorEntry): number => entry.trustedFrom?.getTime() ?? Number.NEGATIVE_INFINITY;
  const to = (entry: TrustAnchorEntry): number => entry.trustedTo?.getTime() ?? Number.POSITIVE_INFINITY;
  return (
    from(left) <= to(right) && from(right) <= to(left) && left.usages.some((usage) => right.usages.includes(usage))
  );
}

/** Two entries for one certificate must not say different things about the same time and purpose. */
function assertUnambiguous(entries: readonly TrustAnchorEntry[]): void {
  const seen = new Map<string, { entry: TrustAnchorEntry; place: number }[]>();
  for (const [index, entry] of entries.entries()) {
    const key = createHash('sha256').update(entry.certificate).digest('hex');
    const others = seen.get(key) ?? [];
    const twin = others.find((other) => overlaps(other.entry, entry));
    if (twin !== undefined) {
      const name = displayName(parseCertificate(entry.certificate).subject);
      fail(`mục ${index + 1} ("${name}")`, `trùng chứng thư, mục đích và thời gian với mục ${twin.place}.`);
    }
    seen.set(key, [...others, { entry, place: index + 1 }]);
  }
}

function readJson(text: string): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (cause) {
    throw new PkiError('pki.trust_list', 'Danh sách tin cậy không phải JSON đúng cú pháp, cũng không phải PEM.', {
      cause,
    });
  }
  if (!isRecord(list) || list['version'] !== VERSION || !Array.isArray(list['anchors'])) {
    fail('phần đầu', `cần "version": ${VERSION} và danh sách "anchors".`);
  }
  return list['anchors'];
}

/**
 * Reads a trust list: JSON as {@link writeTrustList} writes it, or PEM certificates, each with comment lines in front
 * (`# programme: official`, `# usages: signing, timestamping`, `# trustedFrom: 2026-01-01`, `# trustedTo: …`, `# crl: URL`,
 * `# ocsp: URL`, `# tsa: URL`); in PEM a missing programme is `public`, missing usages are both.
 * @throws PkiError `pki.trust_list`, naming the entry
 * @example parseTrustList(await readFile('trust.json', 'utf8'))[0].programme // 'official'
 */
export function parseTrustList(text: string): TrustAnchorEntry[] {
  const plain = text.replace(/^\uFEFF/, '');
  const raw =
    plain.includes('-----BEGIN CERTIFICATE-----') && !plain.trimStart().startsWith('{')
      ? readTrustPem(plain)
      : readJson(plain);
  if (raw.length === 0 || raw.length > MAX_ENTRIES) {
    fail('phần đầu', `có ${raw.length} nơi cấp, cần từ 1 đến ${MAX_ENTRIES}.`);
  }
  const entries = raw.map(readEntry);
  assertUnambiguous(entries);
  return entries;
}

/**
 * Writes a trust list, JSON unless told. Both forms come back the same from {@link parseTrustList}; the PEM form also serves
 * `openssl … -CAfile`, which does not know windows and usages.
 */
export function writeTrustList(entries: readonly TrustAnchorEntry[], form: 'json' | 'pem' = 'json'): string {
  if (form === 'pem') {
    return writeTrustPem(entries);
  }
  const anchors = entries.map((entry) => ({
    name: displayName(parseCertificate(entry.certificate).subject),
    ...entry,
    certificate: Buffer.from(entry.certificate).toString('base64'),
  }));
  return `${JSON.stringify({ version: VERSION, anchors }, undefined, 2)}\n`;
}
