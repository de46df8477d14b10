import type { IssueAnswer, IssueDocuments } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement, attachFile } from '#modules/documents';
import { getDraft } from '#modules/drafting';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { assertOpen, viewGate } from '../issue-gate.ts';
import { judgeOwn } from '../judge-own.ts';
import { announce, noticeNext, outgoingTitle } from '../outgoing.notices.ts';
import { outgoingPolicies } from '../outgoing.policy.ts';
import {
  getOutgoing,
  lockOutgoing,
  type OutgoingRecord,
  outgoingFacts,
  transitionOutgoing,
} from '../outgoing.store.ts';
import type { OutgoingPorts } from '../ports.ts';
import { judgeAttachments } from '../purposes/attachment-gate.ts';
import { listAttachments } from '../purposes/attachments.store.ts';
import { readReplyDeadline } from '../reply-deadline.ts';

type Item = IssueAnswer['items'][number];

/** Documents issued at the same time: enough to keep the judge of signatures and the disk busy. */
const AT_ONCE = 4;

/** Each document is its own effect of the one request: repeating the request repeats no item that went through. */
function contextOf(context: ActingContext, id: string): ActingContext {
  const { idempotency } = context;
  return idempotency === undefined
    ? context
    : { ...context, idempotency: { ...idempotency, key: `${idempotency.key}:${id}` } };
}

/** From the words that were approved, which are those of the page; read once, so that every receiver is told the same. */
async function replyDeadline(tx: Tx, { row, document }: OutgoingRecord): Promise<string | null> {
  const draft = await getDraft(tx, row.agency_id, row.id);
  return document.issued_on === null || draft.content_hash !== row.content_hash
    ? null
    : readReplyDeadline(draft.content, document.issued_on);
}

async function issueInside(
  tx: Tx,
  context: ActingContext,
  ports: OutgoingPorts,
  wanted: { id: string; judgedSha256: string; judgedAttachments: readonly string[] },
): Promise<Item> {
  const { id } = wanted;
  const { agencyId, displayName } = context.subject;
  const before = await lockOutgoing(tx, agencyId, id);
  outgoingPolicies.authorize('outgoing.issue', context.subject, outgoingFacts(before.row));
  const attached = before.row.attachment_count === 0 ? [] : await listAttachments(tx, { agencyId, documentId: id });
  if (
    before.row.current_sha256 !== wanted.judgedSha256 ||
    attached.map(({ sha256 }) => sha256).join() !== wanted.judgedAttachments.join()
  ) {
    throw conflict('outgoing.content_changed', 'Văn bản vừa thay đổi trong lúc kiểm tra. Tải lại rồi phát hành lại.');
  }
  const row = await transitionOutgoing(tx, context, { agencyId, id }, 'issue', {
    issued_at: context.clock.now(),
    issued_by: displayName,
    reply_due_on: await replyDeadline(tx, before),
  });
  const { document } = before;
  const receivers = row.receiver_count;
  await attachFile(tx, { agencyId, documentId: id, fileId: row.current_file_id, role: 'issued' });
  if (receivers > 0) {
    await ports.dispatch(tx, context, { agencyId, documentId: id });
  }
  await addMovement(tx, context, {
    agencyId,
    documentId: id,
    kind: 'issued',
    text: receivers === 0 ? 'Phát hành' : `Phát hành, gửi ${receivers} nơi nhận`,
  });
  await record(tx, context, {
    action: 'outgoing.issued',
    agencyId,
    objectKind: 'outgoing',
    objectId: id,
    detail: { numberSymbol: document.number_symbol, page: row.current_sha256, receivers, replyDueOn: row.reply_due_on },
  });
  await noticeNext(tx, context, { row }, [row.drafter_person_id], {
    kind: 'outgoing.issued',
    text: `${outgoingTitle(document)} đã phát hành, số ${document.number_symbol}.`,
    reason: 'Người soạn thảo',
  });
  const numberSymbol = document.number_symbol;
  await ports.documentMoved(tx, context, { agencyId, documentId: id, to: 'issued', numberSymbol });
  await announce(tx, { row, document });
  return {
    documentId: id,
    result: 'issued',
    code: null,
    message: `Đã phát hành số ${document.number_symbol}.`,
    receivers,
  };
}

async function issueOne(context: ActingContext, ports: OutgoingPorts, id: string): Promise<Item> {
  const { agencyId } = context.subject;
  const record = await getOutgoing(context.db, agencyId, id);
  const own = contextOf(context, id);
  let judgedAttachments: readonly string[] = [];
  // A document issued by this very request is answered by the key of its item, before its state is asked.
  if (record.row.state !== 'issued' || own.idempotency === undefined) {
    outgoingPolicies.authorize('outgoing.issue', context.subject, outgoingFacts(record.row));
    const bytes = await context.blobs.readBytes(record.row.current_sha256);
    const verdict = await judgeOwn(context, { agencyId, bytes });
    const { lines, judged } = await judgeAttachments(context, record);
    assertOpen([...(await viewGate(context.db, record, bytes, verdict)), ...lines]);
    judgedAttachments = judged;
  }
  return command(own, (tx) =>
    issueInside(tx, own, ports, { id, judgedSha256: record.row.current_sha256, judgedAttachments }),
  );
}

/** Time and evidence come one after the other behind the seal of the document and of each attachment. */
const MOST_TRIES = 6;

/** What came behind a seal in this very moment makes other bytes: they are judged once more. */
async function issueJudged(context: ActingContext, ports: OutgoingPorts, id: string, tries = 1): Promise<Item> {
  try {
    return await issueOne(context, ports, id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'outgoing.content_changed' && tries < MOST_TRIES) {
      return issueJudged(context, ports, id, tries + 1);
    }
    throw error;
  }
}

async function tryIssue(context: ActingContext, ports: OutgoingPorts, id: string): Promise<Item> {
  try {
    return await issueJudged(context, ports, id);
  } catch (error) {
    if (error instanceof AppError) {
      return { documentId: id, result: 'failed', code: error.code, message: error.message, receivers: 0 };
    }
    context.log.error({ err: error, documentId: id }, 'issuing of one document failed');
    const message = 'Hệ thống gặp lỗi khi phát hành văn bản này; văn bản chưa được phát hành. Thử lại.';
    return { documentId: id, result: 'failed', code: 'outgoing.failed', message, receivers: 0 };
  }
}

/** Issues sealed documents, each in a transaction of its own with its deliveries; one that fails stops no other. */
export async function issueDocuments(
  context: ActingContext,
  ports: OutgoingPorts,
  body: z.output<typeof IssueDocuments>,
): Promise<IssueAnswer> {
  const ids = [...new Set(body.documentIds)];
  const items: Item[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const group = ids.slice(from, from + AT_ONCE);
    items.push(...(await Promise.all(group.map((id) => tryIssue(context, ports, id)))));
  }
  return { issued: items.filter((item) => item.result === 'issued').length, items };
}
