import { Readable } from 'node:stream';
import { serialKey } from '@congvu/forms';
import { type IssuedCertificate, parseCertificate } from '@congvu/pki';
import type { Authority, ServedAuthority } from '@congvu/pki/authority';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import {
  auditOf,
  buildAuthority,
  changeCertificate,
  createProbePorts,
  createRealOffice,
  issueFor,
  noticesOf,
  pasteChain,
  readCertificate,
  registerToken,
} from '../certificates.testing.ts';
import { encodeInkPng } from '../images/png.ts';
import { closeLoss } from '../loss/close-loss.ts';
import { reportLoss } from '../loss/report-loss.ts';
import { findMyCertificate } from '../queries/find-my-certificate.ts';
import { addOrganisationCertificate, addOwnCertificate } from '../register/add-certificate.ts';
import { setImage } from '../register/set-image.ts';
import { certificateFacts } from './certificate-facts.ts';
import {
  buildIssued,
  entryOfKey,
  historyOf,
  issue,
  newSerial,
  readEntry,
  readToken,
  sealOf,
} from './entries.testing.ts';
import { followKey, type KeyNews, revokedNews } from './follow-key.ts';
import { listExpiring } from './list-expiring.ts';
import { markEntry } from './mark-entry.ts';
import { listEntriesOfPerson, listSealsOfPerson, listTokensOfPerson } from './of-person.ts';
import { recordIssued } from './record-issued.ts';
import { recordRenewed } from './record-renewed.ts';
import { recordRestored } from './record-restored.ts';
import { recordRevoked } from './record-revoked.ts';
import { STOP_JOB, stopSigning } from './stop-signing.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let administrator: Subject;
let authority: Authority;
let served: ServedAuthority;

const NOW = '2021-03-22T01:00:00Z';
const TODAY = '2021-03-22';

beforeAll(async () => {
  ({ office, leader, clerk, administrator } = await createRealOffice());
  ({ authority, served } = await buildAuthority(office));
});
afterAll(async () => {
  await served.close();
  await office.close();
});
beforeEach(() => office.clock.set(NOW));

function act<T>(work: (tx: Tx, context: ReturnType<TestOffice['as']>) => Promise<T>, by = administrator): Promise<T> {
  const context = office.as(by);
  return command(context, (tx) => work(tx, context));
}

const addKey = (issued: IssuedCertificate) =>
  addOwnCertificate(office.as(leader), {
    kind: 'person',
    chain: pasteChain(authority, issued),
    keyKind: 'token',
    deviceLabel: `USB số ${newId().slice(-8)}`,
  });

const answered = { requestId: newId(), link: '/de-nghi/ket-qua' };

const revoke = (serial: string, given: { revokedOn?: string; reason?: string } = {}, agencyId = leader.agencyId) =>
  act((tx, context) =>
    recordRevoked(tx, context, { agencyId, serial, revokedOn: TODAY, reason: 'Nghỉ hưu', ...answered, ...given }),
  );

describe('a certificate that was issued', () => {
  test('stands in the register with its device to be handed over, its SIM, and what led to it', async () => {
    const entry = await issue(office, leader, { tokenSerial: '4F-2081', pkiSim: 'viettel / CS', link: '/de-nghi/1' });
    expect(entry).toMatchObject({
      state: 'active',
      container: 'token',
      person_id: leader.personId,
      identity_number: '012345678901',
      custodian_name: leader.displayName,
      valid_to: '2024-03-01',
    });
    expect(await readToken(office, entry.token_id)).toMatchObject({
      state: 'received',
      serial: '4F-2081',
      holder_person_id: leader.personId,
      custodian_person_id: clerk.personId,
    });
    const sims = await office.database.pool.query('select * from certificate_pki_sim where entry_id = $1', [entry.id]);
    expect(sims.rows).toMatchObject([
      { carrier: 'Viettel', origin: 'convert', number: '0912345678', state: 'in_use', since: '2021-03-01' },
    ]);
    expect(await historyOf(office, entry.id)).toMatchObject([{ link: '/de-nghi/1' }]);
    expect(await auditOf(office, entry.id)).toEqual(['certificates.issued_recorded']);
  });

  test('without device and SIM; not yet valid is issued, not active', async () => {
    expect(await issue(office, leader, { validFrom: '2021-03-23' })).toMatchObject({
      state: 'issued',
      container: 'unknown',
      token_id: null,
    });
  });

  test('once: the same serial in any spelling is refused, also to a twin', async () => {
    const { serial } = await issue(office, leader);
    const again = { serial: `00:${serial.toLowerCase()}` };
    await expect(issue(office, leader, again)).rejects.toMatchObject({
      code: 'certificates.serial_taken',
      status: 409,
    });
    const twin = newSerial();
    const results = await Promise.allSettled([1, 2, 3].map(() => issue(office, leader, { serial: twin })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(issue(office, leader, { serial: 'XYZ' })).rejects.toMatchObject({
      code: 'certificates.serial_invalid',
    });
  });

  test.each([
    ['2021-03-01', ''],
    ['', '2024-03-01'],
    ['2024-03-01', '2021-03-01'],
    ['2021-02-30', '2024-03-01'],
  ])('not with the days %s – %s', async (validFrom, validTo) => {
    await expect(issue(office, leader, { validFrom, validTo })).rejects.toMatchObject({
      code: 'certificates.dates_invalid',
    });
  });

  test('whose key came first learns what the form says, and keeps what the certificate says', async () => {
    const { row } = await registerToken(office, authority, leader);
    const before = await entryOfKey(office, row.id);
    const after = await issue(office, leader, {
      serial: row.serial,
      identityNumber: '098765432109',
      email: 'moi@laichau.gov.vn',
      subjectName: leader.displayName,
    });
    expect(after).toMatchObject({
      id: before.id,
      certificate_id: row.id,
      leaf_sha256: row.leaf_sha256,
      identity_number: '098765432109',
      email: 'moi@laichau.gov.vn',
      container: 'token',
      token_id: before.token_id,
    });
    await expect(issue(office, leader, { serial: row.serial })).rejects.toMatchObject({
      code: 'certificates.serial_taken',
    });
  });

  test('and the other way round: the key finds its entry, and its certificate corrects what was typed', async () => {
    const issued = issueFor(authority, leader.displayName);
    const { serial, notAfter } = parseCertificate(issued.certificate);
    const entry = await issue(office, leader, { serial: serial.toLowerCase(), validTo: '2029-01-01' });
    const view = await addKey(issued);
    expect(await entryOfKey(office, view.id)).toMatchObject({
      id: entry.id,
      state: 'active',
      container: 'token',
      valid_to: vietnamDate(notAfter),
      source_request_id: entry.source_request_id,
    });
  });
});

describe('a change or a renewal', () => {
  const renew = (serial: string, given: object) =>
    act((tx, context) =>
      recordRenewed(tx, context, { agencyId: leader.agencyId, serial, changes: [], ...answered, ...given }),
    );

  test('new dates count as a renewal, a new serial keeps the old one in mind', async () => {
    const entry = await issue(office, leader);
    const newer = newSerial();
    await renew(entry.serial, { newSerial: newer, validFrom: '2021-03-22', validTo: '2024-03-22' });
    expect(await readEntry(office, entry.id)).toMatchObject({
      serial: newer,
      serial_key: serialKey(newer),
      previous_serial: entry.serial,
      renewal_count: 1,
      valid_from: '2021-03-22',
      valid_to: '2024-03-22',
    });
    await expect(renew(entry.serial, {})).rejects.toMatchObject({ code: 'certificates.entry_not_found', status: 404 });
  });

  test('the same serial said again is no new one; an end before the beginning is none', async () => {
    const entry = await issue(office, leader);
    await renew(entry.serial, { newSerial: `0${entry.serial}`, validTo: '2025-03-01' });
    expect(await readEntry(office, entry.id)).toMatchObject({ previous_serial: null, renewal_count: 1 });
    await expect(renew(entry.serial, { validTo: '2020-01-01' })).rejects.toMatchObject({
      code: 'certificates.dates_invalid',
    });
  });

  test('a change of information does not count, and moves what the register keeps', async () => {
    const entry = await issue(office, leader);
    await renew(entry.serial, {
      changes: [
        { attribute: 'Địa chỉ thư điện tử công vụ', newValue: ' Moi.ThuNghiem@laichau.gov.vn', oldValue: 'cũ' },
        { attribute: 'Cơ quan, tổ chức công tác', newValue: 'UBND xã Mới' },
        { attribute: 'Chức vụ', newValue: 'Phó Chủ tịch' },
      ],
    });
    expect(await readEntry(office, entry.id)).toMatchObject({
      email: 'moi.thunghiem@laichau.gov.vn',
      unit_name: 'UBND xã Mới',
      renewal_count: 0,
      subject_name: entry.subject_name,
    });
    const [, line] = await historyOf(office, entry.id);
    expect(line?.text).toContain('Phó Chủ tịch');
  });

  test('an expired one lives again; a revoked one does not; a serial of another is refused', async () => {
    const old = await issue(office, leader, { validFrom: '2018-01-01', validTo: '2021-01-01' });
    await renew(old.serial, { validTo: '2024-01-01' });
    expect(await readEntry(office, old.id)).toMatchObject({ renewal_count: 1, valid_to: '2024-01-01' });
    const other = await issue(office, leader);
    await expect(renew(old.serial, { newSerial: other.serial })).rejects.toMatchObject({
      code: 'certificates.serial_taken',
    });
    await revoke(old.serial);
    await expect(renew(old.serial, { validTo: '2025-01-01' })).rejects.toMatchObject({
      code: 'certificates.entry_state',
      status: 409,
    });
  });
});

describe('a revocation', () => {
  test('stops the key at once, ends the report of loss, tells people, leaves the job for what waits', async () => {
    const probe = createProbePorts();
    const { row } = await registerToken(office, authority, leader);
    const entry = await entryOfKey(office, row.id);
    await reportLoss(probe.ports, office.as(leader), row.id, { note: 'rơi' });
    expect(probe.reported).toMatchObject([
      {
        certificateId: row.id,
        serial: row.serial,
        personId: leader.personId,
        tokenSerial: (await readToken(office, entry.token_id)).serial,
      },
    ]);
    expect(await readEntry(office, entry.id)).toMatchObject({ state: 'frozen' });
    expect((await readToken(office, entry.token_id)).state).toBe('lost');
    await revoke(row.serial, { reason: 'Thiết bị bị thất lạc' });
    expect(await readCertificate(office, row)).toMatchObject({
      revoked_at: new Date(NOW),
      revoked_reason: 'Thiết bị bị thất lạc',
    });
    expect(await readEntry(office, entry.id)).toMatchObject({
      state: 'revoked',
      revoked_on: TODAY,
      revoked_reason: 'Thiết bị bị thất lạc',
    });
    const losses = await office.database.pool.query(
      'select state, closed_by from certificate_loss where certificate_id = $1',
      [row.id],
    );
    expect(losses.rows).toEqual([{ state: 'revoked', closed_by: administrator.personId }]);
    expect(await noticesOf(office, leader)).toContain('certificates.revoked');
    expect(await auditOf(office, entry.id)).toEqual(['certificates.revoked_recorded']);
    const jobs = await office.database.pool.query(
      `select payload from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
       where task.identifier = $1 and job.payload->>'certificateId' = $2`,
      [STOP_JOB, row.id],
    );
    expect(jobs.rows).toHaveLength(1);
    await stopSigning(office, probe.ports, jobs.rows[0].payload);
    expect(probe.calls).toContain(`revoked ${row.id}`);
  });

  test('a day in the past counts to its end, one to come is refused', async () => {
    const { row } = await registerToken(office, authority, leader);
    for (const revokedOn of ['2021-03-23', '', '31/02/2021']) {
      await expect(revoke(row.serial, { revokedOn })).rejects.toMatchObject({
        code: 'certificates.revoked_at',
        status: 422,
      });
    }
    expect((await readCertificate(office, row)).revoked_at).toBeNull();
    await revoke(row.serial, { revokedOn: '2021-03-20' });
    expect((await readCertificate(office, row)).revoked_at).toEqual(new Date('2021-03-20T16:59:59.999Z'));
  });

  test('said twice, or after the list of the authority, it keeps the first word', async () => {
    const { row } = await registerToken(office, authority, leader);
    const entry = await entryOfKey(office, row.id);
    await revoke(row.serial, { reason: 'Lần đầu' });
    await revoke(row.serial, { reason: 'Lần hai', revokedOn: '2021-03-20' });
    expect(await readEntry(office, entry.id)).toMatchObject({ revoked_reason: 'Lần đầu', revoked_on: TODAY });
    expect(await readCertificate(office, row)).toMatchObject({ revoked_reason: 'Lần đầu' });
    expect(await historyOf(office, entry.id)).toHaveLength(3);
  });

  test('leaves the keys of others alone, and unknown serials are no entries', async () => {
    const mine = await registerToken(office, authority, leader);
    const other = await registerToken(office, authority, leader);
    await revoke(mine.row.serial);
    expect((await readCertificate(office, other.row)).revoked_at).toBeNull();
    await expect(findMyCertificate(office.as(leader), 'person')).resolves.toBeDefined();
    await expect(revoke(newSerial())).rejects.toMatchObject({ code: 'certificates.entry_not_found' });
    await expect(revoke(other.row.serial, {}, newId())).rejects.toMatchObject({ status: 404 });
  });

  test('a key whose entry is revoked is not taken in', async () => {
    const issued = issueFor(authority, leader.displayName);
    const entry = await issue(office, leader, { serial: parseCertificate(issued.certificate).serial });
    await revoke(entry.serial);
    await expect(addKey(issued)).rejects.toMatchObject({ code: 'certificates.revoked' });
    const keys = await office.database.pool.query('select 1 from certificate where serial = $1', [entry.serial]);
    expect(keys.rows).toEqual([]);
  });

  test('two at once: one key, one moment, no ring of locks with a report of loss', async () => {
    const probe = createProbePorts();
    const { row } = await registerToken(office, authority, leader);
    const all = await Promise.allSettled([
      revoke(row.serial, { reason: 'A' }),
      revoke(row.serial, { reason: 'B' }),
      reportLoss(probe.ports, office.as(leader), row.id, {}),
    ]);
    expect(all.slice(0, 2).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const key = await readCertificate(office, row);
    expect(key.revoked_at).not.toBeNull();
    expect((await entryOfKey(office, row.id)).state).toBe('revoked');
    const open = await office.database.pool.query(
      `select 1 from certificate_loss where certificate_id = $1 and state = 'open'`,
      [row.id],
    );
    expect(open.rows).toEqual([]);
  });
});

describe('a device that was restored', () => {
  const restore = (tokenSerial: string, agencyId = leader.agencyId) =>
    act((tx, context) => recordRestored(tx, context, { agencyId, tokenSerial, on: TODAY, ...answered }));

  test('works again, and the key in it', async () => {
    const { row } = await registerToken(office, authority, leader);
    const entry = await entryOfKey(office, row.id);
    await changeCertificate(office, row, { failed_pins: 5, locked_at: new Date(NOW) });
    await office.database.pool.query(`update certificate_token set state = 'locked' where id = $1`, [entry.token_id]);
    await restore(` ${(await readToken(office, entry.token_id)).serial.toUpperCase()} `);
    expect(await readToken(office, entry.token_id)).toMatchObject({ state: 'in_use' });
    expect(await readCertificate(office, row)).toMatchObject({ failed_pins: 0, locked_at: null });
  });

  test('not one that is lost, unknown, or of another agency', async () => {
    const entry = await issue(office, leader, { tokenSerial: 'MAT-01' });
    await office.database.pool.query(`update certificate_token set state = 'lost' where id = $1`, [entry.token_id]);
    await expect(restore('MAT-01')).rejects.toMatchObject({ code: 'certificates.token_state', status: 409 });
    await expect(restore('KHONG-CO')).rejects.toMatchObject({ code: 'certificates.token_not_found', status: 404 });
    await expect(restore('MAT-01', newId())).rejects.toMatchObject({ status: 404 });
  });
});

describe('a mark while a request is under way', () => {
  const mark = (serial: string, state: 'revoke_requested' | 'active' | 'transferred_out') =>
    act((tx, context) =>
      markEntry(tx, context, {
        agencyId: leader.agencyId,
        serialKey: serialKey(serial),
        state,
        text: 'Đề nghị',
        link: '/x',
      }),
    );

  test('goes and comes back; a report of loss is not undone by it', async () => {
    const { row } = await registerToken(office, authority, leader);
    const state = async () => (await entryOfKey(office, row.id)).state;
    await mark(row.serial, 'revoke_requested');
    expect(await state()).toBe('revoke_requested');
    await mark(row.serial, 'active');
    expect(await state()).toBe('active');
    await reportLoss(createProbePorts().ports, office.as(leader), row.id, {});
    await mark(row.serial, 'revoke_requested');
    await mark(row.serial, 'active');
    expect(await state()).toBe('frozen');
  });

  test('not on what is revoked; a serial nobody has changes nothing', async () => {
    const entry = await issue(office, leader);
    await revoke(entry.serial);
    await expect(mark(entry.serial, 'active')).rejects.toMatchObject({ code: 'certificates.entry_state' });
    await expect(mark(newSerial(), 'revoke_requested')).resolves.toBeUndefined();
  });
});

describe('the seal of the organisation', () => {
  async function register() {
    const issued = issueFor(authority, 'Ủy ban nhân dân huyện Thử Nghiệm');
    const view = await addOrganisationCertificate(office.as(clerk), {
      kind: 'organisation',
      chain: pasteChain(authority, issued),
      keyKind: 'token',
      deviceLabel: `Dấu-${newId().slice(-6)}`,
    });
    return entryOfKey(office, view.id);
  }

  async function* png() {
    const alpha = new Uint8Array(3600).map((_, place) => (place % 60 < 30 ? 255 : 0));
    const bytes = encodeInkPng(60, 60, alpha, [200, 0, 0]);
    yield { name: 'dau.png', declaredType: 'image/png', stream: Readable.from([bytes]) };
  }

  test('a suspension the authority takes back gives entry and seal back; a revocation does not', async () => {
    const entry = await register();
    await setImage(office.as(clerk), entry.certificate_id ?? '', { widthMm: 36 }, png());
    const row = { agency_id: entry.agency_id, id: entry.certificate_id ?? '' };
    const hear = (news: KeyNews) =>
      act(async (tx, context) => {
        await followKey(tx, context, row, news);
        await record(tx, context, {
          action: 'test.heard',
          agencyId: row.agency_id,
          objectKind: 'certificate',
          objectId: row.id,
        });
      });
    const states = async () => [(await readEntry(office, entry.id)).state, (await sealOf(office, entry.id)).state];
    await hear(revokedNews(new Date(NOW), 'tạm dừng', true));
    expect(await states()).toEqual(['revoked', 'frozen']);
    await hear({ kind: 'released' });
    expect(await states()).toEqual(['active', 'active']);
    await hear(revokedNews(new Date(NOW), 'giải thể'));
    expect(await states()).toEqual(['revoked', 'retired']);
    await hear({ kind: 'found' });
    expect(await states()).toEqual(['revoked', 'retired']);
  });

  test('comes with its picture, is kept by the clerk and follows the certificate', async () => {
    const probe = createProbePorts();
    const entry = await register();
    expect(entry).toMatchObject({ subject_kind: 'organisation', custodian_person_id: clerk.personId });
    await setImage(office.as(clerk), entry.certificate_id ?? '', { widthMm: 36 }, png());
    expect(await sealOf(office, entry.id)).toMatchObject({ state: 'active', custodian_person_id: clerk.personId });
    expect(await listSealsOfPerson(office.db, clerk)).toMatchObject([{ entry_id: entry.id }]);
    const loss = await reportLoss(probe.ports, office.as(clerk), entry.certificate_id ?? '', {});
    expect((await sealOf(office, entry.id)).state).toBe('frozen');
    await closeLoss(probe.ports, office.as(administrator), loss.id, { outcome: 'withdrawn', note: 'thấy rồi' });
    expect((await sealOf(office, entry.id)).state).toBe('active');
    expect((await readToken(office, entry.token_id)).state).toBe('found');
    await revoke(entry.serial);
    expect((await sealOf(office, entry.id)).state).toBe('retired');
    expect(await listSealsOfPerson(office.db, clerk)).toEqual([]);
  });
});

describe('what others ask', () => {
  test('facts over all agencies, in any spelling', async () => {
    const entry = await issue(office, leader, { identityNumber: '045678901234', tokenSerial: 'Q-77' });
    const facts = await certificateFacts(office.db, {
      identityNumbers: ['045 678 901 234', '999999999999'],
      serialKeys: [serialKey(entry.serial), serialKey('ABCDEF123')],
      tokenKeys: ['q-77', 'khac'],
    });
    const known = {
      serial: entry.serial,
      state: 'active',
      tokenSerial: 'Q-77',
      renewalCount: 0,
      validTo: '2024-03-01',
    };
    expect(facts.byIdentity.get('045678901234')).toMatchObject([known]);
    expect(facts.byIdentity.get('045 678 901 234')).toMatchObject([known]);
    expect(facts.bySerial.get(serialKey(entry.serial))).toMatchObject(known);
    expect(facts.tokens.get('q-77')).toEqual({ state: 'received', certificateSerial: entry.serial });
    expect([facts.byIdentity.has('999999999999'), facts.bySerial.size, facts.tokens.size]).toEqual([false, 1, 1]);
    expect((await certificateFacts(office.db, {})).byIdentity.size).toBe(0);
  });

  test('a certificate issued for later exists for the rules', async () => {
    const entry = await issue(office, leader, { validFrom: '2021-04-01' });
    const { bySerial } = await certificateFacts(office.db, { serialKeys: [entry.serial_key] });
    expect(bySerial.get(entry.serial_key)?.state).toBe('active');
  });

  test('what ends soon, and whose things are whose', async () => {
    const soon = await issue(office, leader, { validTo: '2021-05-24', tokenSerial: 'S-1' });
    const later = await issue(office, leader, { validTo: '2021-12-24' });
    const gone = await issue(office, leader, { validTo: '2021-05-01' });
    await revoke(gone.serial);
    const ids = (await listExpiring(office.db, { today: TODAY, withinDays: 63 })).map(({ id }) => id);
    expect(ids).toContain(soon.id);
    expect(ids).not.toContain(later.id);
    expect(ids).not.toContain(gone.id);
    expect((await listExpiring(office.db, { today: TODAY, withinDays: 62 })).map(({ id }) => id)).not.toContain(
      soon.id,
    );
    const mine = await listEntriesOfPerson(office.db, leader);
    expect(mine.map(({ id }) => id)).toEqual(expect.arrayContaining([soon.id, later.id, gone.id]));
    expect((await listTokensOfPerson(office.db, leader)).map(({ serial }) => serial)).toContain('S-1');
    const stranger = { agencyId: newId(), personId: leader.personId };
    expect(await listEntriesOfPerson(office.db, stranger)).toEqual([]);
  });
});

test('a result outside a transaction that fails leaves nothing', async () => {
  const issued = buildIssued(leader);
  await expect(
    act(async (tx, context) => {
      await recordIssued(tx, context, issued);
      throw new Error('later step fails');
    }),
  ).rejects.toThrow('later step fails');
  const { bySerial } = await certificateFacts(office.db, { serialKeys: [serialKey(issued.serial)] });
  expect(bySerial.size).toBe(0);
});
