import type { LineResult, RequestKind } from '@congvu/contracts';
import { REVOKE_REASONS } from '@congvu/forms';
import { markAccount, recordMobileEditing, recordNewAccount, recordRevokedAccount } from '#modules/accounts';
import { recordIssued, recordRenewed, recordRestored, recordRevoked } from '#modules/certificates';
import { markMailbox, recordNewMailbox, recordRevokedMailbox } from '#modules/mail';
import type { Context } from '../../../../platform/context.ts';
import type { Tx } from '../../../../platform/db.ts';
import { markThings } from '../../engine/mark-things.ts';
import { requestLink } from '../../requests.links.ts';
import type { ItemRow, RequestRow } from '../../requests.tables.ts';

/** One granted line with everything its register wants to know. */
export interface LineToRecord {
  item: ItemRow;
  request: RequestRow;
  result: LineResult;
  /** The agency whose register it enters: that of the request, or who took it over. */
  agencyId: string;
}

interface Change {
  attribute: string;
  newValue: string;
  oldValue?: string;
}

function text({ item }: LineToRecord, key: string): string {
  const value = item.cells[key];
  return typeof value === 'string' ? value : '';
}

function changesOf({ item }: LineToRecord): Change[] {
  const value = item.cells['changes'];
  // Read and checked by @congvu/forms before it was stored.
  return Array.isArray(value) ? (value as Change[]) : [];
}

/** Who holds it, in which unit; of Mẫu 10 part 1 the unit itself. */
function holder(line: LineToRecord): { holderName: string; unitName: string } {
  const unit = text(line, 'unitName');
  return unit === ''
    ? { holderName: text(line, 'fullName'), unitName: text(line, 'unit') || line.request.unit_name }
    : { holderName: unit, unitName: unit };
}

function common({ agencyId, request }: LineToRecord) {
  return { agencyId, requestId: request.id, link: requestLink(request.id) };
}

function day({ result }: LineToRecord): string {
  return result.effectiveOn ?? result.revokedOn ?? '';
}

function issue(subjectKind: 'person' | 'organisation') {
  return async (tx: Tx, context: Context, line: LineToRecord): Promise<void> => {
    const { item, request, result } = line;
    const isPerson = subjectKind === 'person';
    const oldSerial = text(line, 'oldCertificate.serial');
    await recordIssued(tx, context, {
      ...common(line),
      personId: isPerson ? item.person_id : null,
      subjectKind,
      subjectName: text(line, isPerson ? 'fullName' : 'organisationName'),
      unitName: isPerson ? request.unit_name : '',
      identityNumber: text(line, 'identity.number'),
      taxCode: text(line, 'taxCode'),
      budgetCode: text(line, 'budgetCode'),
      serial: result.serial ?? '',
      validFrom: result.validFrom ?? '',
      validTo: result.validTo ?? '',
      tokenSerial: result.tokenSerial,
      email: text(line, 'email'),
      mobile: text(line, 'mobile'),
      pkiSim: text(line, 'pkiSim') || undefined,
      oldSerial: oldSerial === '' ? undefined : oldSerial,
    });
  };
}

function reasonOf(line: LineToRecord): string {
  const code = text(line, 'reasonCode');
  const label = REVOKE_REASONS.find(({ value }) => value === code)?.label;
  return text(line, 'reason') || label || text(line, 'note') || 'Theo đề nghị của đơn vị';
}

type Recorder = (tx: Tx, context: Context, line: LineToRecord) => Promise<void>;

const RECORDERS: Record<RequestKind, Recorder> = {
  'cert.issue.person': issue('person'),
  'cert.issue.org': issue('organisation'),
  'cert.renew_change': (tx, context, line) =>
    recordRenewed(tx, context, {
      ...common(line),
      serial: text(line, 'certificate.serial'),
      newSerial: line.result.serial,
      validFrom: line.result.validFrom,
      validTo: line.result.validTo,
      changes: changesOf(line),
    }),
  'cert.revoke': (tx, context, line) =>
    recordRevoked(tx, context, {
      ...common(line),
      serial: text(line, 'certificate.serial'),
      revokedOn: day(line),
      reason: reasonOf(line),
    }),
  'cert.restore': (tx, context, line) =>
    recordRestored(tx, context, { ...common(line), tokenSerial: text(line, 'token.serial'), on: day(line) }),
  'account.new': async (tx, context, line) => {
    await recordNewAccount(tx, context, {
      ...common(line),
      ...holder(line),
      personId: line.item.person_id,
      positionTitle: text(line, 'position'),
      phone: text(line, 'phone'),
      accountName: line.result.accountName ?? '',
      on: day(line),
    });
  },
  'account.revoke': (tx, context, line) =>
    recordRevokedAccount(tx, context, {
      ...common(line),
      accountName: text(line, 'account'),
      on: day(line),
      reason: reasonOf(line),
    }),
  'account.mobile': (tx, context, line) =>
    recordMobileEditing(tx, context, {
      ...common(line),
      accountName: text(line, 'account'),
      granted: true,
      on: day(line),
    }),
  'mailbox.revoke': (tx, context, line) =>
    recordRevokedMailbox(tx, context, {
      ...common(line),
      address: text(line, 'mailbox'),
      on: day(line),
      reason: reasonOf(line),
    }),
  'mailbox.new': async (tx, context, line) => {
    await recordNewMailbox(tx, context, {
      ...common(line),
      ...holder(line),
      personId: line.item.person_id,
      kind: line.item.part === 'units' ? 'unit' : 'person',
      address: line.result.address ?? '',
      on: day(line),
    });
  },
};

/** Enters what was granted in its register, in the caller's transaction. @throws AppError of the register that refuses it */
export async function recordLine(tx: Tx, context: Context, line: LineToRecord): Promise<void> {
  await RECORDERS[line.item.kind](tx, context, line);
}

/** Refused or sent back: what the registers show as "being revoked" goes on as before. */
export async function releaseLine(tx: Tx, context: Context, line: LineToRecord): Promise<void> {
  if (line.item.kind === 'account.revoke') {
    await markAccount(tx, context, {
      agencyId: line.agencyId,
      accountName: text(line, 'account'),
      state: 'active',
      text: 'Cấp trên không thu hồi, tiếp tục sử dụng',
      link: requestLink(line.request.id),
    });
  } else if (line.item.kind === 'mailbox.revoke') {
    await markMailbox(tx, context, {
      agencyId: line.agencyId,
      address: text(line, 'mailbox'),
      state: 'active',
      text: 'Cấp trên không thu hồi, tiếp tục sử dụng',
      link: requestLink(line.request.id),
    });
  } else if (line.item.kind === 'cert.revoke') {
    await markThings(tx, context, line.request, 'active');
  }
}
