import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../../platform/testing/test-context.ts';
import { buildAgency } from '../../../org/org.testing.ts';
import type { BackendCall, MailBackend } from '../../ports.ts';
import { connectZimbra, withLoopback } from './zimbra.testing.ts';
import { createZimbraBackend } from './zimbra-backend.ts';
import { type Mishap, startZimbra, type ZimbraSimulator } from './zimbra-simulator.testing.ts';

let office: TestOffice;
let agencyId: string;
let simulator: ZimbraSimulator;
let backend: MailBackend;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  agencyId = (await buildAgency(office.db, { name: 'UBND xã Nà Một' })).id;
  simulator = await startZimbra(['laichau.gov.vn']);
  await connectZimbra(office, agencyId, simulator);
  backend = createZimbraBackend(withLoopback(office), agencyId);
});
afterAll(async () => {
  await simulator.close();
  await office.close();
});
beforeEach(() => {
  simulator.asked.length = 0;
  simulator.mishaps.clear();
  simulator.faults.length = 0;
  simulator.isOld = false;
});

const call = (): BackendCall => ({ commandId: newId(), agencyId });
const refused = (code: string) => ({ name: 'MailBackendError', code });

function wanted(more: Partial<Parameters<MailBackend['createMailbox']>[1]> = {}) {
  serial += 1;
  return {
    mailboxId: newId(),
    address: `hop${serial}.namot@laichau.gov.vn`,
    kind: 'person' as const,
    name: `Người <Thứ> & ${serial}`,
    quotaMb: 100,
    effect: 'active' as const,
    ...more,
  };
}

async function created() {
  const given = wanted();
  const { backendId } = await backend.createMailbox(call(), given);
  const account = simulator.directory.accounts.get(backendId);
  if (account === undefined) {
    throw new Error('not created');
  }
  return { ...given, id: backendId, account };
}

const attributesOf = (account: { attributes: Map<string, string[]> }) => Object.fromEntries(account.attributes);

describe('accounts', () => {
  test('created under its name with quota, without a password; markup in a name stays text', async () => {
    const { account, mailboxId, name } = await created();
    expect(account.password).toBeUndefined();
    expect(attributesOf(account)).toEqual({
      displayName: [name],
      zimbraMailQuota: ['104857600'],
      zimbraForeignPrincipal: [`congvu:${mailboxId}`],
      zimbraAccountStatus: ['active'],
    });
  });

  test('a creation that was done but never answered is one mailbox when it is said again', async () => {
    const given = wanted();
    const before = simulator.directory.accounts.size;
    simulator.mishaps.set('CreateAccountRequest', 'done_unsaid');
    await expect(backend.createMailbox(call(), given)).rejects.toMatchObject(refused('UNREACHABLE'));
    expect(simulator.directory.accounts.size).toBe(before + 1);
    const { backendId } = await backend.createMailbox(call(), given);
    expect(simulator.directory.byName(given.address)?.id).toBe(backendId);
    expect(simulator.directory.accounts.size).toBe(before + 1);
  });

  test('an account nobody told us of is never given to somebody; kept by hand so far it is taken over as it stands', async () => {
    const given = wanted();
    const attributes = new Map([
      ['zimbraForeignPrincipal', ['khac:1', 'khac:2']],
      ['zimbraMailQuota', ['5']],
    ]);
    const old = simulator.directory.create(given.address, attributes, 'mật khẩu cũ');
    await expect(backend.createMailbox(call(), given)).rejects.toMatchObject(refused('EXISTS'));
    await backend.createMailbox(call(), { ...given, known: true });
    await backend.createMailbox(call(), { ...given, known: true });
    expect(attributesOf(old)).toMatchObject({
      zimbraForeignPrincipal: ['khac:1', 'khac:2', `congvu:${given.mailboxId}`],
      zimbraMailQuota: ['5'],
    });
    expect(old.password).toBe('mật khẩu cũ');
    const other = { ...given, mailboxId: newId(), known: true };
    await expect(backend.createMailbox(call(), other)).rejects.toMatchObject(refused('EXISTS'));
  });

  test('under a foreign domain: POLICY', async () => {
    const given = wanted({ address: 'a@sonla.gov.vn' });
    await expect(backend.createMailbox(call(), given)).rejects.toMatchObject(refused('POLICY'));
  });

  test('system accounts are nobody; all pages are read; last use comes with the list', async () => {
    const { id, account } = await created();
    simulator.directory.create('spam.x@laichau.gov.vn', new Map([['zimbraIsSystemAccount', ['TRUE']]]));
    account.attributes.set('zimbraLastLogonTimestamp', ['20210320013000.123Z']);
    const items = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const page: Awaited<ReturnType<MailBackend['list']>> = await backend.list(cursor);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(items).toHaveLength(simulator.directory.accounts.size - 1);
    expect(items.find(({ backendId }) => backendId === id)?.lastSignInAt).toEqual(new Date('2021-03-20T01:30:00Z'));
  });
});

describe('leaving', () => {
  test("the holder's own forward, filters and replies end; letters go to the successor, then are refused; nothing is told twice", async () => {
    const { account, address, id } = await created();
    simulator.directory.modify(
      account,
      new Map([
        ['zimbraPrefMailForwardingAddress', ['me@gmail.com']],
        ['zimbraMailSieveScript', ['redirect "me@gmail.com";']],
        ['zimbraPrefOutOfOfficeReplyEnabled', ['TRUE']],
      ]),
    );
    expect(simulator.directory.deliver(address)).toEqual({ forward: ['me@gmail.com'], here: true });
    const successor = { target: 'thay@laichau.gov.vn', until: '2021-09-22' };
    for (let twice = 0; twice < 2; twice += 1) {
      await backend.setState(call(), id, 'retained');
      await backend.setForward(call(), id, successor);
    }
    expect(simulator.directory.deliver(address)).toEqual({ forward: ['thay@laichau.gov.vn'], here: false });
    expect(account.attributes.has('zimbraMailSieveScript')).toBe(false);
    expect(attributesOf(account)).toMatchObject({
      zimbraHideInGal: ['TRUE'],
      zimbraPrefOutOfOfficeReplyEnabled: ['FALSE'],
    });
    await backend.setForward(call(), id, null);
    expect(simulator.directory.deliver(address)).toBe('550');
    await backend.setState(call(), id, 'closed');
    expect(simulator.directory.deliver(address)).toBe('550');
  });

  test('without a successor letters are refused at once; locked still takes them in', async () => {
    const { address, id } = await created();
    await backend.setState(call(), id, 'locked');
    expect(simulator.directory.deliver(address)).toBe('here');
    await backend.setState(call(), id, 'active');
    await backend.setState(call(), id, 'retained');
    await backend.setForward(call(), id, null);
    expect(simulator.directory.deliver(address)).toBe('550');
  });

  test('an account paused after wrong passwords is left alone', async () => {
    const { account, id } = await created();
    account.attributes.set('zimbraAccountStatus', ['lockout']);
    await backend.setState(call(), id, 'active');
    expect(account.attributes.get('zimbraAccountStatus')).toEqual(['lockout']);
  });

  test('kick ends what was signed in; a new sign-in works', async () => {
    const { address, id } = await created();
    const isOpen = simulator.directory.signIn(address);
    expect(isOpen()).toBe(true);
    await backend.kick(call(), id);
    expect(isOpen()).toBe(false);
    expect(simulator.directory.signIn(address)()).toBe(true);
  });
});

describe('addresses', () => {
  test.each([
    { isOld: false, what: 'a Zimbra of today' },
    { isOld: true, what: 'a Zimbra before 8.8.10' },
  ])('moved and back again: $what', async ({ isOld }) => {
    simulator.isOld = isOld;
    const { account, address, id } = await created();
    await backend.rename(call(), id, `moi.${address}`);
    await backend.rename(call(), id, `moi.${address}`);
    expect([account.name, account.aliases]).toEqual([`moi.${address}`, [address]]);
    await backend.rename(call(), id, address);
    expect([account.name, account.aliases]).toEqual([address, [`moi.${address}`]]);
  });

  test('cut off between the new name and the alias: the register says which alias there must be', async () => {
    const { account, address, id, mailboxId } = await created();
    await rawQuery(
      office.db,
      `insert into mailbox (agency_id, id, address, address_key, short_key, kind, holder_name, search_name, sort_name, aliases, state,
         backend, backend_id, updated_at)
       values ($1, $2, $3, $3, $3, 'person', 'A', 'a', 'a', array[$4], 'active', 'zimbra', $5, now())`,
      [agencyId, mailboxId, `moi.${address}`, address, id],
    );
    account.name = `moi.${address}`;
    await backend.rename(call(), id, `moi.${address}`);
    expect(account.aliases).toEqual([address]);
  });

  test('an alias somebody else holds: EXISTS', async () => {
    const { id } = await created();
    const { address } = await created();
    await expect(backend.putAlias(call(), id, address)).rejects.toMatchObject(refused('EXISTS'));
  });

  test('exactly the members open the mailbox of a unit; who has no mailbox there is named', async () => {
    const unit = await created();
    const [a, b] = [await created(), await created()];
    await backend.setMembers(call(), unit.id, [a.address, b.address.toUpperCase()]);
    await backend.setMembers(call(), unit.id, [a.address, b.address]);
    expect([...unit.account.shares]).toEqual([a.id, b.id].map((id) => [id, 'rwidx']));
    const some = backend.setMembers(call(), unit.id, ['la@laichau.gov.vn', b.address]);
    await expect(some).rejects.toMatchObject(refused('PARTIAL'));
    expect([...unit.account.shares.keys()]).toEqual([b.id]);
  });
});

describe('on the wire', () => {
  test('a session is kept; forgotten by Zimbra it is opened again, once', async () => {
    const { id } = await created();
    await backend.usage(id);
    simulator.asked.length = 0;
    await backend.usage(id);
    expect(simulator.asked).toEqual(['GetAccountRequest', 'GetMailboxRequest']);
    simulator.forgetSessions();
    simulator.asked.length = 0;
    await backend.usage(id);
    expect(simulator.asked).toEqual(['GetAccountRequest', 'AuthRequest', 'GetAccountRequest', 'GetMailboxRequest']);
    simulator.faults.push('service.AUTH_EXPIRED', 'service.AUTH_EXPIRED');
    simulator.asked.length = 0;
    await expect(backend.usage(id)).rejects.toMatchObject(refused('UNREACHABLE'));
    expect(simulator.asked).toEqual(['GetAccountRequest', 'AuthRequest', 'GetAccountRequest']);
  });

  test('many at once sign in once; a day later again', async () => {
    const { id } = await created();
    simulator.forgetSessions();
    office.clock.advance(86_400_000);
    simulator.asked.length = 0;
    await Promise.all([backend.usage(id), backend.usage(id), backend.usage(id)]);
    expect(simulator.asked.filter((name) => name === 'AuthRequest')).toHaveLength(1);
  });

  test.each<Mishap>(['failure', 'html', 'half', 'cut', 'doctype', 'other'])(
    '%s: UNREACHABLE, then as ever',
    async (mishap) => {
      const { id } = await created();
      simulator.mishaps.set('GetMailboxRequest', mishap);
      await expect(backend.usage(id)).rejects.toMatchObject(refused('UNREACHABLE'));
      await backend.usage(id);
    },
  );

  test.each([
    ['account.NO_SUCH_ACCOUNT', 'NOT_FOUND'],
    ['service.PERM_DENIED', 'POLICY'],
    ['account.SOMETHING_NEW', 'POLICY'],
    ['service.TEMPORARILY_UNAVAILABLE', 'UNREACHABLE'],
  ])('%s is %s', async (fault, code) => {
    const { id } = await created();
    simulator.faults.push(fault);
    await expect(backend.usage(id)).rejects.toMatchObject(refused(code));
  });

  test('a refused password is not tried again at once, so that nobody is locked out', async () => {
    const agency = await buildAgency(office.db, { name: 'UBND xã Sai Mật Khẩu' });
    await connectZimbra(office, agency.id, { ...simulator, password: 'sai' });
    const wrong = createZimbraBackend(withLoopback(office), agency.id);
    const tries = () => simulator.asked.filter((name) => name === 'AuthRequest').length;
    await expect(wrong.list(null)).rejects.toMatchObject(refused('UNREACHABLE'));
    await expect(wrong.list(null)).rejects.toMatchObject(refused('UNREACHABLE'));
    expect(tries()).toBe(1);
    office.clock.advance(15 * 60_000);
    await expect(wrong.list(null)).rejects.toMatchObject(refused('UNREACHABLE'));
    expect(tries()).toBe(2);
  });

  test('this computer is no mail system, and a stranger at the address is not spoken to', async () => {
    await expect(createZimbraBackend(office, agencyId).list(null)).rejects.toMatchObject(refused('UNREACHABLE'));
    const agency = await buildAgency(office.db, { name: 'UBND xã Không Tin' });
    await connectZimbra(office, agency.id, { ...simulator, caPem: '' });
    simulator.asked.length = 0;
    const distrusting = createZimbraBackend(withLoopback(office), agency.id);
    await expect(distrusting.list(null)).rejects.toMatchObject(refused('UNREACHABLE'));
    expect(simulator.asked).toEqual([]);
  });

  test('nobody said where Zimbra is: UNREACHABLE; the district has said it for its communes', async () => {
    const district = await buildAgency(office.db, { name: 'UBND huyện Bản Sen', tier: 'district' });
    const commune = await buildAgency(office.db, { name: 'UBND xã Trong Huyện', parent_id: district.id });
    const at = createZimbraBackend(withLoopback(office), commune.id);
    await expect(at.list(null)).rejects.toMatchObject(refused('UNREACHABLE'));
    await connectZimbra(office, district.id, simulator);
    await at.list(null);
  });
});

describe('export', () => {
  const message = (name: string, raw: string, more = {}) => ({
    folder: 'Inbox',
    name,
    raw,
    at: new Date('2021-03-02T01:02:03Z'),
    unread: false,
    ...more,
  });
  const exported = async (id: string): Promise<string> => {
    const parts: Uint8Array[] = [];
    for await (const part of backend.export(id)) {
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  };

  test('every message with its folder, day and whether it was read; long names; nothing is an empty file', async () => {
    const { account, id } = await created();
    expect(await exported(id)).toBe('');
    account.messages.push(
      message('0000000257-Một', 'a: b\r\n\r\nthư đã đọc\r\n'),
      message(`0000000258-${'Rất dài '.repeat(20)}`, 'a: c\r\n\r\nFrom đầu dòng\r\n', {
        folder: 'Đã gửi',
        unread: true,
      }),
    );
    expect(await exported(id)).toBe(
      'From MAILER-DAEMON Tue Mar  2 01:02:03 2021\nStatus: RO\nX-CongVu-Folder: Inbox\na: b\n\nthư đã đọc\n\n' +
        'From MAILER-DAEMON Tue Mar  2 01:02:03 2021\nStatus: O\nX-CongVu-Folder: %C4%90%C3%A3%20g%E1%BB%ADi\na: c\n\n>From đầu dòng\n\n',
    );
    expect(await backend.usage(id)).toMatchObject({ bytes: expect.any(Number) });
  });

  test('cut off: UNREACHABLE; a message Zimbra cannot read: PARTIAL, so that nothing is closed behind it', async () => {
    const { account, id } = await created();
    account.messages.push(message('1', 'a: b\r\n\r\nthư'));
    simulator.mishaps.set('home', 'half');
    await expect(exported(id)).rejects.toMatchObject(refused('UNREACHABLE'));
    expect(await exported(id)).toContain('thư');
    account.messages.push(message('2', '   ', { broken: true }));
    await expect(exported(id)).rejects.toMatchObject(refused('PARTIAL'));
  });
});
