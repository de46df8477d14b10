import type { MailDomainView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { makeDkimPairs, sealDkimKey } from '../auth/dkim-keys.ts';
import { getDomainRow, type ListedKey, listKeys, lockDomainRow } from '../domains/domains.store.ts';
import { look, tagsOf } from '../domains/read-names.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { domainPolicies } from '../mailflow.policy.ts';
import { presentDomain } from '../mailflow.presenter.ts';
import { mailflowTables } from '../mailflow.tables.ts';

function factsOf(row: { parked: boolean }, keys: readonly ListedKey[]) {
  return { parked: row.parked, hasNewKeys: keys.some(({ state }) => state === 'made') };
}

async function present(tx: Tx, context: ActingContext, id: string): Promise<MailDomainView> {
  const { agencyId } = context.subject;
  const row = await getDomainRow(tx, agencyId, id);
  return presentDomain(context.subject, row, await listKeys(tx, agencyId, id), context.clock.now());
}

/** Each turn has names of its own, so that the records of the old and the new keys stand side by side. */
function selectorOf(at: Date, algorithm: 'rsa' | 'ed25519', taken: ReadonlySet<string>): string {
  const day = at.toISOString().slice(0, 10).replaceAll('-', '');
  const base = `cv${day}${algorithm === 'rsa' ? 'r' : 'e'}`;
  let selector = base;
  for (let turn = 2; taken.has(selector); turn += 1) {
    selector = `${base}${turn}`;
  }
  return selector;
}

/** A new pair, RSA and Ed25519: it signs nothing before its records are published and somebody says so. */
export async function makeKeys(context: ActingContext, id: string): Promise<MailDomainView> {
  const { agencyId } = context.subject;
  await getDomainRow(context.db, agencyId, id);
  // A quarter of a second of arithmetic is no part of a transaction.
  const pairs = await makeDkimPairs();
  return command(context, async (tx) => {
    const row = await lockDomainRow(tx, agencyId, id);
    const keys = await listKeys(tx, agencyId, id);
    domainPolicies.authorize('mailflow.make_keys', context.subject, factsOf(row, keys));
    const now = context.clock.now();
    const taken = new Set(keys.map(({ selector }) => selector));
    const rows = pairs.map((pair) => {
      const keyId = newId(now.getTime());
      return {
        agency_id: agencyId,
        id: keyId,
        domain_id: id,
        selector: selectorOf(now, pair.algorithm, taken),
        algorithm: pair.algorithm,
        public_key: pair.publicKey,
        private_key: sealDkimKey(context.config, keyId, pair.privateKey),
        state: 'made' as const,
        created_at: now,
        activated_at: null,
        retired_at: null,
      };
    });
    await mailflowTables(tx).insertInto('mailflow_key').values(rows).execute();
    await record(tx, context, {
      action: 'mailflow.keys_made',
      agencyId,
      objectKind: 'mail_domain',
      objectId: id,
      detail: { domain: row.domain, selectors: rows.map(({ selector }) => selector) },
    });
    return present(tx, context, id);
  });
}

async function assertPublished(flow: MailFlow, domain: string, keys: readonly ListedKey[]): Promise<void> {
  for (const { selector, public_key } of keys) {
    const name = `${selector}._domainkey.${domain}`;
    const looked = await look(flow.world.names, name, 'TXT');
    if (!looked.known) {
      throw new AppError(
        'mailflow.key_not_published',
        503,
        'Máy chủ tên miền (DNS) chưa trả lời nên chưa biết bản ghi đã công bố chưa. Thử lại sau ít phút.',
      );
    }
    const isThere = looked.values.some((value) => (tagsOf(value).get('p') ?? '').replaceAll(/\s/g, '') === public_key);
    if (!isThere) {
      throw conflict(
        'mailflow.key_not_published',
        `Bản ghi ${name} chưa công bố hoặc khác khóa mới. Dùng khóa chưa công bố thì nơi nhận coi thư của mình là giả. Công bố bản ghi, chờ ít phút rồi thử lại.`,
      );
    }
  }
}

/** The new keys sign from now on; the old ones sign no more, their records stay for a week. */
export async function useKeys(context: ActingContext, flow: MailFlow, id: string): Promise<MailDomainView> {
  const { agencyId } = context.subject;
  const found = await getDomainRow(context.db, agencyId, id);
  const made = (await listKeys(context.db, agencyId, id)).filter(({ state }) => state === 'made');
  domainPolicies.authorize('mailflow.use_keys', context.subject, factsOf(found, made));
  await assertPublished(flow, found.domain, made);
  return command(context, async (tx) => {
    const row = await lockDomainRow(tx, agencyId, id);
    const keys = await listKeys(tx, agencyId, id);
    domainPolicies.authorize('mailflow.use_keys', context.subject, factsOf(row, keys));
    const now = context.clock.now();
    const own = mailflowTables(tx)
      .updateTable('mailflow_key')
      .where('agency_id', '=', agencyId)
      .where('domain_id', '=', id);
    await own.set({ state: 'retired', retired_at: now }).where('state', '=', 'active').execute();
    await own
      .set({ state: 'active', activated_at: now })
      .where('state', '=', 'made')
      .where(
        'id',
        'in',
        made.map((key) => key.id),
      )
      .execute();
    await record(tx, context, {
      action: 'mailflow.keys_used',
      agencyId,
      objectKind: 'mail_domain',
      objectId: id,
      detail: { domain: row.domain, selectors: made.map(({ selector }) => selector) },
    });
    return present(tx, context, id);
  });
}
