import type { LineResult, RequestKind } from '@congvu/contracts';
import { REVOKE_REASONS } from '@congvu/forms';
import { markAccounts, recordMobileEditing, recordNewAccounts, recordRevokedAccounts } from '#modules/accounts';
import { recordIssued, recordRenewed, recordRestored, recordRevoked } from '#modules/certificates';
import { markMailboxes, recordNewMailbox, recordRevokedMailbox } from '#modules/mail';
import { type ItemRow, type RequestRow, releaseSheet, requestLink } from '#modules/requests';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { inSavepoint } from '../../../platform/savepoint.ts';

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

type OneByOne = Exclude<RequestKind, 'account.new' | 'account.revoke'>;

const RECORDERS: Record<OneByOne, (tx: Tx, context: Context, line: LineToRecord) => Promise<void>> = {
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

/** What each register answered to its line: nothing, or why it refused. */
type Answers = Promise<(AppError | undefined)[]>;

/** Lists of accounts have thousands of lines: the register takes them together. */
async function recordTogether(
  tx: Tx,
  context: Context,
  kind: Exclude<RequestKind, OneByOne>,
  lines: readonly LineToRecord[],
): Answers {
  if (kind === 'account.new') {
    const answers = await recordNewAccounts(
      tx,
      context,
      lines.map((line) => ({
        ...common(line),
        ...holder(line),
        personId: line.item.person_id,
        positionTitle: text(line, 'position'),
        phone: text(line, 'phone'),
        accountName: line.result.accountName ?? '',
        on: day(line),
      })),
    );
    return answers.map((answer) => (answer instanceof AppError ? answer : undefined));
  }
  return recordRevokedAccounts(
    tx,
    context,
    lines.map((line) => ({
      ...common(line),
      accountName: text(line, 'account'),
      on: day(line),
      reason: reasonOf(line),
    })),
  );
}

async function recordEach(tx: Tx, context: Context, kind: OneByOne, lines: readonly LineToRecord[]): Answers {
  const answers: Awaited<Answers> = [];
  for (const line of lines) {
    answers.push(await inSavepoint(tx, () => RECORDERS[kind](tx, context, line)));
  }
  return answers;
}

/**
 * Enters what was granted in its register, in the caller's transaction; all lines are of one kind. What a register refuses leaves no
 * trace in it, everything else stands. Answers the refusals by line.
 */
export async function recordLines(
  tx: Tx,
  context: Context,
  lines: readonly LineToRecord[],
): Promise<Map<string, AppError>> {
  const kind = lines[0]?.item.kind;
  if (kind === undefined) {
    return new Map();
  }
  const answers =
    kind === 'account.new' || kind === 'account.revoke'
      ? await recordTogether(tx, context, kind, lines)
      : await recordEach(tx, context, kind, lines);
  return new Map(
    lines.flatMap(({ item }, index) => {
      const refusal = answers[index];
      return refusal === undefined ? [] : [[item.id, refusal]];
    }),
  );
}

const GOES_ON = 'Cấp trên không thu hồi, tiếp tục sử dụng';

async function releaseAccounts(tx: Tx, context: Context, lines: readonly LineToRecord[]): Promise<void> {
  for (const own of Map.groupBy(lines, ({ request }) => request.id).values()) {
    const [first] = own;
    if (first !== undefined) {
      await markAccounts(tx, context, {
        agencyId: first.agencyId,
        accountNames: own.map((line) => text(line, 'account')),
        state: 'active',
        text: GOES_ON,
        link: requestLink(first.request.id),
      });
    }
  }
}

async function releaseOne(tx: Tx, context: Context, line: LineToRecord): Promise<void> {
  if (line.item.kind === 'mailbox.revoke') {
    await markMailboxes(tx, context, {
      agencyId: line.agencyId,
      addresses: [text(line, 'mailbox')],
      state: 'active',
      text: GOES_ON,
      link: requestLink(line.request.id),
    });
  } else if (line.item.kind === 'cert.revoke') {
    await releaseSheet(tx, context, line.request);
  }
}

/**
 * Refused or sent back: what the registers show as "being revoked" goes on as before. What is in no register has nothing to be
 * released; the answer counts all the same.
 */
export async function releaseLines(tx: Tx, context: Context, lines: readonly LineToRecord[]): Promise<void> {
  await releaseAccounts(
    tx,
    context,
    lines.filter(({ item }) => item.kind === 'account.revoke'),
  );
  for (const line of lines.filter(({ item }) => item.kind === 'mailbox.revoke' || item.kind === 'cert.revoke')) {
    await inSavepoint(tx, () => releaseOne(tx, context, line));
  }
}
