import type { SaveRequestSettings } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isKnownAction } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { checkContent } from '../queries/check-content.ts';
import { consolidatorOf } from '../requests.store.ts';
import { buildRequestsOffice, expectCode, personFields, type RequestsOffice } from '../requests.testing.ts';
import { saveRequestSettings } from './save-settings.ts';
import { requestSettingRoutes } from './settings.routes.ts';
import { viewRequestSettings } from './view-settings.ts';

let office: TestOffice;
let world: RequestsOffice;
let departmentId: string;
let authorityId: string;
let closedId: string;

const NOTHING: SaveRequestSettings = {
  consolidatorId: null,
  certificateDestinationId: null,
  accountDestinationId: null,
  mailboxDomain: '',
  unitSlug: '',
  scanRetentionDays: 365,
};

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
  const { db } = office;
  departmentId = (await buildAgency(db, { name: 'Sở Thông tin và Truyền thông', tier: 'province' })).id;
  authorityId = (await buildAgency(db, { name: 'Cục Chứng thực số', tier: 'central', hosted: false })).id;
  closedId = (await buildAgency(db, { name: 'Sở Bưu chính', tier: 'province', valid_to: '2021-03-21' })).id;
});
afterAll(() => office.close());
beforeEach(() => rawQuery(office.db, 'delete from request_setting', []));

const save = (given: Partial<SaveRequestSettings>, who = world.district.focal) =>
  saveRequestSettings(office.as(who), { ...NOTHING, ...given });
const leaves = () =>
  rawQuery<{ detail: unknown }>(
    office.db,
    "select detail from audit_leaf where action = 'requests.settings_saved' order by ctid",
    [],
  );

describe('settings of requests', () => {
  test('the routes carry the policy they enforce', () => {
    expect(requestSettingRoutes.map(({ method, path, policy }) => [method, path, policy])).toEqual([
      ['GET', '/api/request-settings', 'requests.configure'],
      ['PUT', '/api/request-settings', 'requests.configure'],
    ]);
    expect(isKnownAction('requests.configure')).toBe(true);
  });

  test('before anything is set the tree answers, with the retention everybody has', async () => {
    const mine = await viewRequestSettings(office.as(world.commune.leader));
    expect(mine).toMatchObject({
      agencyId: world.commune.agencyId,
      consolidator: null,
      usualConsolidator: { id: world.district.agencyId, name: 'UBND huyện Bản Sen', hosted: true, ended: false },
      certificateDestination: null,
      scanRetentionDays: 365,
    });
    const above = await viewRequestSettings(office.as(world.district.focal));
    expect(above.usualConsolidator?.id).toBe(world.district.agencyId);
  });

  test('what is saved is shown with names, audited with what stood before, and replaced by the next', async () => {
    const before = (await leaves()).length;
    const saved = await save({
      certificateDestinationId: authorityId,
      accountDestinationId: departmentId,
      mailboxDomain: '@LaiChau.gov.vn',
      unitSlug: 'TamDuong',
      scanRetentionDays: 400,
    });
    expect(saved).toMatchObject({
      certificateDestination: { name: 'Cục Chứng thực số', hosted: false },
      accountDestination: { name: 'Sở Thông tin và Truyền thông', hosted: true },
      mailboxDomain: 'laichau.gov.vn',
      unitSlug: 'tamduong',
      scanRetentionDays: 400,
    });
    expect(await viewRequestSettings(office.as(world.district.leader))).toEqual(saved);
    await save({ scanRetentionDays: 730 });
    const [first, second] = (await leaves()).slice(before);
    expect(first?.detail).toMatchObject({ before: null, after: { scan_retention_days: 400 } });
    expect(second?.detail).toMatchObject({ before: { scan_retention_days: 400 }, after: { scan_retention_days: 730 } });
  });

  test('requests go where it is set, and back by the tree when it is taken away', async () => {
    await save({ consolidatorId: world.other.agencyId }, world.commune.leader);
    expect(await consolidatorOf(office.db, world.commune.agencyId)).toBe(world.other.agencyId);
    expect(await consolidatorOf(office.db, world.other.agencyId)).toBe(world.district.agencyId);
    await save({}, world.commune.leader);
    expect(await consolidatorOf(office.db, world.commune.agencyId)).toBe(world.district.agencyId);
  });

  test('a committee may be its own guiding office though another stands above', async () => {
    await save({ consolidatorId: world.commune.agencyId }, world.commune.leader);
    expect(await consolidatorOf(office.db, world.commune.agencyId)).toBe(world.commune.agencyId);
  });

  test('an administrator may; clerks, specialists, heads of unit and auditors may neither read nor write', async () => {
    const unit = await buildUnit(office.db, departmentId);
    const administrator = await buildSubject(office.db, {
      agencyId: departmentId,
      unitId: unit.id,
      roles: ['administrator'],
    });
    expect((await save({ unitSlug: 'stttt' }, administrator)).unitSlug).toBe('stttt');
    const { clerk, specialist, unitHead } = world.district;
    for (const who of [clerk, specialist, unitHead, world.commune.auditor]) {
      await expectCode(save({}, who), 'requests.configure.forbidden');
      await expectCode(viewRequestSettings(office.as(who)), 'requests.configure.forbidden');
    }
  });

  test('one agency never touches the settings of another', async () => {
    await save({ unitSlug: 'bansen' });
    await save({ unitSlug: 'natam' }, world.commune.leader);
    expect((await viewRequestSettings(office.as(world.district.focal))).unitSlug).toBe('bansen');
  });

  test.each([
    ['certificateDestinationId', 'requests.destination_itself', (): string => world.district.agencyId],
    ['accountDestinationId', 'requests.destination_itself', (): string => world.district.agencyId],
    ['accountDestinationId', 'requests.setting_agency_unknown', (): string => '01900000-0000-7000-8000-00000000dead'],
    ['certificateDestinationId', 'requests.setting_agency_ended', (): string => closedId],
    ['consolidatorId', 'requests.setting_agency_ended', (): string => closedId],
    ['consolidatorId', 'requests.consolidator_not_hosted', (): string => authorityId],
    // Communes send to the district by the tree: the way would come back.
    ['consolidatorId', 'requests.consolidator_circle', (): string => world.commune.agencyId],
    ['mailboxDomain', 'requests.free_mail', (): string => 'gmail.com'],
    ['mailboxDomain', 'requests.free_mail', (): string => 'mail.YAHOO.com.vn'],
    ['mailboxDomain', 'requests.mailbox_domain_invalid', (): string => 'com.vn'],
    ['mailboxDomain', 'requests.mailbox_domain_invalid', (): string => 'laichau'],
    ['mailboxDomain', 'requests.mailbox_domain_invalid', (): string => 'lai chau.gov.vn'],
    ['mailboxDomain', 'requests.mailbox_domain_invalid', (): string => 'laichâu.gov.vn'],
    ['mailboxDomain', 'requests.mailbox_domain_invalid', (): string => 'vanthu@laichau.gov.vn'],
    ['unitSlug', 'requests.unit_slug_invalid', (): string => 'tam đường'],
    ['unitSlug', 'requests.unit_slug_invalid', (): string => 'tam.duong'],
    ['unitSlug', 'requests.unit_slug_invalid', (): string => 'a'],
  ])('%s: refused with %s, the field named, nothing written', async (path, code, value) => {
    await expect(save({ [path]: value() })).rejects.toMatchObject({ code, status: 422, fields: [{ path }] });
    expect(await rawQuery(office.db, 'select 1 as found from request_setting', [])).toEqual([]);
  });

  test('two that name each other at once: one of them is refused', async () => {
    const { commune, other } = world;
    const answers = await Promise.allSettled([
      save({ consolidatorId: other.agencyId }, commune.leader),
      save({ consolidatorId: commune.agencyId }, other.leader),
    ]);
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'requests.consolidator_circle' } }]);
  });

  test('an agency that closes later is shown as ended and must be chosen anew', async () => {
    await save({ accountDestinationId: departmentId });
    await rawQuery(office.db, "update org_agency set valid_to = '2021-03-21' where id = $1", [departmentId]);
    expect((await viewRequestSettings(office.as(world.district.focal))).accountDestination?.ended).toBe(true);
    await expectCode(save({ accountDestinationId: departmentId }), 'requests.setting_agency_ended');
    await rawQuery(office.db, 'update org_agency set valid_to = null where id = $1', [departmentId]);
  });

  test('mailboxes below the domain set count as issued by a state body', async () => {
    const check = async () => {
      const content = personFields(world.commune.specialist, 'mysung@bansen.edu.vn');
      const { findings } = await checkContent(office.as(world.commune.specialist), 'cert.issue.person', content);
      return findings.map(({ code, field }) => `${code} ${field}`).filter((line) => line.endsWith(' email'));
    };
    const before = await check();
    await save({ mailboxDomain: 'bansen.edu.vn' }, world.commune.leader);
    const after = await check();
    expect(before).not.toEqual(after);
    expect(after.some((line) => line.includes('domain') || line.includes('not_official'))).toBe(false);
  });
});
