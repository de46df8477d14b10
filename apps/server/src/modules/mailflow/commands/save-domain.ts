import type { MailDomainInput, MailDomainView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { type DomainRow, getDomainRow, listKeys, lockDomainRow } from '../domains/domains.store.ts';
import { domainListPolicies, domainPolicies } from '../mailflow.policy.ts';
import { presentDomain } from '../mailflow.presenter.ts';
import { mailflowTables } from '../mailflow.tables.ts';

const UNIQUE_VIOLATION = '23505';

/** RFC 8461 §3.1: letters and digits; a new one for every change of the policy. */
function stsIdAt(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, '').slice(0, 17);
}

function valuesOf(input: MailDomainInput) {
  return {
    domain: input.domain.toLowerCase(),
    parked: input.parked,
    dmarc_policy: input.parked ? ('reject' as const) : input.dmarcPolicy,
    sts_mode: input.parked ? ('none' as const) : input.stsMode,
    mx_hosts: [...new Set(input.mxHosts.map((host) => host.toLowerCase()))],
    sender_ips: [...new Set(input.senderIps.map((ip) => ip.toLowerCase()))],
    report_address: input.reportAddress.toLowerCase(),
  };
}

function assertWhole(input: MailDomainInput): void {
  if (!input.parked && input.stsMode !== 'none' && input.mxHosts.length === 0) {
    throw invalid(
      'mailflow.sts_needs_hosts',
      'MTA-STS cần biết máy chủ nhận thư. Khai máy chủ nhận thư (MX) rồi lưu lại.',
      [{ path: 'mxHosts', message: 'Khai ít nhất một máy chủ nhận thư.' }],
    );
  }
}

async function orTaken<T>(domain: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) {
      throw conflict(
        'mailflow.domain_taken',
        `Tên miền ${domain} đã được khai ở hệ thống này. Mỗi tên miền chỉ một cơ quan khai; liên hệ quản trị cơ quan đó.`,
      );
    }
    throw error;
  }
}

async function present(tx: Tx, context: ActingContext, id: string): Promise<MailDomainView> {
  const { agencyId } = context.subject;
  const row = await getDomainRow(tx, agencyId, id);
  return presentDomain(context.subject, row, await listKeys(tx, agencyId, id), context.clock.now());
}

async function leaf(tx: Tx, context: ActingContext, action: string, id: string, input: MailDomainInput) {
  await record(tx, context, {
    action,
    agencyId: context.subject.agencyId,
    objectKind: 'mail_domain',
    objectId: id,
    detail: { ...valuesOf(input) },
  });
}

export async function addDomain(context: ActingContext, input: MailDomainInput): Promise<MailDomainView> {
  assertWhole(input);
  return command(context, async (tx) => {
    domainListPolicies.authorize('mailflow.add_domain', context.subject, null);
    const now = context.clock.now();
    const id = newId(now.getTime());
    const row = {
      agency_id: context.subject.agencyId,
      id,
      ...valuesOf(input),
      sts_id: stsIdAt(now),
      created_at: now,
      changed_at: now,
      checked_at: null,
      checks: '[]',
    };
    await orTaken(input.domain, () => mailflowTables(tx).insertInto('mailflow_domain').values(row).execute());
    await leaf(tx, context, 'mailflow.domain_added', id, input);
    return present(tx, context, id);
  });
}

function isSamePolicy(row: DomainRow, values: ReturnType<typeof valuesOf>): boolean {
  return row.sts_mode === values.sts_mode && row.mx_hosts.join(' ') === values.mx_hosts.join(' ');
}

export async function changeDomain(
  context: ActingContext,
  id: string,
  input: MailDomainInput,
): Promise<MailDomainView> {
  assertWhole(input);
  return command(context, async (tx) => {
    const { agencyId } = context.subject;
    const row = await lockDomainRow(tx, agencyId, id);
    const keys = await listKeys(tx, agencyId, id);
    domainPolicies.authorize('mailflow.change_domain', context.subject, {
      parked: row.parked,
      hasNewKeys: keys.some(({ state }) => state === 'made'),
    });
    const now = context.clock.now();
    const values = valuesOf(input);
    await orTaken(input.domain, () =>
      mailflowTables(tx)
        .updateTable('mailflow_domain')
        .set({ ...values, sts_id: isSamePolicy(row, values) ? row.sts_id : stsIdAt(now), changed_at: now })
        .where('agency_id', '=', agencyId)
        .where('id', '=', id)
        .execute(),
    );
    await leaf(tx, context, 'mailflow.domain_changed', id, input);
    return present(tx, context, id);
  });
}
