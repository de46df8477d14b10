import type { MailDomainInput } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { makeDkimPairs } from '../auth/dkim-keys.ts';
import { proveKeys, type SigningKey, signMail } from '../auth/sign-mail.ts';
import { checkDomainNow } from '../commands/check-domain-now.ts';
import { addDomain, changeDomain } from '../commands/save-domain.ts';
import { createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import { listDomains } from '../queries/list-domains.ts';
import { stsPolicyFile } from '../queries/sts-policy-file.ts';
import { countSpfLookups } from './spf-lookups.ts';

const DOMAIN = 'tamduong.laichau.gov.vn';
const INPUT: MailDomainInput = {
  domain: DOMAIN,
  parked: false,
  dmarcPolicy: 'reject',
  stsMode: 'enforce',
  mxHosts: [`mail.${DOMAIN}`],
  senderIps: ['203.113.0.10'],
  reportAddress: `baocao@${DOMAIN}`,
};

let here: FlowOffice;
let administrator: Subject;
let clerk: Subject;

beforeAll(async () => {
  here = await createFlowOffice();
  const at = { agencyId: here.agencyId, unitId: here.unitId };
  administrator = await buildSubject(here.office.db, { ...at, roles: ['administrator'] });
  clerk = await buildSubject(here.office.db, { ...at, roles: ['clerk'] });
});
afterAll(() => here.close());

const statesOf = (checks: { code: string; state: string }[]) =>
  Object.fromEntries(checks.map(({ code, state }) => [code, state]));

describe('a domain of mail', () => {
  test('is entered by its administrator alone, once in the installation, with an MTA-STS policy that names servers', async () => {
    const { office } = here;
    await expect(addDomain(office.as(clerk), INPUT)).rejects.toMatchObject({ status: 403 });
    await expect(addDomain(office.as(administrator), { ...INPUT, mxHosts: [] })).rejects.toMatchObject({
      code: 'mailflow.sts_needs_hosts',
    });
    const added = await addDomain(office.as(administrator), INPUT);
    await expect(addDomain(office.as(administrator), INPUT)).rejects.toMatchObject({ code: 'mailflow.domain_taken' });
    const other = await buildAgency(office.db, { name: 'UBND xã Khác' });
    const unit = await buildUnit(office.db, other.id);
    const stranger = await buildSubject(office.db, { agencyId: other.id, unitId: unit.id, roles: ['administrator'] });
    await expect(changeDomain(office.as(stranger), added.id, INPUT)).rejects.toMatchObject({ status: 404 });
    await expect(checkDomainNow(office.as(stranger), here.flow, added.id)).rejects.toMatchObject({ status: 404 });
    expect((await listDomains(office.as(administrator))).items.map(({ domain }) => domain)).toEqual([DOMAIN]);
  });

  test('is right exactly when the world sees what is to be published; silence is neither', async () => {
    const { office, world, flow } = here;
    const [domain] = (await listDomains(office.as(administrator))).items;
    const check = async () => checkDomainNow(office.as(administrator), flow, domain?.id ?? '');
    expect(statesOf((await check()).checks)).toEqual({
      mx: 'missing',
      spf: 'missing',
      dmarc: 'missing',
      sts: 'missing',
      tls_rpt: 'missing',
    });
    for (const { name, type, value } of domain?.records ?? []) {
      if (type === 'MX') {
        const [priority = '0', exchange = ''] = value.split(' ');
        world.records.set(`MX ${name}`, [{ exchange: exchange.replace(/\.$/, ''), priority: Number(priority) }]);
      } else if (type === 'TXT') {
        world.records.set(`TXT ${name}`, [[value]]);
      }
    }
    world.policies.set(DOMAIN, { mode: 'enforce', mx: INPUT.mxHosts, id: '1', maxAge: 86_400 });
    const right = await check();
    expect(new Set(right.checks.map(({ state }) => state))).toEqual(new Set(['ok']));
    expect(right.score).toBe(100);
    world.isDown = true;
    expect(new Set((await check()).checks.map(({ state }) => state))).toEqual(new Set(['unknown']));
    world.isDown = false;
    world.records.set(`TXT ${DOMAIN}`, [['v=spf1 ip4:203.113.0.10 ~all']]);
    world.records.set(`TXT _dmarc.${DOMAIN}`, [['v=DMARC1; p=none']]);
    expect(statesOf((await check()).checks)).toMatchObject({ spf: 'warning', dmarc: 'warning' });
    world.records.set(`TXT ${DOMAIN}`, [['v=spf1 -all'], ['v=spf1 mx -all']]);
    expect(statesOf((await check()).checks)).toMatchObject({ spf: 'missing' });
  });

  test('a name that never sends says so', async () => {
    const parked = await addDomain(here.office.as(administrator), { ...INPUT, domain: 'tam-duong.vn', parked: true });
    expect(parked.records.map(({ value }) => value)).toEqual([
      '0 .',
      'v=spf1 -all',
      `v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; rua=mailto:baocao@${DOMAIN}`,
    ]);
    expect(parked.abilities['mailflow.make_keys']).not.toBe(true);
  });

  test('its policy of MTA-STS is served under its own name, and changes its mark with every change', async () => {
    const { office } = here;
    const file = await stsPolicyFile(office, `mta-sts.${DOMAIN}:443`);
    expect(String(file.stream)).toBe(`version: STSv1\r\nmode: enforce\r\nmx: mail.${DOMAIN}\r\nmax_age: 31536000\r\n`);
    await expect(stsPolicyFile(office, DOMAIN)).rejects.toMatchObject({ status: 404 });
    await expect(stsPolicyFile(office, 'mta-sts.tam-duong.vn')).rejects.toMatchObject({ status: 404 });
    const [domain] = (await listDomains(office.as(administrator))).items.filter((one) => one.domain === DOMAIN);
    const idOf = (view: typeof domain) => view?.records.find(({ purpose }) => purpose === 'sts')?.value;
    office.clock.advance(1_000);
    const same = await changeDomain(office.as(administrator), domain?.id ?? '', { ...INPUT, reportAddress: '' });
    expect(idOf(same)).toBe(idOf(domain));
    const changed = await changeDomain(office.as(administrator), domain?.id ?? '', { ...INPUT, stsMode: 'testing' });
    expect(idOf(changed)).not.toBe(idOf(domain));
  });
});

test('SPF that asks more than ten times is found out, also through includes and in a circle', async () => {
  const answers: Record<string, string> = {
    'a.vn': 'v=spf1 include:b.vn include:c.vn ip4:1.2.3.4 -all',
    'b.vn': 'v=spf1 a mx exists:x.vn -all',
    'c.vn': 'v=spf1 include:d.vn -all',
    'd.vn': 'v=spf1 ptr redirect=e.vn',
    'e.vn': 'v=spf1 -all',
    'ring.vn': 'v=spf1 include:ring.vn -all',
  };
  const names = async (name: string) => [[answers[name] ?? '']];
  expect(await countSpfLookups(names, answers['a.vn'] ?? '')).toBe(8);
  expect(await countSpfLookups(names, answers['ring.vn'] ?? '')).toBeGreaterThan(10);
  const silent = () => Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEOUT' }));
  expect(await countSpfLookups(silent, answers['a.vn'] ?? '')).toBeUndefined();
});

describe('the probe of the keys', () => {
  test('passes for both kinds, and fails for a record of another key or a key in the wrong place', async () => {
    const [rsa, ed25519] = await makeDkimPairs();
    const [other] = await makeDkimPairs();
    if (rsa === undefined || ed25519 === undefined || other === undefined) {
      throw new Error('no keys');
    }
    const at = here.office.clock.now();
    const key = (pair: typeof rsa): SigningKey => ({ domain: DOMAIN, selector: pair.algorithm, ...pair });
    await proveKeys([key(rsa), key(ed25519)], [rsa.publicKey, ed25519.publicKey], at);
    await expect(proveKeys([key(rsa)], [other.publicKey], at)).rejects.toMatchObject({ code: 'mailflow.cannot_sign' });
    const wrong = { ...key(ed25519), algorithm: 'rsa' as const };
    await expect(proveKeys([wrong], [ed25519.publicKey], at)).rejects.toMatchObject({ code: 'mailflow.cannot_sign' });
    const raw = Buffer.from(`From: a@${DOMAIN}\r\nDate: x\r\n\r\nx\r\n`);
    await expect(signMail(raw, [{ ...key(rsa), privateKey: 'không phải khóa' }], at)).rejects.toThrow();
  });
});
