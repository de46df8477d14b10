import type { VerdictView } from '@congvu/contracts';
import type { DocumentFile } from '#modules/documents';
import type { ActingContext } from '../../../platform/context.ts';
import { type GateLine, isWhole } from '../issue-gate.ts';
import { judgeOwn } from '../judge-own.ts';
import type { OutgoingRecord } from '../outgoing.store.ts';
import { showVerdict } from '../verdicts.ts';
import { listAttachments, listSealedAttachments } from './attachments.store.ts';
import { isPdf, reviewAttachments } from './attachments.ts';

export interface AttachmentGate {
  lines: GateLine[];
  /** SHA-256 of the very attachments that were judged, in their order. */
  judged: string[];
}

const NOTHING: AttachmentGate = { lines: [], judged: [] };

type Judge = (context: ActingContext, agencyId: string, sha256: string) => Promise<VerdictView>;

/** What opens the gate is asked anew, one file in memory at a time. */
async function judgeNow(context: ActingContext, agencyId: string, sha256: string): Promise<VerdictView> {
  return judgeOwn(context, { agencyId, bytes: await context.blobs.readBytes(sha256) });
}

function sealedLine({ name }: DocumentFile, verdict: VerdictView): GateLine {
  const ok = verdict.verdict === 'valid' && verdict.signers.length > 0 && verdict.signers.every(isWhole);
  return {
    ok,
    text: ok
      ? `Hợp lệ: chữ ký số của cơ quan trên phụ lục "${name}"`
      : `Không đạt: phụ lục "${name}". ${verdict.sentence}`,
    code: 'outgoing.signature_invalid',
  };
}

async function gateOf(context: ActingContext, record: OutgoingRecord, judge: Judge): Promise<AttachmentGate> {
  const { agency_id: agencyId, id: documentId, attachment_count: count } = record.row;
  if (count === 0) {
    return NOTHING;
  }
  const key = { agencyId, documentId };
  const files = await listAttachments(context.db, key);
  const sealed = new Set((await listSealedAttachments(context.db, key)).map(({ file_id: id }) => id));
  const unsealed = new Set(
    (await reviewAttachments(context, record)).filter(({ fate }) => fate !== 'kept_signed').map(({ id }) => id),
  );
  const lines: GateLine[] = files.flatMap(({ name, malware }) =>
    malware === undefined
      ? []
      : [
          {
            ok: false,
            text: `Tệp "${name}" có mã độc ${malware} nên đã bị khóa; trả lại văn bản, bỏ tệp này rồi trình lại`,
            code: 'files.infected_since',
          },
        ],
  );
  for (const file of files.filter(isPdf)) {
    if (sealed.has(file.fileId)) {
      lines.push(sealedLine(file, await judge(context, agencyId, file.sha256)));
    } else if (unsealed.has(file.fileId)) {
      const text = `Chưa có chữ ký số của cơ quan trên phụ lục "${file.name}"`;
      lines.push({ ok: false, text, code: 'outgoing.signatures_missing' });
    }
  }
  return { lines, judged: files.map(({ sha256 }) => sha256) };
}

/** To show beside the page. */
export async function viewAttachmentGate(context: ActingContext, record: OutgoingRecord): Promise<GateLine[]> {
  return (await gateOf(context, record, showVerdict)).lines;
}

/** Every separate PDF carries a valid signature of the organisation, or one it came with (Decree 30/2020, Annex I). */
export async function judgeAttachments(context: ActingContext, record: OutgoingRecord): Promise<AttachmentGate> {
  return gateOf(context, record, judgeNow);
}
