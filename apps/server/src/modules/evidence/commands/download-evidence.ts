import { Readable } from 'node:stream';
import { EvidenceError, type EvidenceRecord, type PreparedEvidence, prepareEvidence } from '@congvu/evidence';
import { PkiError } from '@congvu/pki';
import { record, settleLog } from '#modules/audit';
import { installationIdentity } from '#modules/carriers';
import { cleanFileName } from '#modules/files';
import { findAmendedFacts, maySeeIncoming } from '#modules/incoming';
import { spoolDir, spoolStore } from '#modules/interchange';
import { findIssuedFacts, maySeeOutgoing } from '#modules/outgoing';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { evidencePolicies } from '../evidence.policy.ts';
import { findTimestamp, keepTimestamp } from '../evidence.store.ts';
import type { EvidencePorts } from '../ports.ts';
import { type DocumentKey, inSnapshot } from '../record/load-parts.ts';
import { loadReceivedRecord } from '../record/received-record.ts';
import { loadSentRecord } from '../record/sent-record.ts';

function missing(): AppError {
  return notFound('evidence.not_found', 'Không tìm thấy văn bản này.');
}

/** What became of the wish for a timestamp; `unreachable`: a later download may have one. */
type Stamping = 'none' | 'kept' | 'made' | 'unreachable';

interface Stamped {
  outcome: Stamping;
  made: { token: Uint8Array; at: Date } | undefined;
}

/** One token for one state of the record; without an answer the archive goes out without: it is sealed all the same. */
function stamper(context: ActingContext, ports: EvidencePorts, key: DocumentKey) {
  const stamped: Stamped = { outcome: 'none', made: undefined };
  const stamp = async (sha256: Uint8Array): Promise<Uint8Array | undefined> => {
    const manifestSha256 = Buffer.from(sha256).toString('hex');
    const kept = await findTimestamp(context.db, { ...key, manifestSha256 });
    if (kept !== undefined) {
      stamped.outcome = 'kept';
      return kept;
    }
    const authority = await ports.timestampAuthorityFor?.(context);
    if (authority === undefined) {
      return undefined;
    }
    try {
      stamped.made = await authority.stamp(sha256);
      stamped.outcome = 'made';
      return stamped.made.token;
    } catch (error) {
      if (!(error instanceof PkiError)) {
        throw error;
      }
      context.log.warn({ err: error }, 'evidence without a timestamp');
      stamped.outcome = 'unreachable';
      return undefined;
    }
  };
  return { stamp, stamped };
}

/** What the reader of the page is told; the technical reason goes into the log. */
function asAppError(context: ActingContext, error: unknown): unknown {
  if (!(error instanceof EvidenceError)) {
    return error;
  }
  context.log.error({ err: error }, 'evidence could not be made');
  if (error.code === 'evidence.too_large') {
    return new AppError('evidence.too_large', 422, error.message, { cause: error });
  }
  return new AppError(
    'evidence.damaged',
    500,
    `Không lập được hồ sơ chứng cứ: ${error.message} Báo quản trị hệ thống kiểm tra kho tệp.`,
    { cause: error },
  );
}

async function prepare(
  context: ActingContext,
  evidence: EvidenceRecord,
  stamp: (sha256: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<PreparedEvidence> {
  const { publicKey, sign } = await installationIdentity(context);
  try {
    return await prepareEvidence(evidence, {
      seal: { publicKey, sign },
      timestamp: stamp,
      store: spoolStore(spoolDir(context)),
    });
  } catch (error) {
    throw asAppError(context, error);
  }
}

function answerOf(evidence: EvidenceRecord, prepared: PreparedEvidence): FileAnswer {
  const { numberSymbol, issuedOn } = prepared.manifest.document;
  const kind = evidence.kind === 'sent' ? 'gui' : 'nhan';
  const name = cleanFileName(['chung-cu', kind, numberSymbol, issuedOn].filter((part) => part !== '').join('-'));
  return {
    stream: Readable.from(prepared.write(), { objectMode: false }),
    headers: {
      'content-type': 'application/zip',
      'content-length': String(prepared.size),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.zip`)}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'private, no-store',
      etag: `"${prepared.manifestSha256}"`,
    },
  };
}

async function download(
  context: ActingContext,
  ports: EvidencePorts,
  key: DocumentKey,
  load: (tx: Tx) => Promise<EvidenceRecord>,
): Promise<FileAnswer> {
  await settleLog(context);
  const evidence = await inSnapshot(context, load);
  const { stamp, stamped } = stamper(context, ports, key);
  const prepared = await prepare(context, evidence, stamp);
  const { manifestSha256, size } = prepared;
  await command(context, async (tx) => {
    if (stamped.made !== undefined) {
      await keepTimestamp(tx, { ...key, manifestSha256 }, stamped.made);
    }
    await record(tx, context, {
      action: 'evidence.downloaded',
      agencyId: key.agencyId,
      objectKind: 'document',
      objectId: key.documentId,
      detail: { kind: evidence.kind, manifestSha256, size, timestamp: stamped.outcome },
    });
    return null;
  });
  return answerOf(evidence, prepared);
}

/** `GET /api/evidence/outgoing/:id`: the archive as it stands now, streamed. @throws AppError 404, 403, 409 `evidence.not_sent` */
export async function downloadOutgoingEvidence(
  context: ActingContext,
  ports: EvidencePorts,
  documentId: string,
): Promise<FileAnswer> {
  const { subject, db } = context;
  const { agencyId } = subject;
  if ((await findIssuedFacts(db, agencyId, documentId)) === undefined) {
    throw missing();
  }
  const readsDocument = await maySeeOutgoing(db, subject, documentId);
  evidencePolicies.authorize('evidence.download', subject, { agencyId, readsDocument });
  const key = { agencyId, documentId };
  return download(context, ports, key, (tx) => loadSentRecord(context, tx, key));
}

/** `GET /api/evidence/incoming/:id`. @throws AppError 404, 403, 409 `evidence.not_exchanged` */
export async function downloadIncomingEvidence(
  context: ActingContext,
  ports: EvidencePorts,
  documentId: string,
): Promise<FileAnswer> {
  const { subject, db } = context;
  const { agencyId } = subject;
  if ((await findAmendedFacts(db, { agencyId, id: documentId })) === undefined) {
    throw missing();
  }
  const readsDocument = await maySeeIncoming(db, subject, documentId);
  evidencePolicies.authorize('evidence.download', subject, { agencyId, readsDocument });
  const key = { agencyId, documentId };
  return download(context, ports, key, (tx) => loadReceivedRecord(context, tx, key));
}
