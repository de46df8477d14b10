import { isFreeMail } from '@congvu/forms';
import { officialDomains } from '#modules/mail';
import { listPositions } from '#modules/org';
import { type Clock, vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import type { Receiver } from '../compose/headers.ts';
import type { WebmailPorts } from '../ports.ts';
import { webmailTables } from '../webmail.tables.ts';

const NUMBER_SYMBOL = /\d{1,6}(?:\/\d{4})?\/[\p{Lu}\d]+(?:[-.&][\p{Lu}\d]+)*/gu;

/** Numbers and symbols of documents in a subject, as written ("V/v trả lời 313/STTTT-BCVTCNTT"). */
export function numberSymbolsIn(subject: string): string[] {
  return [...new Set(subject.normalize('NFC').toUpperCase().match(NUMBER_SYMBOL) ?? [])];
}

export interface FreeMailUse {
  kind: 'warned' | 'citizen' | 'refused';
  addresses: string[];
  numberSymbol: string | null;
  reason: string | null;
  approver: { personId: string; name: string } | null;
}

interface Asked {
  agencyId: string;
  receivers: readonly Receiver[];
  subject: string;
  sha256s: readonly string[];
  citizen: { reason: string; approverPersonId: string } | undefined;
}

async function findApprover(db: Db | Tx, context: ActingContext, personId: string) {
  const posts = await listPositions(db, context.subject.agencyId, vietnamDate(context.clock.now()));
  const post = posts.find(
    (one) => one.personId === personId && (one.roles.includes('leader') || one.roles.includes('unit_head')),
  );
  if (post === undefined) {
    throw invalid(
      'webmail.approver_invalid',
      'Người duyệt phải là lãnh đạo hoặc trưởng đơn vị đang giữ chức vụ trong cơ quan. Chọn lại người duyệt.',
    );
  }
  return { personId, name: post.fullName };
}

/**
 * What the letter of the district says of free mail (2021, section 4: no document by gmail, yahoo and the like): ordinary mail goes with a
 * warning, a document does not go.
 */
export async function weighFreeMail(
  db: Db | Tx,
  ports: Pick<WebmailPorts, 'issuedDocuments'>,
  asked: Pick<Asked, 'agencyId' | 'subject' | 'sha256s'> & { addresses: readonly string[] },
): Promise<FreeMailUse | undefined> {
  const domains = await officialDomains(db);
  const addresses = asked.addresses.filter((address) => isFreeMail(address, domains) !== undefined);
  if (addresses.length === 0) {
    return undefined;
  }
  const [found] = await ports.issuedDocuments(db, asked.agencyId, {
    sha256s: asked.sha256s,
    numberSymbols: numberSymbolsIn(asked.subject),
  });
  const kind = found === undefined ? ('warned' as const) : ('refused' as const);
  return { kind, addresses, numberSymbol: found?.numberSymbol ?? null, reason: null, approver: null };
}

/** The same for a mail of our pages: a document goes to a citizen, with the reason and who has approved it. */
export async function judgeFreeMail(
  db: Db | Tx,
  context: ActingContext,
  ports: WebmailPorts,
  asked: Asked,
): Promise<FreeMailUse | undefined> {
  const use = await weighFreeMail(db, ports, { ...asked, addresses: asked.receivers.map(({ key }) => key) });
  if (use?.kind !== 'refused' || asked.citizen === undefined) {
    return use;
  }
  const approver = await findApprover(db, context, asked.citizen.approverPersonId);
  return { ...use, kind: 'citizen', reason: asked.citizen.reason, approver };
}

export function freeMailRefused(use: FreeMailUse): AppError {
  return new AppError(
    'webmail.free_mail_document',
    422,
    `Văn bản ${use.numberSymbol} không được gửi tới thư miễn phí (${use.addresses[0]}): Công văn của UBND huyện, mục 4. Gửi tới thư công vụ hoặc qua trục liên thông; nếu nơi nhận là công dân, ghi lý do và lãnh đạo đã duyệt.`,
  );
}

export async function recordFreeMail(
  tx: Tx,
  context: { clock: Clock; subject: { unitId: string | null; personId: string } },
  where: { agencyId: string; mailboxId: string; submissionId: string | null },
  use: FreeMailUse,
): Promise<void> {
  await webmailTables(tx)
    .insertInto('mail_free_use')
    .values({
      agency_id: where.agencyId,
      id: newId(),
      mailbox_id: where.mailboxId,
      unit_id: context.subject.unitId,
      person_id: context.subject.personId,
      at: context.clock.now(),
      kind: use.kind,
      addresses: use.addresses,
      number_symbol: use.numberSymbol,
      reason: use.reason,
      approver_person_id: use.approver?.personId ?? null,
      approver_name: use.approver?.name ?? null,
      submission_id: where.submissionId,
    })
    .execute();
}
