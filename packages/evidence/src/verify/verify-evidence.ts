import { createHash } from 'node:crypto';
import { type ContentStore, EdxmlError, memoryStore, type ParsedEdxml, parseEdxml } from '@congvu/edxml';
import type { RevocationEvidence, TrustAnchorEntry } from '@congvu/pki';
import {
  type ArchiveReader,
  archiveReader,
  type EvidenceSource,
  type SameBytes,
  StructureFault,
  sameBytes,
} from '../archive/archive-reader.ts';
import { MANIFEST_NAME, SEAL_NAME, TIMESTAMP_NAME } from '../archive/layout.ts';
import { JsonError, readCanonicalJson } from '../canonical-json.ts';
import { EvidenceError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { ShapeError } from '../manifest/shape.ts';
import type { EvidenceManifest, EvidenceMessage } from '../manifest/types.ts';
import { hashOf } from '../seal/seal.ts';
import { createFindings, type Findings } from './findings.ts';
import { judgeHistory } from './judge-history.ts';
import { judgeLog } from './judge-log.ts';
import { judgeMessage, judgeTogether } from './judge-message.ts';
import { judgeSeal, openSeal } from './judge-seal.ts';
import { judgeSignatures, type SignatureQuestion } from './judge-signatures.ts';
import { judgeTimestamp } from './judge-timestamp.ts';
import type { EvidenceReport } from './report.ts';

export interface VerifyEvidenceOptions {
  /** Fingerprints of the keys that may have sealed it; without any the seal proves wholeness, not origin. */
  keys?: readonly string[];
  /** Keys of the audit trail (C2SP signed-note, `name+hash+key`), known from elsewhere; without any those in the archive are taken. */
  logKeys?: readonly string[];
  /** For the signatures of the letter and the timestamp; without any only their wholeness is judged. */
  trust?: readonly TrustAnchorEntry[];
  /** Revocation lists and answers at hand. */
  evidence?: readonly RevocationEvidence[];
  /** Judges signatures for this moment instead of the one at which the letter was sent or received. */
  at?: Date;
  /** Where attachments wait while a letter is read; memory up to 64 MiB by default. */
  store?: ContentStore;
  /** Called with every letter that was read, before its attachments are given back. */
  onLetter?: (message: EvidenceMessage, parsed: ParsedEdxml) => Promise<void>;
}

interface Check {
  archive: ArchiveReader;
  options: VerifyEvidenceOptions;
  findings: Findings;
  report: EvidenceReport;
}

function emptyReport(findings: Findings): EvidenceReport {
  return {
    verdict: 'invalid',
    intact: false,
    reasons: findings.reasons,
    notes: findings.notes,
    manifest: null,
    manifestSha256: null,
    seal: null,
    timestamp: null,
    log: null,
    judgedAt: null,
    timeSource: null,
    recordedVerdict: null,
    signatures: [],
  };
}

function openManifest(bytes: Uint8Array, findings: Findings): EvidenceManifest | undefined {
  try {
    const value = readCanonicalJson(bytes);
    const isOther = value !== null && typeof value === 'object' && !Array.isArray(value) && value['version'] !== 1;
    if (isOther) {
      findings.fail(
        'evidence.version_unsupported',
        'Hồ sơ theo phiên bản định dạng khác; dùng bản phần mềm mới hơn.',
        MANIFEST_NAME,
      );
      return undefined;
    }
    return readManifest(value);
  } catch (error) {
    if (error instanceof JsonError || error instanceof ShapeError) {
      findings.fail(
        'evidence.manifest_unreadable',
        `Danh mục hồ sơ không đúng định dạng: ${error.message}.`,
        MANIFEST_NAME,
      );
      return undefined;
    }
    throw error;
  }
}

/** The moment the letter was made or received: what is asked is whether it was good then. */
function momentOf(manifest: EvidenceManifest): string {
  return manifest.reception?.receivedAt ?? manifest.messages[0]?.at ?? manifest.asOf;
}

/** For which moment signatures are judged. A trusted timestamp proves that they are no younger than it. */
function chooseTime({ options, report, findings }: Check, manifest: EvidenceManifest): Date {
  const moment = new Date(momentOf(manifest));
  const stamped = report.timestamp?.isTrusted === true ? new Date(report.timestamp.at) : undefined;
  if (options.at !== undefined) {
    report.timeSource = 'asked';
    return options.at;
  }
  if (stamped !== undefined && report.seal?.isKnown !== true) {
    // Nobody known vouches for the earlier moment; that it all existed at the later one is proven.
    report.timeSource = 'timestamp';
    return stamped;
  }
  report.timeSource = 'seal';
  if (report.seal?.isKnown !== true) {
    findings.note('evidence.time_of_seal', 'Chữ ký được xét tại thời điểm gửi, nhận do chính hồ sơ khai.', '');
  }
  return moment;
}

function questionOf(check: Check, manifest: EvidenceManifest): SignatureQuestion {
  const { options, findings, report } = check;
  const at = chooseTime(check, manifest);
  report.judgedAt = at.toISOString();
  report.recordedVerdict = manifest.reception?.verdict ?? null;
  const trust = options.trust ?? [];
  if (trust.length === 0) {
    const text = 'Chưa cho danh sách tin cậy: chỉ xét chữ ký còn nguyên vẹn, chưa xét người ký là ai.';
    findings.note('evidence.trust_not_given', text, '');
  }
  return {
    trust,
    evidence: options.evidence ?? [],
    at,
    reception: manifest.reception,
    findings,
    found: report.signatures,
  };
}

/** Feeds the codec and stays open when it refuses, so that the rest can be read to its end. */
async function* tee(pieces: AsyncGenerator<Buffer>, look: (piece: Buffer) => void): AsyncGenerator<Buffer> {
  for (let step = await pieces.next(); step.done !== true; step = await pieces.next()) {
    look(step.value);
    yield step.value;
  }
}

async function readMessage(check: Check, pieces: AsyncIterable<Buffer>): Promise<ParsedEdxml | EdxmlError> {
  try {
    return await parseEdxml(pieces, { store: check.options.store ?? memoryStore() });
  } catch (error) {
    if (!(error instanceof EdxmlError) || error.code === 'edxml.source_failed') {
      throw error instanceof EdxmlError ? (error.cause ?? error) : error;
    }
    return error;
  }
}

async function discardAll(parsed: ParsedEdxml | EdxmlError | undefined): Promise<void> {
  const attachments = parsed === undefined || parsed instanceof EdxmlError ? [] : parsed.attachments;
  for (const { content } of attachments) {
    await content?.discard();
  }
}

async function judgeContent(
  check: Check,
  message: EvidenceMessage,
  parsed: ParsedEdxml | EdxmlError,
  question: SignatureQuestion,
): Promise<void> {
  if (parsed instanceof EdxmlError) {
    const text = `Gói tin không đọc được: ${parsed.message}`;
    check.findings.fail('evidence.message_unreadable', text, message.member ?? '');
    return;
  }
  judgeMessage(message, parsed, check.findings);
  if (parsed.message.kind === 'document') {
    await judgeSignatures(message, parsed.attachments, question);
    await check.options.onLetter?.(message, parsed);
  }
}

/** Contents are opened only behind a seal that holds; otherwise their hashes tell where the change is. */
async function judgeMember(check: Check, message: EvidenceMessage, question: SignatureQuestion): Promise<void> {
  const { member, size, sha256 } = message;
  if (member === null) {
    const text = 'Nội dung đã hủy theo yêu cầu thu hồi; hồ sơ chỉ còn mã băm và dữ liệu thu hồi.';
    check.findings.note('evidence.letter_destroyed', text, message.id);
    return;
  }
  const hash = createHash('sha256');
  const pieces = tee(check.archive.member(member, size), (piece) => hash.update(piece));
  const steady = { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) };
  const parsed = check.report.seal?.holds === true ? await readMessage(check, steady) : undefined;
  try {
    for await (const _ of pieces) {
      // What the codec left unread still has its place and its hash.
    }
    if (hash.digest('hex') !== sha256) {
      check.findings.fail('evidence.member_changed', 'Gói tin đã bị sửa: mã băm SHA-256 khác danh mục.', member);
    } else if (parsed !== undefined) {
      await judgeContent(check, message, parsed, question);
    }
  } finally {
    await discardAll(parsed);
  }
}

/** The files in front: what everything behind them is compared with. */
async function judgeHead(check: Check): Promise<EvidenceManifest | undefined> {
  const { archive, findings, report, options } = check;
  const manifestBytes = await archive.small(MANIFEST_NAME, LIMITS.manifestBytes);
  const seal = openSeal(await archive.small(SEAL_NAME, LIMITS.sealBytes), findings);
  report.manifestSha256 = hashOf(manifestBytes);
  if (seal === undefined) {
    return undefined;
  }
  const token = seal.timestamp === null ? undefined : await archive.small(TIMESTAMP_NAME, LIMITS.timestampBytes);
  report.seal = judgeSeal(seal, { manifest: manifestBytes, timestamp: token, keys: options.keys ?? [] }, findings);
  const manifest = openManifest(manifestBytes, findings);
  if (manifest !== undefined && manifest.sealKey !== seal.publicKey) {
    findings.fail('evidence.seal_broken', 'Hồ sơ bị niêm phong lại bằng khóa khác khóa ghi trong danh mục.', SEAL_NAME);
    report.seal.holds = false;
  }
  report.manifest = manifest ?? null;
  if (report.seal.holds) {
    report.timestamp = judgeTimestamp(token, manifestBytes, options.trust ?? [], findings);
  }
  return manifest;
}

async function judge(check: Check): Promise<void> {
  const { archive, findings, report } = check;
  const manifest = await judgeHead(check);
  if (manifest === undefined) {
    return;
  }
  archive.expect(manifest.members);
  const question = questionOf(check, manifest);
  for (const message of manifest.messages) {
    await judgeMember(check, message, question);
  }
  await archive.finish();
  if (report.seal?.holds === true) {
    judgeTogether(manifest, findings);
    judgeHistory(manifest, findings);
    report.log = judgeLog(manifest, check.options.logKeys ?? [], findings);
  }
}

/** The check itself; `same` is another one only in the negative control of the tests. */
export async function judgeArchive(
  source: EvidenceSource,
  options: VerifyEvidenceOptions,
  same: SameBytes,
): Promise<EvidenceReport> {
  const findings = createFindings();
  const report = emptyReport(findings);
  const archive = archiveReader(source, same);
  try {
    await judge({ archive, options, findings, report });
  } catch (error) {
    if (error instanceof StructureFault) {
      findings.fail(error.code, error.message);
    } else {
      throw error instanceof EvidenceError
        ? error
        : new EvidenceError('evidence.source_failed', 'Không đọc được tệp hồ sơ.', { cause: error });
    }
  } finally {
    await archive.close();
  }
  return { ...report, verdict: findings.verdict(), intact: findings.isIntact() };
}

/**
 * Judges an archive with nothing but itself: no network, no clock. Reads it once from front to back; memory holds the manifest and
 * one PDF at a time. What is wrong with the archive stands in the report.
 * @throws EvidenceError `evidence.source_failed` when its bytes cannot be had
 * @example
 * const { size } = await stat('chung-cu.zip');
 * const report = await verifyEvidence({ size, read: () => createReadStream('chung-cu.zip') }, { keys: ['21FE 31DF …'] });
 * console.log(report.verdict, report.reasons);
 */
export async function verifyEvidence(
  source: EvidenceSource,
  options: VerifyEvidenceOptions = {},
): Promise<EvidenceReport> {
  return judgeArchive(source, options, sameBytes);
}
