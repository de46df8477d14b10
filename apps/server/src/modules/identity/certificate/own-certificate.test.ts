import type { SignInCertificate } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepUpCertificate, viewStepUp } from '../commands/step-up.ts';
import { saveSettings } from '../identity.store.ts';
import {
  type Browser,
  createIdentityRig,
  expectCode,
  type IdentityRig,
  newBrowser,
  SETTINGS,
} from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { viewMySecurity } from '../queries/view-my-security.ts';
import { beginOwnCertificate, dropCertificate, takeCertificate } from './own-certificate.ts';
import type { ProveByCertificate } from './sign-in-certificate.ts';

/* The register of certificates is played here; what it accepts is proven in certificates/queries/prove-person.test.ts. */

let rig: IdentityRig;
type Person = Awaited<ReturnType<IdentityRig['newUser']>>;

beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

const ownedBy =
  (person: Person): ProveByCertificate =>
  async () => ({ personId: person.personId, serial: '01' });

function signed(challenge: string): SignInCertificate {
  return { challenge, certificateSha256: 'a'.repeat(64), algorithm: 'ECDSA-SHA256', signature: 'AAAA' };
}

async function begin(browser: Browser, purpose: 'certificate_added' | 'certificate_step_up' = 'certificate_added') {
  return signed(beginOwnCertificate(await rig.request(browser), purpose, browser).challenge);
}

async function take(person: Person) {
  const { browser } = await rig.signIn(person.userName);
  const taken = await takeCertificate(await rig.request(browser), ownedBy(person), await begin(browser), browser);
  browser.take(taken.tokens);
  return { browser, ...taken };
}

describe('the certificate as second factor', () => {
  test('is taken in the own session, brings recovery codes once and ends the sessions without it', async () => {
    const person = await rig.newUser();
    const elsewhere = await rig.signIn(person.userName);
    const { browser, recoveryCodes } = await take(person);
    expect(recoveryCodes).toHaveLength(10);
    expect(await resolveSession(rig.office, elsewhere.browser.session ?? '')).toBeUndefined();
    const security = await viewMySecurity(await rig.request(browser), browser);
    expect(security.certificateSince).not.toBeNull();
    expect(security.secondFactor).toMatchObject({ enabled: false, recoveryCodesLeft: 10 });
    expect(await rig.listActions(person)).toContain('identity.certificate_taken');
    const again = await takeCertificate(await rig.request(browser), ownedBy(person), await begin(browser), browser);
    expect(again.recoveryCodes).toEqual([]);
  });

  test('satisfies the rule of the agency, and the password alone no longer opens', async () => {
    const person = await rig.newUser();
    const rule = { ...SETTINGS, secondFactor: 'everyone' as const };
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, rule));
    const { browser } = await rig.signIn(person.userName);
    expect(await resolveSession(rig.office, browser.session ?? '')).toMatchObject({ mustChangePassword: true });
    const { tokens } = await takeCertificate(
      await rig.request(browser),
      ownedBy(person),
      await begin(browser),
      browser,
    );
    browser.take(tokens);
    expect(await resolveSession(rig.office, browser.session ?? '')).toMatchObject({ mustChangePassword: false });
    expect((await rig.signIn(person.userName, newBrowser())).answer).toMatchObject({
      step: 'totp',
      application: false,
      passkey: false,
      certificate: true,
    });
    await expectCode(dropCertificate(await rig.request(browser), browser), 'identity.factor_last');
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, SETTINGS));
  });

  test('of somebody else, refused by the register, used twice or of another session is not taken', async () => {
    const person = await rig.newUser();
    const other = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const me = await rig.request(browser);
    const attempt = (prove: ProveByCertificate, body: SignInCertificate) => takeCertificate(me, prove, body, browser);
    await expectCode(attempt(ownedBy(other), await begin(browser)), 'identity.certificate_refused');
    const refusing: ProveByCertificate = async () => ({ refused: 'revoked' });
    await expectCode(attempt(refusing, await begin(browser)), 'identity.certificate_refused');
    const elsewhere = await rig.signIn(person.userName);
    await expectCode(attempt(ownedBy(person), await begin(elsewhere.browser)), 'identity.certificate_refused');
    const stepUp = await begin(browser, 'certificate_step_up');
    await expectCode(attempt(ownedBy(person), stepUp), 'identity.certificate_refused');
    const late = await begin(browser);
    rig.office.clock.advance(61_000);
    await expectCode(attempt(ownedBy(person), late), 'identity.certificate_refused');
    expect((await rig.readUser(person)).certificate_since).toBeNull();
    // The same with nothing wrong is taken (control), and once.
    const body = await begin(browser);
    browser.take((await attempt(ownedBy(person), body)).tokens);
    await expectCode(attempt(ownedBy(person), body), 'identity.certificate_refused');
  });

  test('proves the person inside a session, and nobody else', async () => {
    const person = await rig.newUser();
    const { browser } = await take(person);
    rig.office.clock.advance(6 * 60_000);
    const me = await rig.request(browser);
    expect(await viewStepUp(me)).toMatchObject({
      proved: false,
      needsCode: true,
      application: false,
      certificate: true,
    });
    const other = await rig.newUser();
    const wrong = stepUpCertificate(me, ownedBy(other), await begin(browser, 'certificate_step_up'), browser);
    await expectCode(wrong, 'identity.certificate_refused');
    const body = await begin(browser, 'certificate_step_up');
    browser.take(await stepUpCertificate(me, ownedBy(person), body, browser));
    expect(await viewStepUp(await rig.request(browser))).toMatchObject({ proved: true });
  });

  test('goes away where the rule allows it, and a longer password is due', async () => {
    const person = await rig.newUser();
    const { browser } = await take(person);
    await dropCertificate(await rig.request(browser), browser);
    expect(await rig.readUser(person)).toMatchObject({ certificate_since: null, must_change_password: true });
    expect((await viewMySecurity(await rig.request(browser), browser)).secondFactor.recoveryCodesLeft).toBe(0);
    await expectCode(dropCertificate(await rig.request(browser), browser), 'identity.certificate_off');
  });
});
