import { type EdxmlDocument, type EdxmlDocumentRef, normaliseAgencyCode, targetsOf } from '@congvu/edxml';
import { addMovement, relateDocuments } from '#modules/documents';
import { closeReplaced, findAmendedFacts } from '#modules/incoming';
import type { AmendmentPorts } from '#modules/interchange';
import { findAgencyByCode } from '#modules/org';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publishIncoming } from '../amendments.notices.ts';
import { nameWithDay, verbOf } from '../amendments.words.ts';
import type { AmendmentsPorts } from '../ports.ts';
import { answerRequest } from '../requests.store.ts';
import { type FoundTarget, findTarget } from './find-target.ts';
import { raiseRequest, report } from './raise-request.ts';

type Arrived = Parameters<AmendmentPorts['letterArrived']>[2];
type Kind = 'recall' | 'replace' | 'update';

function kindOf({ business }: EdxmlDocument): Kind | undefined {
  return business?.kind === 'recall' || business?.kind === 'replace' || business?.kind === 'update'
    ? business.kind
    : undefined;
}

async function isOurs(tx: Tx, agencyId: string, code: string): Promise<boolean> {
  return (await findAgencyByCode(tx, normaliseAgencyCode(code)))?.id === agencyId;
}

async function namesUs(tx: Tx, agencyId: string, codes: readonly string[]): Promise<boolean> {
  for (const code of codes) {
    if (await isOurs(tx, agencyId, code)) {
      return true;
    }
  }
  return false;
}

/** An update that takes us off the list of receivers asks for the letter back (spec interchange §2.5). */
async function effectiveKind(tx: Tx, { agencyId, message }: Arrived, kind: Kind): Promise<Kind> {
  const removed = (message.business?.receivers ?? []).filter(({ change }) => change === 'removed');
  const codes = removed.map(({ agencyCode }) => agencyCode);
  return kind === 'update' && (await namesUs(tx, agencyId, codes)) ? 'recall' : kind;
}

/** A replacement may name the bodies it is meant for; whoever is not among them keeps the old letter. */
async function concernsUs(tx: Tx, { agencyId, message }: Arrived, ref: EdxmlDocumentRef): Promise<boolean> {
  const info = message.business?.replacements?.find(({ documentId }) => documentId === ref.documentId);
  const codes = info?.agencyCodes ?? [];
  return codes.length === 0 || namesUs(tx, agencyId, codes);
}

async function sayUnknown(tx: Tx, context: Context, { agencyId, documentId }: Arrived, kind: Kind, name: string) {
  await addMovement(tx, context, {
    agencyId,
    documentId,
    kind: 'amendment_unknown',
    text: `Nơi gửi ghi ${verbOf(kind)} văn bản ${name}, nhưng nơi gửi này chưa từng gửi văn bản ấy đến cơ quan. Xử lý như văn bản thường.`,
  });
}

/** The new letter takes the place of the old one by itself; the sender is told that it has. */
async function replace(
  tx: Tx,
  context: Context,
  ports: AmendmentsPorts,
  arrived: Arrived,
  target: FoundTarget,
  reason: string,
): Promise<void> {
  const letterId = arrived.documentId;
  const request = await raiseRequest(tx, context, ports, {
    agencyId: arrived.agencyId,
    target,
    kind: 'replace',
    letterId,
    messageId: '',
    reason,
  });
  if (request === undefined || request.state !== 'waiting') {
    return;
  }
  const old = await findAmendedFacts(tx, target);
  if (old?.state === 'recalled') {
    return;
  }
  const letter = await findAmendedFacts(tx, { agencyId: arrived.agencyId, id: letterId });
  const by =
    letter === undefined
      ? 'văn bản mới'
      : nameWithDay({ name: `${letter.typeName} ${letter.numberSymbol}`, issuedOn: letter.issuedOn });
  await closeReplaced(tx, context, { agencyId: target.agencyId, id: target.id, by });
  const note = 'Đã thay thế văn bản cũ bằng văn bản mới.';
  await answerRequest(tx, request, 'agree', { at: context.clock.now(), by: 'Hệ thống', note });
  await report(tx, context, request, '15', note);
}

const RELATION = { recall: 'recalls', replace: 'replaces', update: 'updates' } as const;

async function takeTarget(
  tx: Tx,
  context: Context,
  ports: AmendmentsPorts,
  arrived: Arrived,
  wanted: Kind,
  target: FoundTarget,
): Promise<void> {
  const { agencyId, documentId: letterId, message } = arrived;
  const kind = await effectiveKind(tx, arrived, wanted);
  const reason = message.business?.reason ?? '';
  // An update is linked when the clerk takes it; the others speak for themselves.
  if (target.agencyId === agencyId && kind !== 'update') {
    await relateDocuments(tx, agencyId, letterId, target.id, RELATION[kind]);
  }
  if (kind === 'replace') {
    await replace(tx, context, ports, arrived, target, reason);
  } else {
    await raiseRequest(tx, context, ports, { agencyId, target, kind, letterId, messageId: '', reason });
  }
}

/**
 * `AmendmentPorts.letterArrived`: a letter of business kind 1–3 has become an incoming document. Every earlier letter it names is
 * asked about; one that this sender never sent here is said, and the letter stays an ordinary one.
 */
export async function letterArrived(tx: Tx, context: Context, ports: AmendmentsPorts, arrived: Arrived): Promise<void> {
  const kind = kindOf(arrived.message);
  if (kind === undefined) {
    return;
  }
  for (const ref of targetsOf(arrived.message)) {
    const target = await findTarget(tx, context, arrived.agencyId, arrived, ref);
    if (target === undefined || target.id === arrived.documentId) {
      await sayUnknown(tx, context, arrived, kind, ref.numberSymbol ?? ref.documentId ?? '');
    } else if (kind !== 'replace' || (await concernsUs(tx, arrived, ref))) {
      await takeTarget(tx, context, ports, arrived, kind, target);
    }
  }
  await publishIncoming(tx, arrived.agencyId, [arrived.documentId]);
}
