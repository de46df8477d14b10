import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemContext } from '../../../../platform/context.ts';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../../platform/testing/test-context.ts';
import { buildAgency } from '../../../org/org.testing.ts';
import { effectOf } from '../../mail.states.ts';
import { insertMailbox } from '../../mail.store.ts';
import type { BackendName, MailboxRow } from '../../mail.tables.ts';
import { findRecipient } from '../../seams/find-recipient.ts';

let office: TestOffice;
let agencyId: string;
let serial = 0;
const SUCCESSOR = 'kenhiem.namot@laichau.gov.vn';

type Given = Partial<MailboxRow> & { backend?: BackendName };

async function box(given: Given): Promise<MailboxRow> {
  serial += 1;
  const row = await office.db.transaction().execute((tx) =>
    insertMailbox(tx, systemContext(office), {
      ...{
        agency_id: agencyId,
        address: `hop${serial}.namot@laichau.gov.vn`,
        kind: 'person',
        holder_name: 'Lò Thị Thu',
      },
      ...{
        state: 'active',
        backend: 'postfix',
        quota_mb: 10,
        person_id: newId(),
        aliases: [`cu${serial}@laichau.gov.vn`],
      },
      ...given,
    }),
  );
  if (row === undefined) {
    throw new Error('address taken');
  }
  await rawQuery(
    office.db,
    `insert into mail_secret (agency_id, id, mailbox_id, person_id, label, sha256, sha256_shown, created_at)
     values ($1, $2, $3, $4, 'Máy bàn', sha256($5), sha256($6), $7)`,
    [
      agencyId,
      newId(),
      row.id,
      row.person_id,
      Buffer.from(`p${serial}`),
      Buffer.from(`p-${serial}`),
      office.clock.now(),
    ],
  );
  return row;
}

async function values(sql: string, address: string): Promise<string[]> {
  const rows = await rawQuery<{ value: string }>(office.db, `${sql} = $1 order by 1`, [address]);
  return rows.map(({ value }) => value);
}

/** All that the mail servers would be told of one address. */
async function told(address: string) {
  return {
    receives: (await values('select home as value from v_mail_recipient where address', address)).length > 0,
    alias: await values('select target as value from v_mail_alias where address', address),
    refusal: await values('select reply as value from v_mail_refusal where address', address),
    signsIn: (await values('select secret as value from v_mail_login where address', address)).length,
    writesAs: await values('select login as value from v_mail_sender where address', address),
    user: await values('select login as value from v_mail_user where key', address),
  };
}

beforeAll(async () => {
  office = await createTestOffice();
  agencyId = (await buildAgency(office.db, { name: 'UBND xã Nà Một' })).id;
  await box({ address: SUCCESSOR, aliases: [] });
});
afterAll(() => office.close());

const nothing = { receives: false, alias: [], refusal: [], signsIn: 0, writesAs: [], user: [] };
const closed = ['550 5.1.6 Mailbox closed; write to the office'];
const shutAt = new Date('2021-03-22T01:00:00Z');

test.each<[string, Given]>([
  ['asked for', { state: 'requested' }],
  ['in use', { state: 'active' }],
  ['suspended', { state: 'suspended', suspended_reason: 'Nghi lộ mật khẩu' }],
  ['its revocation asked for', { state: 'revoke_requested' }],
  ['suspended, then its revocation asked for', { state: 'revoke_requested', suspended_reason: 'Nghi lộ mật khẩu' }],
  ['retired', { state: 'revoked', retain_until: '2999-01-01' }],
  ['shut', { state: 'revoked', shut_at: shutAt }],
])('%s: the views do what the effect of the state says', async (_name, given) => {
  const row = await box(given);
  const effect = effectOf(row);
  const seen = await told(row.address_key);
  expect(seen).toEqual({
    ...nothing,
    receives: effect === 'active' || effect === 'locked',
    refusal: effect === 'retained' || effect === 'closed' ? closed : [],
    signsIn: effect === 'active' ? 2 : 0,
    writesAs: effect === 'active' ? [row.address_key] : [],
    user: effect === 'active' || effect === 'locked' ? [row.address_key] : [],
  });
  // Read and exported under its id until it is shut.
  expect((await told(row.id)).user).toEqual(effect === 'none' || effect === 'closed' ? [] : [row.id]);
  // Beside it what was taken back: known to Dovecot, opened and written to by nobody.
  const out = `${row.id}.out`;
  expect(await told(out)).toEqual({ ...nothing, user: effect === 'none' || effect === 'closed' ? [] : [out] });
  expect((await told(row.aliases[0] ?? '')).alias).toEqual(seen.receives ? [row.address_key] : []);
});

test('letters go to the successor as long as the mailbox is kept, and his quota counts', async () => {
  const kept = await box({ state: 'revoked', forwarding_to: SUCCESSOR, retain_until: '2999-01-01' });
  for (const address of [kept.address_key, kept.aliases[0] ?? '']) {
    expect(await told(address)).toEqual({ ...nothing, alias: [SUCCESSOR], user: [SUCCESSOR] });
  }
  const over = await box({ state: 'revoked', forwarding_to: SUCCESSOR, retain_until: '2021-01-01' });
  expect(await told(over.address_key)).toEqual({ ...nothing, refusal: closed });
  const shut = await box({ state: 'revoked', forwarding_to: SUCCESSOR, retain_until: '2999-01-01', shut_at: shutAt });
  expect(await told(shut.address_key)).toEqual({ ...nothing, refusal: closed });
});

test('mailboxes of other mail systems are not theirs, and theirs are not ours', async () => {
  for (const backend of ['manual', 'embedded', 'zimbra'] as const) {
    expect(await told((await box({ backend })).address_key)).toEqual(nothing);
  }
  expect(await findRecipient(office.db, (await box({})).address_key)).toBeUndefined();
  expect(await findRecipient(office.db, (await box({ backend: 'embedded' })).address_key)).toMatchObject({
    state: 'deliver',
  });
});

test('a secret that was taken back, or of somebody who is no member any more, signs nobody in', async () => {
  const row = await box({});
  await rawQuery(office.db, 'update mail_secret set person_id = $2 where mailbox_id = $1', [row.id, newId()]);
  expect((await told(row.address_key)).signsIn).toBe(0);
  await rawQuery(office.db, 'update mail_secret set person_id = $2 where mailbox_id = $1', [row.id, row.person_id]);
  expect((await told(row.address_key)).signsIn).toBe(2);
  await rawQuery(office.db, 'update mail_secret set revoked_at = now() where mailbox_id = $1', [row.id]);
  expect((await told(row.address_key)).signsIn).toBe(0);
});
