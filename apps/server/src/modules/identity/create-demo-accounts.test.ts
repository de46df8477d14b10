import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, command } from '../../platform/context.ts';
import { buildSubject } from '../org/org.testing.ts';
import { createIdentityRig, expectCode, type IdentityRig, newBrowser } from './identity.testing.ts';
import { createDemoAccounts } from './index.ts';
import { resolveSession } from './queries/resolve-session.ts';

const DEMO_PASSWORD = 'Tam-Duong-2021';
let rig: IdentityRig;

beforeAll(async () => {
  rig = await createIdentityRig({ demo: true });
});
afterAll(() => rig.office.close());

async function seed(context: Context, count: number): Promise<string[]> {
  const people = await Promise.all(
    Array.from({ length: count }, async () => {
      const subject = await buildSubject(rig.office.db, {
        agencyId: rig.agencyId,
        unitId: rig.unitId,
        roles: ['administrator'],
        fullName: 'Vàng Thị Mỷ',
      });
      return { agencyId: rig.agencyId, personId: subject.personId, fullName: subject.displayName };
    }),
  );
  const created = await command(context, (tx) => createDemoAccounts(tx, context, { password: DEMO_PASSWORD, people }));
  return people.map((person) => created.get(person.personId) ?? '');
}

test('demo accounts share one password, need no second factor, and are shut without --demo', async () => {
  const [first, second] = await seed(rig.visitor(), 2);
  expect([first, second]).toEqual(['myvt', 'myvt2']);
  const { answer, browser } = await rig.signIn(second ?? '', newBrowser(), DEMO_PASSWORD);
  expect(answer.step).toBe('done');
  const real = { ...rig.office, config: { ...rig.office.config, demo: false } };
  expect(await resolveSession(real, browser.session ?? '')).toBeUndefined();
  expect(await resolveSession(rig.office, browser.session ?? '')).toBeDefined();
});

test('an office without --demo makes none', async () => {
  const visitor = rig.visitor();
  await expect(seed({ ...visitor, config: { ...visitor.config, demo: false } }, 1)).rejects.toThrow('--demo');
  await expectCode(rig.signIn('myvt3', newBrowser(), DEMO_PASSWORD), 'identity.wrong_credentials');
});
