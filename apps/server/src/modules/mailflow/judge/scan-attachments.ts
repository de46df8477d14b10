import type { Finding, ReadAttachment } from '@congvu/mailguard';
import { inspectAttachment } from '#modules/files';
import type { AttachmentState } from '#modules/webmail';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';

export interface Scanned {
  states: AttachmentState[];
  /** What was found to do harm: it tells of the mail. */
  findings: Finding[];
  /** Kinds that are not let in: they keep the mail back and say nothing of who sent it. */
  refused: Finding[];
  /** Some wait for the antivirus. */
  waiting: boolean;
}

const WAITS = 'Đang chờ phần mềm diệt virus kiểm tra; mở được ngay khi kiểm tra xong.';
const NO_ANTIVIRUS = 'Hệ thống chưa có phần mềm diệt virus: chỉ mở khi chắc chắn nơi gửi.';
const CHUNK = 64 * 1024;
/** A sender waits on the line meanwhile; 20 MB take a second (spec mail §9). */
const PATIENCE_MS = 10_000;
/** After a silence mail comes in at once, its attachments locked, instead of waiting for every one of them. */
const REST_MS = 60_000;

/** By address of the antivirus, until when it is not asked for mail on the line. */
const resting = new Map<string, number>();

function isResting(services: Services): boolean {
  return (resting.get(services.config.clamd ?? '') ?? 0) > performance.now();
}

function noteAnswer(services: Services, isSilent: boolean): void {
  const address = services.config.clamd ?? '';
  if (isSilent) {
    resting.set(address, performance.now() + REST_MS);
  } else {
    resting.delete(address);
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    yield bytes.subarray(at, at + CHUNK);
  }
}

export interface ScanTurn {
  /** Clean answers from before are not believed. */
  believeSince?: Date;
  /** Asks also an antivirus that has just been silent. */
  insist?: boolean;
}

type One = { state: AttachmentState; finding?: Finding; isKind?: boolean } | 'silent';

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'files.scan_unavailable';
}

async function scanOne(services: Services, file: ReadAttachment, believeSince: Date | undefined): Promise<One> {
  const name = file.name === '' ? 'tệp không tên' : file.name;
  const unseen = { name, sha256: file.sha256, read: () => piecesOf(file.bytes) };
  const inspected = await inspectAttachment(services, unseen, { believeSince, timeoutMs: PATIENCE_MS }).catch(
    (error: unknown) => {
      if (isUnavailable(error)) {
        return undefined;
      }
      throw error;
    },
  );
  if (inspected === undefined) {
    return 'silent';
  }
  const text = inspected.findings.map((finding) => finding.text).join('; ');
  if (inspected.verdict === 'refused') {
    const isMalware = inspected.findings.some(({ code }) => code === 'files.infected');
    return {
      state: { av: isMalware ? 'infected' : 'refused', text },
      finding: { code: 'BAD_FILE', level: 'block', text: `Tệp ${text}.` },
      isKind: !isMalware,
    };
  }
  const said = text === '' && inspected.verdict === 'unscanned' ? NO_ANTIVIRUS : text;
  return { state: said === '' ? { av: 'clean' } : { av: 'clean', text: said } };
}

/**
 * Every attachment through the guard of structures and the antivirus. Nobody answers for the antivirus: without its word an attachment
 * waits, locked. After the first silence the others are not asked.
 */
export async function scanAttachments(
  services: Services,
  attachments: readonly ReadAttachment[],
  options: ScanTurn = {},
): Promise<Scanned> {
  const scanned: Scanned = {
    states: [],
    findings: [],
    refused: [],
    waiting: options.insist !== true && isResting(services),
  };
  for (const file of attachments) {
    const one = scanned.waiting ? 'silent' : await scanOne(services, file, options.believeSince);
    if (!scanned.waiting) {
      noteAnswer(services, one === 'silent');
    }
    scanned.waiting ||= one === 'silent';
    scanned.states.push(one === 'silent' ? { av: 'pending', text: WAITS } : one.state);
    if (one !== 'silent' && one.finding !== undefined) {
      (one.isKind === true ? scanned.refused : scanned.findings).push(one.finding);
    }
  }
  return { ...scanned, waiting: scanned.waiting && attachments.length > 0 };
}
