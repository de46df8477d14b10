import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { insertMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { BackendAccount, BackendCall, ExportedMessage, MailBackend, MailPorts } from '../ports.ts';

export interface BackendRig {
  backend: MailBackend;
  /** The mail system stops answering until the returned function is called; left out by a backend that is the database itself. */
  cut?: () => Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** What the ports were asked for, and what they answer. */
export interface PortLog extends MailPorts {
  kicked: string[];
  messages: Map<string, ExportedMessage[]>;
}

export function createPortLog(): PortLog {
  const kicked: string[] = [];
  const messages = new Map<string, ExportedMessage[]>();
  return {
    kicked,
    messages,
    kick: async (_services, mailboxId) => void kicked.push(mailboxId),
    exportMessages: async function* exported(_services, mailboxId) {
      yield* messages.get(mailboxId) ?? [];
    },
  };
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _part of stream) {
    // Only that it comes to an end.
  }
}

/**
 * One suite for every backend. PostgreSQL is the truth: each act is written into the register first, then told to the backend, and what
 * the backend lists must be what the register says.
 */
export function mailBackendContract(
  name: MailboxRow['backend'],
  open: (office: TestOffice, ports: PortLog, agencyId: string) => Promise<BackendRig>,
): void {
  describe(`MailBackend ${name}`, () => {
    let office: TestOffice;
    let rig: BackendRig;
    let agencyId: string;
    let serial = 0;
    const ports = createPortLog();
    const call = (): BackendCall => ({ commandId: newId(), agencyId });
    const code = (wanted: string) => ({ name: 'MailBackendError', code: wanted });

    beforeAll(async () => {
      office = await createTestOffice();
      agencyId = (await buildAgency(office.db, { name: 'UBND xã Nà Một' })).id;
      rig = await open(office, ports, agencyId);
    });
    afterAll(async () => {
      await rig.close();
      await office.close();
    });

    async function register(set: string, id: string, ...values: unknown[]): Promise<void> {
      await rawQuery(office.db, `update mailbox set ${set} where id = $1`, [id, ...values]);
    }

    /** In the register and at the backend. */
    async function created(quotaMb = 100): Promise<{ row: MailboxRow; backendId: string }> {
      serial += 1;
      const context = {
        ...office,
        subject: undefined,
        meta: { requestId: newId(), ip: '', userAgent: '' },
        idempotency: undefined,
      };
      const row = await office.db.transaction().execute((tx) =>
        insertMailbox(tx, context, {
          agency_id: agencyId,
          address: `hop${serial}.namot@laichau.gov.vn`,
          kind: 'person',
          holder_name: `Người Thứ ${serial}`,
          state: 'active',
          backend: name,
          quota_mb: quotaMb,
        }),
      );
      if (row === undefined) {
        throw new Error('address taken');
      }
      const { backendId } = await rig.backend.createMailbox(call(), wanted(row));
      await register('backend_id = $2', row.id, backendId);
      return { row, backendId };
    }

    function wanted(row: MailboxRow) {
      return {
        mailboxId: row.id,
        address: row.address_key,
        kind: row.kind,
        name: row.holder_name,
        quotaMb: row.quota_mb ?? 0,
        effect: 'active' as const,
      };
    }

    async function listed(backendId: string): Promise<BackendAccount[]> {
      const found: BackendAccount[] = [];
      let cursor: string | null = null;
      do {
        const page = await rig.backend.list(cursor);
        found.push(...page.items.filter((item) => item.backendId === backendId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    }

    test("the same command creates one mailbox; its address is nobody else's", async () => {
      const { row, backendId } = await created();
      const twice = call();
      expect(await rig.backend.createMailbox(twice, wanted(row))).toEqual({ backendId });
      expect(await rig.backend.createMailbox(twice, wanted(row))).toEqual({ backendId });
      expect(await listed(backendId)).toEqual([
        { backendId, address: row.address_key, effect: 'active', forwardTo: null },
      ]);
      const other = wanted({ ...row, id: newId() });
      await expect(rig.backend.createMailbox(call(), other)).rejects.toMatchObject(code('EXISTS'));
    });

    test('locked, opened, retained, closed: what the register says', async () => {
      const { row, backendId } = await created();
      for (const [state, effect] of [
        ['suspended', 'locked'],
        ['active', 'active'],
        ['revoked', 'retained'],
      ] as const) {
        await register('state = $2', row.id, state);
        await rig.backend.setState(call(), backendId, effect);
        expect((await listed(backendId))[0]).toMatchObject({ effect });
      }
      await register('shut_at = $2', row.id, office.clock.now());
      await rig.backend.setState(call(), backendId, 'closed');
      expect((await listed(backendId)).filter(({ effect }) => effect !== 'closed')).toEqual([]);
    });

    test('a new address; the old one stays an alias until it is dropped', async () => {
      const { row, backendId } = await created();
      const address = `moi${row.address_key}`;
      await register('address = $2, address_key = $2, aliases = array[$3]', row.id, address, row.address_key);
      await rig.backend.rename(call(), backendId, address);
      await rig.backend.putAlias(call(), backendId, row.address_key);
      expect((await listed(backendId))[0]).toMatchObject({ address });
      await register("aliases = '{}'", row.id);
      await rig.backend.dropAlias(call(), backendId, row.address_key);
      await rig.backend.dropAlias(call(), backendId, row.address_key);
    });

    test('letters go to the successor, and no longer', async () => {
      const { row, backendId } = await created();
      const { row: next } = await created();
      await register("state = 'revoked', forwarding_to = $2, retain_until = '2021-09-22'", row.id, next.address_key);
      await rig.backend.setState(call(), backendId, 'retained');
      await rig.backend.setForward(call(), backendId, { target: next.address_key, until: '2021-09-22' });
      expect((await listed(backendId))[0]).toMatchObject({ forwardTo: next.address_key });
      await register('forwarding_to = null', row.id);
      await rig.backend.setForward(call(), backendId, null);
      expect((await listed(backendId))[0]).toMatchObject({ forwardTo: null });
    });

    test('quota, members and use', async () => {
      const { row, backendId } = await created();
      await register('quota_mb = 50', row.id);
      await rig.backend.setQuota(call(), backendId, 50);
      await rig.backend.setMembers(call(), backendId, []);
      expect(await rig.backend.usage(backendId)).toMatchObject({ bytes: expect.any(Number) });
    });

    test('kick says so twice without harm', async () => {
      const { row, backendId } = await created();
      const twice = call();
      await rig.backend.kick(twice, backendId);
      await rig.backend.kick(twice, backendId);
      if (rig.backend.capabilities().hosted) {
        expect(ports.kicked).toContain(row.id);
      }
    });

    test('a mailbox nobody knows is NOT_FOUND, never made by the way', async () => {
      const id = newId();
      for (const act of [
        () => rig.backend.setState(call(), id, 'locked'),
        () => rig.backend.rename(call(), id, 'x@laichau.gov.vn'),
        () => rig.backend.setQuota(call(), id, 1),
        () => rig.backend.setForward(call(), id, null),
        () => rig.backend.kick(call(), id),
        () => rig.backend.usage(id),
      ]) {
        await expect(act()).rejects.toMatchObject(code('NOT_FOUND'));
      }
      expect(await listed(id)).toEqual([]);
    });

    test('what it cannot do it says, and what it says it can it does', async () => {
      const { backendId } = await created();
      const can = rig.backend.capabilities();
      const secret = { id: newId(), label: 'Máy bàn', sha256: Buffer.alloc(32, 7) };
      const acts: [boolean, () => Promise<unknown>][] = [
        [can.appPasswords, () => rig.backend.setSecret(call(), backendId, secret)],
        [can.appPasswords, () => rig.backend.revokeSecrets(call(), backendId, secret.id)],
        [can.appPasswords, () => rig.backend.revokeSecrets(call(), backendId)],
        [
          can.vacation,
          () =>
            rig.backend.setVacation(call(), backendId, {
              text: 'Đi công tác',
              from: '2021-03-22',
              to: '2021-03-26',
              delegate: null,
            }),
        ],
        [can.retract, () => rig.backend.retract(call(), { fingerprint: 'f', reason: 'giả mạo' })],
        [can.retract, () => rig.backend.restore(call(), { fingerprint: 'f' })],
        [can.exports, () => drain(rig.backend.export(backendId))],
      ];
      for (const [able, act] of acts) {
        await (able ? act() : expect(act()).rejects.toMatchObject(code('UNSUPPORTED')));
      }
    });

    test('a mail system that does not answer is UNREACHABLE, and works on afterwards', async () => {
      if (rig.cut === undefined) {
        // The database itself: nothing stands in between.
        expect(rig.backend.capabilities().hosted).toBe(true);
        return;
      }
      const { row, backendId } = await created();
      const mend = await rig.cut();
      await register("state = 'suspended'", row.id);
      await expect(rig.backend.setState(call(), backendId, 'locked')).rejects.toMatchObject(code('UNREACHABLE'));
      await mend();
      await rig.backend.setState(call(), backendId, 'locked');
      expect((await listed(backendId))[0]).toMatchObject({ effect: 'locked' });
    });
  });
}
