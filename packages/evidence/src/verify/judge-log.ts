import { createHash } from 'node:crypto';
import {
  type Checkpoint,
  LOG_KEY,
  type NoteKey,
  openNote,
  parseCheckpoint,
  parseKey,
  TlogError,
  verifyInclusion,
} from '@congvu/tlog';
import { JsonError, type JsonValue, readCanonicalJson } from '../canonical-json.ts';
import type { EvidenceAuditLeaf, EvidenceLog, EvidenceManifest } from '../manifest/types.ts';
import type { Findings } from './findings.ts';
import type { LogReport } from './report.ts';

const PLACE = 'log';

function readKeys(keys: readonly string[]): NoteKey[] {
  return keys.map((key) => parseKey(key.trim()));
}

/** Whether this is a key of a log as it is written down. */
export function isLogKey(text: string): boolean {
  try {
    return parseKey(text.trim()).type === LOG_KEY;
  } catch (error) {
    if (error instanceof TlogError) {
      return false;
    }
    throw error;
  }
}

/** The text that one of these keys signed as the log of this name; a reason of the report otherwise. */
function openCheckpoint(log: EvidenceLog, asked: readonly NoteKey[], findings: Findings): Checkpoint | undefined {
  try {
    const own = asked.length === 0 ? readKeys(log.keys) : asked;
    const { text } = openNote(
      log.checkpoint,
      own.filter(({ name }) => name === log.origin),
    );
    const checkpoint = parseCheckpoint(text);
    if (checkpoint.origin === log.origin) {
      return checkpoint;
    }
    findings.fail('evidence.checkpoint_unreadable', 'Điểm kiểm tra thuộc nhật ký khác tên ghi trong hồ sơ.', PLACE);
    return undefined;
  } catch (error) {
    if (!(error instanceof TlogError)) {
      throw error;
    }
    if (error.code !== 'tlog.unsigned') {
      findings.fail('evidence.checkpoint_unreadable', 'Điểm kiểm tra nhật ký hoặc khóa của nó không đọc được.', PLACE);
    } else if (asked.length === 0) {
      findings.fail('evidence.checkpoint_unsigned', 'Điểm kiểm tra nhật ký không có chữ ký đúng của nhật ký.', PLACE);
    } else {
      findings.fail(
        'evidence.checkpoint_other_key',
        'Điểm kiểm tra nhật ký không do khóa nhật ký đã cho của cơ quan ký.',
        PLACE,
      );
    }
    return undefined;
  }
}

type Fields = { [key: string]: JsonValue };

function isObject(value: JsonValue | undefined): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function readLeaf(text: string): Fields | undefined {
  try {
    const value = readCanonicalJson(Buffer.from(text));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonError) {
      return undefined;
    }
    throw error;
  }
}

/** RFC 9162 §2.1.1. */
function hashOfLeaf(text: string): string {
  return createHash('sha256').update(Buffer.of(0)).update(text).digest('hex');
}

/** What the act wrote down of the letter is what the archive holds of it: no leaf of another letter stands here. */
function isOfLetter(leaf: Fields, { messages, reception, document }: EvidenceManifest): boolean {
  const detail = isObject(leaf['detail']) ? leaf['detail'] : {};
  if (leaf['action'] === 'outgoing.issued') {
    const letters = messages.flatMap(({ letter }) => letter ?? []);
    const pages = letters.flatMap(({ attachments }) => attachments.map(({ sha256 }) => sha256));
    return letters.length === 0
      ? detail['numberSymbol'] === document.numberSymbol
      : typeof detail['page'] === 'string' && pages.includes(detail['page']);
  }
  if (leaf['action'] === 'incoming.registered') {
    return detail['arrivalNumber'] === (reception?.arrivalNumber ?? null);
  }
  return true;
}

function judgeLeaf(
  one: EvidenceAuditLeaf,
  place: string,
  manifest: EvidenceManifest,
  findings: Findings,
): string | undefined {
  if (one.leaf === null) {
    return undefined;
  }
  const leaf = readLeaf(one.leaf);
  const isSame = leaf?.['action'] === one.action && leaf['at'] === one.at && hashOfLeaf(one.leaf) === one.leafHash;
  if (leaf === undefined || !isSame) {
    findings.fail('evidence.leaf_differs', 'Nội dung dòng nhật ký khác mã băm, việc hoặc giờ ghi cạnh nó.', place);
    return undefined;
  }
  if (!isOfLetter(leaf, manifest)) {
    findings.fail('evidence.leaf_foreign', 'Dòng nhật ký nói về văn bản khác văn bản trong hồ sơ.', place);
  }
  return typeof leaf['object_id'] === 'string' ? leaf['object_id'] : undefined;
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** A wrong way, a way of another leaf or to another root ends elsewhere. */
function leadsToRoot({ leafHash, index, proof }: EvidenceAuditLeaf, { size, root }: Checkpoint): boolean {
  return index !== null && verifyInclusion({ leafHash: bytes(leafHash), index, size, root, proof: proof.map(bytes) });
}

function judgeProofs({ audit }: EvidenceManifest, checkpoint: Checkpoint, findings: Findings) {
  const claimed = audit.flatMap((leaf, index) => (leaf.index === null ? [] : [{ leaf, index }]));
  const wrong = claimed.filter(({ leaf }) => !leadsToRoot(leaf, checkpoint));
  for (const { leaf, index } of wrong) {
    const text = `Bằng chứng của dòng nhật ký "${leaf.action}" không dẫn đến gốc của điểm kiểm tra.`;
    findings.fail('evidence.proof_wrong', text, `audit[${index}]`);
  }
  if (claimed.length < audit.length) {
    const text = `${audit.length - claimed.length} dòng nhật ký của văn bản chưa nằm trong điểm kiểm tra của hồ sơ.`;
    findings.note('evidence.leaf_unplaced', text, PLACE);
  }
  return { claimed: claimed.length, proven: claimed.length - wrong.length };
}

function judgeLeaves(manifest: EvidenceManifest, findings: Findings): void {
  const objects = manifest.audit.map((leaf, index) => judgeLeaf(leaf, `audit[${index}]`, manifest, findings));
  if (new Set(objects.filter((id) => id !== undefined)).size > 1) {
    findings.fail('evidence.leaf_foreign', 'Các dòng nhật ký trong hồ sơ nói về nhiều văn bản khác nhau.', 'audit');
  }
}

/**
 * That what the office did stood in its log when that signed the checkpoint: leaf → hash → proof → root → signature.
 * @throws TlogError when a key that was asked for is none
 */
export function judgeLog(manifest: EvidenceManifest, keys: readonly string[], findings: Findings): LogReport | null {
  const { log } = manifest;
  const asked = readKeys(keys);
  judgeLeaves(manifest, findings);
  if (log === null) {
    const text =
      'Nhật ký của cơ quan chưa có điểm kiểm tra khi lập hồ sơ: chưa có bằng chứng trong nhật ký, không phải lỗi.';
    findings.note('evidence.no_checkpoint', text, PLACE);
    return null;
  }
  const checkpoint = openCheckpoint(log, asked, findings);
  if (checkpoint === undefined) {
    return null;
  }
  if (asked.length === 0) {
    findings.note(
      'evidence.log_key_not_given',
      `Chữ ký của điểm kiểm tra được xét bằng khóa nhật ký nằm trong hồ sơ; hỏi cơ quan khóa nhật ký của họ rồi so với ${log.keys[0] ?? ''}.`,
      PLACE,
    );
  }
  const [at] = checkpoint.extension;
  return {
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: checkpoint.root.toString('hex'),
    at: at !== undefined && !Number.isNaN(Date.parse(at)) ? at : null,
    ...judgeProofs(manifest, checkpoint, findings),
    isKnown: asked.length === 0 ? null : true,
  };
}
