import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import type { Role, Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { askCorrection } from './commands/ask-correction.ts';
import { exportOwnData } from './commands/export-own-data.ts';
import { SETTING_NAMES } from './evidence/present-values.ts';
import { readRun } from './evidence/read-papers.ts';
import { viewEvidence } from './queries/view-evidence.ts';
import { exportPersonalData, viewOwnData, viewPersonalData } from './queries/view-personal-data.ts';

const BUILD = { version: '0.1.0', commit: 'abc', startedAt: new Date('2021-03-22T01:00:00Z') };

let office: TestOffice;
let unitId: string;
let people: Record<'administrator' | 'auditor' | 'specialist' | 'other', Subject>;

beforeAll(async () => {
  office = await createTestOffice();
  const { id: agencyId } = await buildAgency(office.db);
  unitId = (await buildUnit(office.db, agencyId)).id;
  const seat = (role: Role, fullName: string) => buildSubject(office.db, { agencyId, unitId, roles: [role], fullName });
  people = {
    administrator: await seat('administrator', 'Phàn Văn Quản'),
    auditor: await seat('auditor', 'Vàng Thị Kiểm'),
    specialist: await seat('specialist', 'Đèo Văn Viên'),
    other: await seat('specialist', 'Sùng A Khác'),
  };
  await rawQuery(
    office.db,
    `update org_person set identity_number = '012345678901', phone = '0912345678' where id = $1`,
    [people.specialist.personId],
  );
  await rawQuery(office.db, `update org_person set identity_number = '098765432109' where id = $1`, [
    people.other.personId,
  ]);
});
afterAll(() => office.close());

async function readZip(stream: NodeJS.ReadableStream | Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(Buffer.isBuffer(stream) ? stream : await buffer(stream), { lazyEntries: true });
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    files[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString();
  }
  return files;
}

describe('the evidence page', () => {
  test('shows controls with their present values, all of ASVS, the functions of Annex VI, and what runs', async () => {
    const view = await viewEvidence(office.as(people.auditor), BUILD);
    expect(view.builtFrom).toEqual({ version: '0.1.0', commit: 'abc', startedAt: '2021-03-22T01:00:00.000Z' });
    expect(view.asvs).toHaveLength(345);
    expect(view.functions.length).toBeGreaterThan(10);
    const shown = view.controls.flatMap(({ settings }) => settings);
    expect(shown.length).toBeGreaterThanOrEqual(SETTING_NAMES.length);
    expect(shown.find(({ label }) => label === 'Sao lưu')).toMatchObject({ value: 'chưa bật', good: false });
    expect(view.controls.filter(({ state, note }) => state !== 'held' && note === '')).toEqual([]);
  });

  test('follows a setting that is changed: the value is read, not written down', async () => {
    const isLockout = ({ label }: { label: string }) => label === 'Khóa khi sai';
    const lockout = async () => {
      const { controls } = await viewEvidence(office.as(people.administrator), BUILD);
      const row = controls.find(({ settings }) => settings.some(isLockout));
      return { state: row?.state, note: row?.note, ...row?.settings.find(isLockout) };
    };
    expect(await lockout()).toMatchObject({ value: 'khóa sau 5 lần sai, 12 giờ', good: true, state: 'held' });
    await rawQuery(
      office.db,
      `insert into identity_policy (agency_id, idle_minutes, admin_idle_minutes, absolute_hours, lock_after, lock_hours, second_factor)
       values ($1, 15, 5, 12, 9, 1, 'everyone')`,
      [people.administrator.agencyId],
    );
    expect(await lockout()).toMatchObject({
      value: 'khóa sau 9 lần sai, 1 giờ',
      good: false,
      state: 'partly',
      note: expect.stringContaining('thấp hơn mức yêu cầu'),
    });
  });

  test('is for administrators and auditors', async () => {
    await expect(viewEvidence(office.as(people.specialist), BUILD)).rejects.toMatchObject({ status: 403 });
    await expect(viewPersonalData(office.as(people.specialist))).rejects.toMatchObject({ status: 403 });
    await expect(exportPersonalData(office.as(people.specialist))).rejects.toMatchObject({ status: 403 });
  });

  test('the last run is what its file says; without one, or with a broken one, there is none', () => {
    const root = `${mkdtempSync(join(tmpdir(), 'congvu-results-'))}/`;
    try {
      expect(readRun('test', root)).toBeNull();
      mkdirSync(`${root}.results`);
      const run = { at: '2021-03-22T01:00:00.000Z', commit: null, passed: 3, failed: 1, leftOut: 0, whole: true };
      writeFileSync(`${root}.results/test.json`, JSON.stringify(run));
      writeFileSync(`${root}.results/trust.json`, '{"passed": "many"}');
      expect([readRun('test', root), readRun('trust', root)]).toEqual([run, null]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('the map of personal data', () => {
  test('is shown and exported with every class', async () => {
    const { classes } = await viewPersonalData(office.as(people.administrator));
    expect(classes.find(({ key }) => key === 'papers')).toMatchObject({ sensitive: true });
    const { stream } = await exportPersonalData(office.as(people.auditor));
    const lines = String(stream).trim().split('\r\n');
    expect(lines).toHaveLength(classes.length + 1);
    expect(lines.join('')).toContain('org_person.identity_number');
  });
});

describe('what the office keeps of a person', () => {
  test('is taken along by the person whole, holds nothing of anybody else, and leaves a trace', async () => {
    const context = office.as(people.specialist);
    const { parts } = await viewOwnData(context);
    expect(parts.find(({ key }) => key === 'profile')?.rows).toBe(1);
    expect(parts.find(({ key }) => key === 'posts')?.rows).toBe(1);
    const files = await readZip((await exportOwnData(context)).stream);
    expect(Object.keys(files).sort()).toEqual(['doc.txt', 'du-lieu.json']);
    for (const text of Object.values(files)) {
      expect(text).toContain('012345678901');
      expect(text).not.toContain('098765432109');
      expect(text).not.toContain('Sùng A Khác');
    }
    const other = await readZip((await exportOwnData(office.as(people.other))).stream);
    expect(other['doc.txt']).toContain('098765432109');
    const leaves = await rawQuery(
      office.db,
      `select 1 from audit_leaf where action = 'compliance.own_data_exported' and object_id = $1`,
      [people.specialist.personId],
    );
    expect(leaves).toHaveLength(1);
  });

  test('is put right by asking: the administrators are told once, also when the request comes twice', async () => {
    const key = newId();
    const body = { what: 'Ngày sinh ghi sai, đúng là 02/03/1990' };
    const first = await askCorrection(office.as(people.specialist, key), body);
    const second = await askCorrection(office.as(people.specialist, key), body);
    expect([first, second]).toEqual([{ told: 1 }, { told: 1 }]);
    const notices = await rawQuery<{ person_id: string; text: string }>(
      office.db,
      `select person_id, text from notification where kind = 'compliance.correction_asked'`,
      [],
    );
    expect(notices).toEqual([
      {
        person_id: people.administrator.personId,
        text: 'Đèo Văn Viên đề nghị sửa dữ liệu cá nhân: Ngày sinh ghi sai, đúng là 02/03/1990',
      },
    ]);
    const leaves = await rawQuery(
      office.db,
      `select 1 from audit_leaf where action = 'compliance.correction_asked'`,
      [],
    );
    expect(leaves).toHaveLength(1);
  });
});
