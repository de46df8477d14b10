import { expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createIdentityRig, PASSWORD } from '../identity/identity.testing.ts';
import { createPortLog } from './backends/contract.testing.ts';
import { connectZimbra, withLoopback } from './backends/zimbra/zimbra.testing.ts';
import { startZimbra } from './backends/zimbra/zimbra-simulator.testing.ts';
import { setMailboxPassword } from './commands/set-mailbox-password.ts';
import { recordNewMailbox } from './effects/record-new-mailbox.ts';
import { settleMail } from './mail.testing.ts';
import { sweepCommands } from './outbox/run-commands.ts';
import { myMailboxes } from './queries/my-mailboxes.ts';

const ADDRESS = 'lug.namot@laichau.gov.vn';

test('the holder sets the password of the mailbox at Zimbra, nobody else, and it is kept nowhere', async () => {
  const rig = await createIdentityRig();
  const office = withLoopback(rig.office);
  const simulator = await startZimbra(['laichau.gov.vn']);
  try {
    const { agencyId } = rig;
    const holder = await rig.newUser({ fullName: 'Giàng A Lử' });
    const administrator = await rig.newUser({ roles: ['administrator'] });
    await settleMail(office, agencyId, { backend: 'zimbra' });
    await connectZimbra(office, agencyId, simulator);
    const given = { agencyId, personId: holder.personId, kind: 'person' as const, holderName: 'Lử', unitName: '' };
    const paper = { address: ADDRESS, on: '2021-03-22', requestId: null, link: null };
    const { mailboxId } = await office.db
      .transaction()
      .execute((tx) => recordNewMailbox(tx, systemContext(office), { ...given, ...paper }));
    const set = (newPassword: string, by: Subject = holder, password = PASSWORD) =>
      setMailboxPassword(office.as(by), mailboxId, { newPassword, password });
    await expect(set('Một mật khẩu dài')).rejects.toMatchObject({ code: 'mail.password_elsewhere' });
    await sweepCommands(office, createPortLog());
    const account = simulator.directory.byName(ADDRESS);
    expect((await myMailboxes(office.as(holder))).items).toMatchObject([{ id: mailboxId, programs: 'zimbra' }]);
    await expect(set('Một mật khẩu dài', holder, 'sai')).rejects.toMatchObject({ code: 'identity.wrong_password' });
    await expect(set('ngắn quá')).rejects.toMatchObject({ code: 'mail.password_refused' });
    expect(account?.password).toBeUndefined();
    // Zimbra takes it and says that it should not have: no success.
    await expect(set('Một mật khẩu cũ')).rejects.toMatchObject({ code: 'mail.password_refused' });
    const isOpen = simulator.directory.signIn(ADDRESS);
    await set('Một mật khẩu <mới> & dài');
    expect([account?.password, isOpen()]).toEqual(['Một mật khẩu <mới> & dài', false]);
    const kept = await rawQuery(
      office.db,
      'select detail::text from audit_leaf union all select text from mail_history union all select payload::text from mail_command',
      [],
    );
    expect(JSON.stringify(kept)).not.toContain('mật khẩu <mới>');
    await expect(set('Một mật khẩu dài', administrator)).rejects.toMatchObject({ code: 'mail.not_found' });
    const mend = await simulator.cut();
    await expect(set('Một mật khẩu khác')).rejects.toMatchObject({ code: 'mail.password_unreachable' });
    await mend();
  } finally {
    await simulator.close();
    await rig.office.close();
  }
});
