import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { DeviceKind } from '../../../platform/http/device-kind.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice, everythingSeen } from '../drafting.testing.ts';
import { viewDraft } from '../queries/view-draft.ts';
import { applyFixes } from './apply-fixes.ts';
import { attachFiles, removeAttachment } from './attach-files.ts';
import { createDraft } from './create-draft.ts';
import { approveContent, returnDraft } from './decide-draft.ts';
import { saveDraft } from './save-draft.ts';
import { submitDraft } from './submit-draft.ts';

let office: TestOffice;
let district: DistrictOffice;

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
});
afterAll(() => office.close());

function on(device: DeviceKind | undefined, subject: Subject): ActingContext {
  const context = office.as(subject);
  const { device: _desktop, ...meta } = context.meta;
  return { ...context, meta: device === undefined ? meta : { ...meta, device } };
}

async function* noFiles() {}

const LETTER = {
  documentType: 'official_letter',
  abstract: 'về việc thử trên máy tính bảng',
  declaredSecrecy: 'none',
} as const;
const REFUSED = { status: 403, code: 'accounts.mobile_editing_required' };

async function setMobileRight(subject: Subject, right: { from: string | null; to: string | null }): Promise<void> {
  await rawQuery(
    office.db,
    `insert into account (agency_id, id, name, name_key, person_id, holder_name, search_name, sort_name, state, source, used_on,
       mobile_editing_from, mobile_editing_to, updated_at)
     values ($1, $2, $4, $4, $3, 'x', 'x', 'x', 'active', 'request', '2021-03-01', $5, $6, now())
     on conflict (name_key) do update set mobile_editing_from = excluded.mobile_editing_from, mobile_editing_to = excluded.mobile_editing_to`,
    [subject.agencyId, newId(), subject.personId, `tk.${subject.personId}`, right.from, right.to],
  );
}

test.each(['touch', 'unknown', undefined] as const)(
  'on a device that is %s nothing is written without the right',
  async (device) => {
    const { specialist } = district;
    const { id } = await createDraft(on('desktop', specialist), everythingSeen, LETTER);
    const { content, version } = await viewDraft(on('desktop', specialist), id);
    const context = on(device, specialist);
    await expect(createDraft(context, everythingSeen, LETTER)).rejects.toMatchObject(REFUSED);
    await expect(saveDraft(context, id, { version, content, declaredSecrecy: 'none' })).rejects.toMatchObject(REFUSED);
    await expect(applyFixes(context, id, { version })).rejects.toMatchObject(REFUSED);
    await expect(attachFiles(context, id, noFiles())).rejects.toMatchObject(REFUSED);
    await expect(removeAttachment(context, id, newId())).rejects.toMatchObject(REFUSED);
    await expect(submitDraft(context, id, { version, note: '' })).rejects.toMatchObject(REFUSED);
    const view = await viewDraft(context, id);
    expect(view.abilities['drafting.edit']).toContain('Mẫu số 08');
    expect(view.abilities['drafting.submit']).toContain('Mẫu số 08');
    expect(view.abilities['drafting.comment']).toBe(true);
  },
);

test('at a desk the same acts go through: the guard looks at the device, not at the person', async () => {
  const { specialist } = district;
  const { id } = await createDraft(on('desktop', specialist), everythingSeen, LETTER);
  const view = await viewDraft(on('desktop', specialist), id);
  expect(view.abilities['drafting.edit']).toBe(true);
  const content = { ...view.content, abstract: 'về việc đã sửa trên máy tính' };
  await expect(
    saveDraft(on('desktop', specialist), id, { version: 1, content, declaredSecrecy: 'none' }),
  ).resolves.toMatchObject({
    version: 2,
  });
});

test('Mẫu 08 opens phone and tablet, and taking the right back shuts them at once', async () => {
  const { unitHead } = district;
  await setMobileRight(unitHead, { from: '2021-03-10', to: null });
  const { id } = await createDraft(on('touch', unitHead), everythingSeen, LETTER);
  const view = await viewDraft(on('touch', unitHead), id);
  expect(view.abilities['drafting.edit']).toBe(true);
  await setMobileRight(unitHead, { from: '2021-03-10', to: '2021-03-20' });
  const content = { ...view.content, abstract: 'về việc sửa khi đã thôi quyền' };
  await expect(
    saveDraft(on('touch', unitHead), id, { version: 1, content, declaredSecrecy: 'none' }),
  ).rejects.toMatchObject(REFUSED);
  await expect(createDraft(on('unknown', unitHead), everythingSeen, LETTER)).rejects.toMatchObject(REFUSED);
});

test('reading and directing stay free on a phone', async () => {
  const { specialist, unitHead } = district;
  const { id } = await createDraft(on('desktop', specialist), everythingSeen, LETTER);
  await expect(viewDraft(on('touch', unitHead), id)).resolves.toMatchObject({ id });
  await expect(returnDraft(on('touch', unitHead), id, 'sửa lại')).rejects.not.toMatchObject(REFUSED);
  await expect(approveContent(on('touch', unitHead), id, { version: 1, note: '' })).rejects.not.toMatchObject(REFUSED);
});
