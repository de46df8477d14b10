import type { HashSigner, SigningAnswer, Ticket } from '@congvu/pki';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSigner } from '#modules/certificates';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { changeCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { lossPorts } from '../loss-ports.ts';
import { viewBatch } from '../queries/view-batch.ts';
import { createSigningOffice, type SigningOffice } from '../signing-office.testing.ts';
import { cancelBatch } from './cancel-batch.ts';
import { pollDevices } from './poll-devices.ts';
import { signBatch } from './sign-batch.ts';

let at: SigningOffice;

beforeAll(async () => {
  at = await createSigningOffice();
});
afterAll(() => at.office.close());
beforeEach(() => at.office.clock.set('2021-03-22T01:00:00Z'));
afterEach(async () => {
  delete at.probe.disturb.check;
  await changeCertificate(at.office, at.own, {
    key_kind: 'demo_software',
    service_id: null,
    frozen_at: null,
  });
  // What one test leaves waiting is not the next one's.
  await at.office.database.pool.query(`update signing_batch set state = 'cancelled' where state in ('open', 'sent')`);
});

describe('a phone', () => {
  interface Phone {
    open: SigningOffice['ports']['openSigner'];
    answer: SigningAnswer | 'real';
    begun: number;
    cancelled: Ticket[];
  }

  /** The demo key behind a phone that answers when it is told to. */
  function phone(expiresAt = '2021-03-22T01:05:00.000Z'): Phone {
    let opened: HashSigner | undefined;
    const made: Phone = {
      answer: 'pending',
      begun: 0,
      cancelled: [],
      open: async (context) => {
        opened ??= await openSigner(context, at.own, TEST_PIN);
        const signer = opened;
        return {
          ...signer,
          begin: async (request) => {
            made.begun += 1;
            return { ...(await signer.begin(request)), verificationCode: '4821', expiresAt };
          },
          poll: async (ticket) => (made.answer === 'real' ? signer.poll(ticket) : made.answer),
          cancel: async (ticket) => {
            made.cancelled.push(ticket);
          },
        };
      },
    };
    return made;
  }

  async function ask(device: Phone, count = 2) {
    const ids = await at.add(count);
    const batch = await at.open(ids);
    await changeCertificate(at.office, at.own, { key_kind: 'sim', service_id: 'thu' });
    const ports = { ...at.ports, openSigner: device.open };
    const answer = await signBatch(at.office.as(at.leader), ports, batch.id, {});
    return {
      ids,
      id: batch.id,
      answer,
      ports,
      view: () => viewBatch(at.office.as(at.leader), ports.purposes, batch.id),
    };
  }

  test('shows the code and the time limit, and the office fetches the signatures when the page is closed', async () => {
    const device = phone();
    const { ids, answer, ports, view } = await ask(device);
    expect(answer).toMatchObject({
      state: 'sent',
      device: { way: 'phone', verificationCode: '4821', waitsUntil: '2021-03-22T01:05:00.000Z' },
      items: [{ result: 'pending' }, { result: 'pending' }],
    });
    expect(await view()).toMatchObject({ state: 'sent', progress: { total: 2, signed: 0, waiting: 2 } });
    at.office.clock.advance(6_000);
    await pollDevices(at.office, ports);
    expect((await view()).state).toBe('sent');
    device.answer = 'real';
    // Asked a moment ago: the phone is left in peace.
    await pollDevices(at.office, ports);
    expect((await view()).state).toBe('sent');
    at.office.clock.advance(6_000);
    await Promise.all([pollDevices(at.office, ports), pollDevices(at.office, ports)]);
    expect(await view()).toMatchObject({
      state: 'completed',
      progress: { total: 2, signed: 2, failed: 0, waiting: 0 },
      device: { verificationCode: null },
    });
    expect(device.begun).toBe(1);
    for (const id of ids) {
      expect(await at.countLeaves('signing.signed', id)).toBe(1);
    }
  });

  test.each([
    ['refused', 'signing.refused'],
    ['pinLocked', 'certificates.pin_locked'],
    ['revoked', 'certificates.revoked'],
  ] as const)('that says %s leaves every document unsigned, with the reason and another try', async (failed, code) => {
    const device = phone();
    const { ids, ports, view } = await ask(device);
    device.answer = { failed };
    at.office.clock.advance(6_000);
    await pollDevices(at.office, ports);
    const seen = await view();
    expect(seen.state).toBe('open');
    expect(seen.items.map(({ state, result }) => [state, result?.code])).toEqual(ids.map(() => ['failed', code]));
    expect((await at.probe.readDocument(ids[0] ?? '')).state).toBe('waiting');
  });

  test('that never answers is given up at its time limit', async () => {
    const device = phone();
    const { ports, view } = await ask(device);
    at.office.clock.advance(6 * 60_000);
    await pollDevices(at.office, ports);
    expect(await view()).toMatchObject({ state: 'open', items: [{ result: { code: 'signing.device_failed' } }, {}] });
    expect(device.cancelled).toHaveLength(1);
  });

  test('is told when the batch is cancelled; what it signs afterwards finds nothing', async () => {
    const device = phone();
    const { ids, id, ports } = await ask(device);
    await cancelBatch(at.office.as(at.leader), ports, id);
    expect(device.cancelled).toHaveLength(1);
    device.answer = 'real';
    at.office.clock.advance(6_000);
    await pollDevices(at.office, ports);
    expect((await at.probe.readDocument(ids[0] ?? '')).state).toBe('waiting');
  });

  test('of somebody whose term has ended signs nothing', async () => {
    const device = phone();
    const { ids, ports } = await ask(device, 1);
    device.answer = 'real';
    await at.office.database.pool.query(`update org_position set valid_to = '2021-03-21' where id = $1`, [
      at.leader.positionId,
    ]);
    at.office.clock.advance(6_000);
    await pollDevices(at.office, ports);
    await at.office.database.pool.query('update org_position set valid_to = null where id = $1', [
      at.leader.positionId,
    ]);
    expect((await at.probe.readDocument(ids[0] ?? '')).state).toBe('waiting');
  });
});

describe('a key reported lost', () => {
  const key = () => ({ agencyId: at.leader.agencyId, certificateId: at.own.id });

  /** What the report does in its one transaction: the certificate first, then everything that waits for it. */
  async function report(): Promise<number> {
    const context = at.office.as(at.administrator);
    return command(context, async (tx) => {
      await changeCertificate({ ...at.office, db: tx }, at.own, { frozen_at: at.office.clock.now() });
      return lossPorts.freezeSigning(tx, context, key());
    });
  }

  test('between preparation and completion: the prepared signature dies at once', async () => {
    const [id = ''] = await at.add();
    const batch = await at.open([id]);
    let stopped = 0;
    at.probe.disturb.check = async () => {
      stopped = await report();
    };
    const answer = await signBatch(at.office.as(at.leader), at.ports, batch.id, { pin: TEST_PIN });
    expect(stopped).toBe(1);
    expect(answer).toMatchObject({ state: 'cancelled', items: [{ result: 'failed', code: 'signing.key_frozen' }] });
    expect((await at.probe.readDocument(id)).state).toBe('waiting');
    expect(await at.countLeaves('signing.key_stopped', at.own.id)).toBe(1);
    expect(await at.countLeaves('signing.signed', id)).toBe(0);
  });

  test('while twelve letters are being signed: each is signed before the report or never', async () => {
    const ids = await at.add(12);
    const batch = await at.open(ids);
    let checked = 0;
    let reported: Promise<number> | undefined;
    let frozenAfter: string[] = [];
    at.probe.disturb.check = async () => {
      checked += 1;
      if (checked === 5) {
        reported = report();
        await reported;
        const { rows } = await at.office.database.pool.query(
          `select id from probe_document where id = any($1) and state = 'signed'`,
          [ids],
        );
        frozenAfter = rows.map((row: { id: string }) => row.id);
      }
    };
    const answer = await signBatch(at.office.as(at.leader), at.ports, batch.id, { pin: TEST_PIN });
    const { rows } = await at.office.database.pool.query(
      `select id from probe_document where id = any($1) and state = 'signed'`,
      [ids],
    );
    expect(rows.map((row: { id: string }) => row.id).sort()).toEqual(frozenAfter.sort());
    expect(answer.signed).toBe(frozenAfter.length);
    expect(answer.signed + ((await reported) ?? 0)).toBe(12);
    expect(new Set(answer.items.flatMap(({ code }) => code ?? []))).toEqual(new Set(['signing.key_frozen']));
  });

  test('signs nothing more; the key of another goes on', async () => {
    const [one = '', two = ''] = await at.add(2);
    const mine = await at.open([one]);
    await report();
    await expect(signBatch(at.office.as(at.leader), at.ports, mine.id, { pin: TEST_PIN })).rejects.toMatchObject({
      code: 'signing.batch_closed',
    });
    const theirs = await at.open([two], at.deputy);
    expect(await signBatch(at.office.as(at.deputy), at.ports, theirs.id, { pin: TEST_PIN })).toMatchObject({
      signed: 1,
    });
  });

  test('tells what it signed since, newest first, with what is proven', async () => {
    const [before = '', after = '', unproven = ''] = await at.add(3);
    const sign = async (id: string) =>
      signBatch(at.office.as(at.leader), at.ports, (await at.open([id])).id, { pin: TEST_PIN });
    at.office.clock.set('2021-04-01T01:00:00Z');
    await sign(before);
    at.office.clock.set('2021-04-02T01:00:00Z');
    await sign(after);
    at.office.clock.set('2021-04-03T01:00:00Z');
    at.time.state = 'down';
    await sign(unproven);
    at.time.state = 'answers';
    const since = new Date('2021-04-02T00:00:00Z');
    const found = await lossPorts.listSignedBy(at.office.db, { ...key(), since });
    expect(found).toMatchObject([
      { documentId: unproven, provenAt: null, numberSymbol: null },
      { documentId: after, signedAt: new Date('2021-04-02T01:00:00Z'), provenAt: expect.any(Date) },
    ]);
    expect(await lossPorts.listSignedBy(at.office.db, { ...key(), certificateId: newId(), since })).toEqual([]);
  });

  test('revoked by the authority: what waits ends with that reason', async () => {
    const [id = ''] = await at.add();
    const batch = await at.open([id]);
    const context = at.office.as(at.administrator);
    await command(context, (tx) => lossPorts.revocationKnown(tx, context, key()));
    expect(await viewBatch(at.office.as(at.leader), at.ports.purposes, batch.id)).toMatchObject({
      state: 'cancelled',
      items: [{ state: 'superseded', result: { code: 'certificates.revoked' } }],
    });
  });
});
