import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPath, displayName, parseCertificate } from '@congvu/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, command } from '../../../platform/context.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { certificateTables } from '../certificates.tables.ts';
import { readCertificateImage } from '../queries/read-image.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { createDemoKeys, type DemoKeyRequest } from './create-demo-keys.ts';

const PIN = '246810';
let office: TestOffice;
let context: Context;
let request: DemoKeyRequest;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'Ủy ban nhân dân huyện Thử Nghiệm' });
  const unit = await buildUnit(office.db, agency.id);
  const administrator = await buildSubject(office.db, {
    agencyId: agency.id,
    unitId: unit.id,
    roles: ['administrator'],
  });
  context = office.as(administrator);
  const person = await buildPerson(office.db, agency.id, 'Giàng A Thử');
  request = {
    pin: PIN,
    people: [
      {
        agencyId: agency.id,
        organisationName: agency.name,
        personId: person.id,
        fullName: person.full_name,
        title: 'Phó Chủ tịch',
      },
    ],
    organisations: [{ agencyId: agency.id, name: agency.name, governingName: 'Tỉnh Thử Nghiệm' }],
  };
});
afterAll(() => office.close());

const make = (wanted = request, by = context) => command(by, (tx) => createDemoKeys(tx, by, wanted));

test('makes an authority, a key for the person and one for the organisation, each with its picture', async () => {
  const [person, organisation, ...more] = await make();
  expect(more).toEqual([]);
  expect([person?.kind, organisation?.kind]).toEqual(['person', 'organisation']);
  const anchors = await loadTrust(office);
  expect(anchors).toMatchObject([{ programme: 'demo', usages: ['signing', 'timestamping'] }]);
  const [anchor] = anchors.map(({ certificate }) => parseCertificate(certificate));
  expect(anchor === undefined ? '' : displayName(anchor.subject)).toContain('CA THỬ NGHIỆM');
  for (const row of [person, organisation]) {
    const [leaf = Buffer.alloc(0), ...pool] = row?.chain ?? [];
    const certificate = parseCertificate(leaf);
    const { problems } = buildPath({
      certificate,
      pool: pool.map((der) => parseCertificate(der)),
      trust: anchors,
      at: office.clock.now(),
      purpose: 'signing',
    });
    expect(problems).toEqual([]);
    expect(certificate.serial.toUpperCase()).toBe(row?.serial);
  }
  if (person === undefined || organisation === undefined) {
    throw new Error('nothing made');
  }
  const hand = await readCertificateImage(office, person);
  const seal = await readCertificateImage(office, organisation);
  expect(hand?.png.subarray(1, 4).toString()).toBe('PNG');
  expect([seal?.widthMm, seal?.heightMm]).toEqual([36, 36]);
  const leaves = await office.database.pool.query(
    `select count(*)::int as count from audit_leaf where action = 'certificates.demo_keys_created'`,
  );
  expect(leaves.rows).toEqual([{ count: 1 }]);
});

test('keeps the keys of those who have one', async () => {
  await make();
  const before = await certificateTables(office.db).selectFrom('certificate').select('id').execute();
  await command(context, async (tx) => {
    expect(await createDemoKeys(tx, context, request)).toEqual([]);
  });
  expect(await certificateTables(office.db).selectFrom('certificate').select('id').execute()).toEqual(before);
});

test('never writes the key or the PIN in clear', async () => {
  const folder = join(office.config.dataDir, 'demo-keys');
  // The authority's own keys are the demo's stand-in for a service outside: no PIN protects them.
  const files = readdirSync(folder).filter((file) => file !== 'authority.json');
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).not.toContain(PIN);
    const { key } = JSON.parse(text);
    // PKCS#8 of a P-256 key begins with SEQUENCE, version 0 and id-ecPublicKey.
    expect(Buffer.from(key, 'base64').toString('hex')).not.toContain('06072a8648ce3d0201');
  }
});

test('is refused outside the demo', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-no-demo-'));
  const real = { ...context, config: { ...context.config, demo: false, dataDir: dir } };
  await expect(make(request, real)).rejects.toMatchObject({ code: 'certificates.demo_only' });
  expect(readdirSync(dir)).toEqual([]);
  rmSync(dir, { recursive: true });
  expect(await loadTrust(real)).toEqual([]);
});
