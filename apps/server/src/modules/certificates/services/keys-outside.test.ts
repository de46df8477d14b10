import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  algorithmsOf,
  buildSignedAttributes,
  generateKeys,
  type HashSigner,
  isSignedBy,
  parseCertificate,
  publicKeyOf,
  type SigningAnswer,
} from '@congvu/pki';
import type { Authority, ServedAuthority } from '@congvu/pki/authority';
import { type SimulatorKind, startSimulator } from '@congvu/pki/simulators';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { getCertificate } from '../certificates.store.ts';
import { buildAuthority, createProbePorts, createRealOffice, issueFor, pasteChain } from '../certificates.testing.ts';
import { openSigner } from '../commands/open-signer.ts';
import { addOrganisationCertificate, addOwnCertificate } from '../register/add-certificate.ts';
import { closeHsm } from './open-hsm.ts';
import { checkSigningSettings, readSecret, readSigningSettings } from './signing-settings.ts';
import { viewHealth } from './view-health.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let administrator: Subject;
let authority: Authority;
let served: ServedAuthority;

beforeAll(async () => {
  const built = await createRealOffice();
  ({ leader, clerk, administrator } = built);
  const config = { ...built.office.config, secrets: { CONGVU_SECRET_THU: 'bi-mat-thu-nghiem' } };
  office = { ...built.office, config, as: (subject, key) => ({ ...built.office.as(subject, key), config }) };
  ({ authority, served } = await buildAuthority(office));
});
afterAll(async () => {
  await served.close();
  await office.close();
});

function configure(settings: unknown): void {
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
  writeFileSync(join(office.config.dataDir, 'signing-services.json'), text);
}

interface Signed {
  answer: SigningAnswer;
  attrs: Uint8Array;
}

async function sign(signer: HashSigner, confirm: () => void = () => undefined): Promise<Signed> {
  const [identity] = await signer.identities();
  const attrs = buildSignedAttributes(randomBytes(32), identity?.certificate ?? new Uint8Array());
  const ticket = await signer.begin({
    identityId: identity?.id ?? '',
    items: [{ docId: 'a', digestToShow: 'ab', attrs, toBeSigned: createHash('sha256').update(attrs).digest() }],
    consent: { who: leader.displayName, reason: 'Ký', docTitles: ['Công văn'] },
  });
  confirm();
  return { attrs, answer: await signer.poll(ticket) };
}

function isGood({ answer, attrs }: Signed, certificate: Uint8Array): boolean {
  const signature = answer !== 'pending' && 'signatures' in answer ? answer.signatures[0] : undefined;
  const key = publicKeyOf(parseCertificate(certificate));
  return signature !== undefined && isSignedBy(algorithmsOf(key)[0] ?? 'ECDSA-SHA256', key, attrs, signature);
}

describe('phone and cloud', () => {
  const USER = '84912345678';

  async function open(kind: SimulatorKind, given: { user?: string } = {}) {
    const issued = issueFor(authority, leader.displayName, {
      keys: generateKeys(kind === 'mssp' ? 'rsa-2048' : 'p-256'),
    });
    const account = {
      user: USER,
      certificate: issued.certificate,
      privateKey: issued.privateKey,
      chain: authority.chain,
    };
    const simulator = await startSimulator({ kind, accounts: [account], now: () => office.clock.now() });
    for (const name of ['ap.crt', 'ap.key']) {
      writeFileSync(join(office.config.dataDir, name), '');
    }
    configure({ services: [{ ...simulator.settings, id: 'thu', secret: { env: 'CONGVU_SECRET_THU' } }] });
    const view = await addOwnCertificate(office.as(leader), {
      kind: 'person',
      chain: pasteChain(authority, issued),
      keyKind: kind === 'mssp' ? 'sim' : 'remote',
      deviceLabel: 'Điện thoại',
      serviceId: 'thu',
      keyReference: given.user ?? USER,
    });
    return { simulator, issued, row: await getCertificate(office.db, leader.agencyId, view.id) };
  }

  test.each(['csc2', 'smartca', 'mysign', 'mssp'] as const)('%s: signs after a tap on the phone', async (kind) => {
    const { simulator, issued, row } = await open(kind);
    const answer = await sign(await openSigner(office.as(leader), row), () => simulator.control.tap());
    expect(isGood(answer, issued.certificate)).toBe(true);
    await simulator.close();
  });

  test('waits until then, and a refusal is one', async () => {
    const { simulator, row } = await open('smartca');
    expect((await sign(await openSigner(office.as(leader), row))).answer).toBe('pending');
    const refused = await sign(await openSigner(office.as(leader), row), () => simulator.control.refuse());
    expect(refused.answer).toEqual({ failed: 'refused' });
    await simulator.close();
  });

  test('a service that holds another certificate of the person is not used', async () => {
    const { simulator, row } = await open('smartca');
    const renewed = issueFor(authority, leader.displayName);
    const other = { ...row, chain: [Buffer.from(renewed.certificate), ...row.chain.slice(1)] };
    const signer = await openSigner(office.as(leader), other);
    await expect(signer.identities()).rejects.toMatchObject({ code: 'certificates.key_missing' });
    await simulator.close();
  });

  test('not by anybody else, not when the service is no longer configured, not without its secret', async () => {
    const { simulator, row } = await open('smartca');
    await expect(openSigner(office.as(clerk), row)).rejects.toMatchObject({ code: 'certificates.use.forbidden' });
    configure({ services: [{ ...simulator.settings, id: 'thu', secret: { env: 'CONGVU_SECRET_KHAC' } }] });
    await expect(openSigner(office.as(leader), row)).rejects.toMatchObject({ code: 'certificates.service_unknown' });
    configure({ services: [] });
    await expect(openSigner(office.as(leader), row)).rejects.toMatchObject({ code: 'certificates.service_unknown' });
    await simulator.close();
  });

  test('a service on this computer is not reached outside demo and tests', async () => {
    const { simulator, row } = await open('smartca');
    const config = { ...office.config, loopbackServices: false };
    const signer = await openSigner({ ...office.as(leader), config }, row);
    const before = simulator.control.calls.length;
    await expect(signer.identities()).rejects.toMatchObject({ code: 'pki.remote_unreachable' });
    expect(simulator.control.calls).toHaveLength(before);
    await simulator.close();
  });
});

describe('signing-services.json', () => {
  const health = () => viewHealth(createProbePorts().ports, office.as(administrator));

  test.each([
    ['no JSON', '{ "services": [', /cú pháp/],
    ['an unknown key', { dichVu: [] }, /dichVu/],
    ['a service without its fields', { services: [{ kind: 'smartca', id: 'x' }] }, /label/],
    ['an unknown kind', { services: [{ kind: 'khác' }] }, /kind/],
    ['a relative module', { hsm: { label: 'HSM', module: 'x.so', token: {}, pin: { env: 'X' } } }, /tuyệt đối/],
    ['a PIN in clear', { hsm: { label: 'HSM', module: '/x.so', token: {}, pin: '1234' } }, /hsm\.pin/],
  ])('%s: said in Vietnamese in the log and on the page, nothing else stops', async (_, settings, expected) => {
    configure(settings);
    const lines: string[] = [];
    const log = {
      ...office.log,
      error: (_: unknown, text: string) => lines.push(text),
    } as unknown as typeof office.log;
    await checkSigningSettings({ config: office.config, log });
    expect(lines.join()).toMatch(expected);
    const page = await health();
    expect(page.settingsProblem).toMatch(expected);
    expect(page.sentence).toMatch(/cấu hình dịch vụ ký số sai/i);
    expect(page.signingServices).toEqual([]);
  });

  test('none is fine; two of one name are not', async () => {
    rmSync(join(office.config.dataDir, 'signing-services.json'));
    expect(await readSigningSettings(office.config)).toEqual({ services: [], hsm: undefined, problem: undefined });
    const simulator = await startSimulator({ kind: 'smartca', accounts: [] });
    configure({ services: [simulator.settings, simulator.settings] });
    expect((await readSigningSettings(office.config)).problem).toContain('cùng tên');
    configure({ services: [simulator.settings] });
    expect((await health()).signingServices).toMatchObject([{ keyKind: 'remote', state: 'down' }]);
    configure({ services: [{ ...simulator.settings, secret: { env: 'CONGVU_SECRET_THU' } }] });
    expect((await health()).signingServices).toMatchObject([{ keyKind: 'remote', state: 'unknown', message: null }]);
    configure({ hsm: { label: 'HSM', module: '/khong/co.so', token: {}, pin: { env: 'CONGVU_SECRET_THU' } } });
    const broken = await health();
    expect(broken.signingServices).toMatchObject([{ keyKind: 'hsm', state: 'down' }]);
    expect(broken.sentence).toMatch(/1 dịch vụ ký số chưa dùng được/i);
    await closeHsm(office.config);
    await simulator.close();
  });

  test('secrets come from a file or a variable, and are named, never shown, when missing', async () => {
    writeFileSync(join(office.config.dataDir, 'bi-mat'), 'mật khẩu\n');
    expect(await readSecret(office.config, { file: 'bi-mat' })).toBe('mật khẩu');
    expect(await readSecret(office.config, { env: 'CONGVU_SECRET_THU' })).toBe('bi-mat-thu-nghiem');
    for (const reference of [{ file: 'không-có' }, { env: 'PATH' }]) {
      await expect(readSecret(office.config, reference)).rejects.toMatchObject({
        code: 'certificates.service_unknown',
      });
    }
  });
});

const SOFTHSM = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'].find(
  existsSync,
);
const TOOLS = ['/usr/bin/softhsm2-util', '/usr/bin/pkcs11-tool'];
const hasToken = SOFTHSM !== undefined && TOOLS.every(existsSync);
if (!hasToken) {
  process.stderr.write('SoftHSM2 hoặc OpenSC không có trên máy này: ca khóa trong HSM được để ngoài.\n');
}

describe.runIf(hasToken)('the seal key in the HSM', () => {
  const PIN = '246810';
  const MODULE = SOFTHSM ?? '';
  const previous = process.env.SOFTHSM2_CONF;
  let folder: string;

  beforeAll(() => {
    folder = join(office.config.dataDir, 'hsm');
    mkdirSync(join(folder, 'tokens'), { recursive: true });
    writeFileSync(
      join(folder, 'softhsm2.conf'),
      `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`,
    );
    process.env.SOFTHSM2_CONF = join(folder, 'softhsm2.conf');
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'Dấu', '--pin', PIN, '--so-pin', '12345678'], {
      stdio: 'pipe',
    });
  });
  afterAll(async () => {
    await closeHsm(office.config);
    if (previous === undefined) {
      delete process.env.SOFTHSM2_CONF;
    } else {
      process.env.SOFTHSM2_CONF = previous;
    }
  });

  function store(issued: ReturnType<typeof issueFor>): void {
    writeFileSync(join(folder, 'key.pem'), issued.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    writeFileSync(join(folder, 'dau.der'), issued.certificate);
    const common = [
      '--module',
      MODULE,
      '--token-label',
      'Dấu',
      '--login',
      '--pin',
      PIN,
      '--id',
      '01',
      '--label',
      'dau',
    ];
    const put = [
      'softhsm2-util',
      ['--import', join(folder, 'key.pem'), '--token', 'Dấu', '--label', 'dau', '--id', '01', '--pin', PIN],
    ] as const;
    execFileSync(put[0], [...put[1]], { stdio: 'pipe' });
    execFileSync('pkcs11-tool', [...common, '--write-object', join(folder, 'dau.der'), '--type', 'cert'], {
      stdio: 'pipe',
    });
  }

  test('signs for the clerk, in a process of its own, with a PIN from a file', async () => {
    const issued = issueFor(authority, 'Ủy ban nhân dân huyện Thử Nghiệm');
    store(issued);
    writeFileSync(join(folder, 'pin'), PIN, { mode: 0o600 });
    const hsm = { label: 'HSM của huyện', module: MODULE, token: { label: 'Dấu' }, pin: { file: join(folder, 'pin') } };
    configure({ hsm });
    const view = await addOrganisationCertificate(office.as(clerk), {
      kind: 'organisation',
      chain: pasteChain(authority, issued),
      keyKind: 'hsm',
      deviceLabel: 'HSM của huyện',
    });
    const row = await getCertificate(office.db, clerk.agencyId, view.id);
    // Nobody types a PIN, so the clerk must have proved herself just now.
    await expect(openSigner(office.as(clerk), row)).rejects.toMatchObject({ code: 'identity.step_up_required' });
    const asked = office.as(clerk);
    const proved = { ...asked, meta: { ...asked.meta, provedUntil: new Date('2100-01-01') } };
    expect(isGood(await sign(await openSigner(proved, row)), issued.certificate)).toBe(true);
    expect(isGood(await sign(await openSigner(proved, row)), issued.certificate)).toBe(true);
    await expect(openSigner(office.as(leader), row)).rejects.toMatchObject({ code: 'certificates.use.forbidden' });
    const page = () => viewHealth(createProbePorts().ports, office.as(administrator));
    expect((await page()).signingServices).toMatchObject([{ id: 'hsm', state: 'ok', message: null }]);
    configure({ hsm: { ...hsm, token: { label: 'Khác' } } });
    expect((await page()).signingServices).toMatchObject([{ id: 'hsm', state: 'down' }]);
    configure({});
    await expect(openSigner(proved, row)).rejects.toMatchObject({ code: 'certificates.service_unknown' });
  });
});
