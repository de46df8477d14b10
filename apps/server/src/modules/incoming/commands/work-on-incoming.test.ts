import type { DirectIncoming } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AssignmentRow, listAssignments } from '#modules/tasks';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { getIncoming } from '../incoming.store.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from '../incoming.testing.ts';
import { completeIncoming } from './complete-incoming.ts';
import { approveResult, returnResult } from './decide-result.ts';
import { directIncoming } from './direct-incoming.ts';
import { openIncoming } from './open-incoming.ts';
import { registerIncoming } from './register-incoming.ts';
import { reportResult } from './report-result.ts';
import { subAssignIncoming } from './sub-assign-incoming.ts';

let office: TestOffice;
let commune: TestCommune;
let ports: ReturnType<typeof recordingPorts>;
let id: string;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
});
afterAll(() => office.close());

beforeEach(async () => {
  serial += 1;
  ports = recordingPorts();
  id = (await receiveForTest(office, buildLetter(commune.agencyId, { facts: { numberSymbol: `${serial}/UBND-VHTT` } })))
    .documentId;
  await registerIncoming(office.as(commune.clerk), recordingPorts(), id, {
    presentTo: commune.leader.positionId,
    acceptDuplicate: false,
  });
});

type Given = DirectIncoming['assignments'][number];
const person = (role: Given['role'], subject: Subject): Given => ({
  role,
  to: { kind: 'position', positionId: subject.positionId },
  note: '',
});
const unit = (role: Given['role'], unitId: string): Given => ({ role, to: { kind: 'unit', unitId }, note: '' });

function direct(assignments: Given[], given: Partial<DirectIncoming> = {}, subject = commune.leader) {
  return directIncoming(office.as(subject), ports, id, {
    text: 'Giao chủ trì, báo cáo trước ngày 01/4.',
    needsApproval: true,
    rememberPhrase: false,
    assignments,
    ...given,
  });
}

const parts = (): Promise<AssignmentRow[]> =>
  listAssignments(office.db, { agencyId: commune.agencyId, kind: 'incoming', id });
const partOf = async (subject: Subject): Promise<AssignmentRow> => {
  const found = (await parts()).find((part) => part.person_id === subject.personId && part.state !== 'withdrawn');
  if (found === undefined) {
    throw new Error('no part');
  }
  return found;
};
const unitPart = async (): Promise<AssignmentRow> => {
  const found = (await parts()).find((part) => part.person_id === null);
  if (found === undefined) {
    throw new Error('no part of a unit');
  }
  return found;
};
const row = () => getIncoming(office.db, { agencyId: commune.agencyId, id });
const codes = () => ports.reports.map((report) => report.code);
const report = async (subject: Subject, part: AssignmentRow, result = 'Đã lập danh sách, gửi huyện.') =>
  reportResult(office.as(subject), ports, id, { assignmentId: part.id, result });
async function actions(): Promise<string[]> {
  const leaves = await rawQuery<{ action: string }>(office.db, 'select action from audit_leaf where object_id = $1', [
    id,
  ]);
  return leaves.map((leaf) => leaf.action);
}

test('the whole way: directive, opening, report, again, approval; every step told to the sender and audited', async () => {
  await direct([
    person('lead', commune.specialist),
    person('coordinating', commune.justice),
    person('informed', commune.colleague),
  ]);
  expect(await row()).toMatchObject({ state: 'in_progress', due_on: '2021-03-31', lead_name: 'Nguyễn Thị Vân Anh' });
  await openIncoming(office.as(commune.specialist), ports, id);
  await openIncoming(office.as(commune.specialist), ports, id);
  await openIncoming(office.as(commune.colleague), ports, id);
  expect((await partOf(commune.colleague)).state).toBe('done');
  await report(commune.justice, await partOf(commune.justice));
  expect((await partOf(commune.justice)).state).toBe('done');
  expect((await row()).state).toBe('in_progress');
  expect((await report(commune.specialist, await partOf(commune.specialist))).state).toBe('awaiting_result_approval');
  const lead = await partOf(commune.specialist);
  const again = { assignmentId: lead.id, reason: 'Thiếu danh sách của trường học' };
  expect((await returnResult(office.as(commune.leader), ports, id, again)).state).toBe('in_progress');
  expect((await partOf(commune.specialist)).returned_reason).toBe(again.reason);
  await report(commune.specialist, lead, 'Đã bổ sung, gửi huyện.');
  const ack = await approveResult(office.as(commune.leader), ports, id, { assignmentId: lead.id, note: '' });
  expect(ack.state).toBe('done');
  expect(await row()).toMatchObject({ result_text: 'Đã bổ sung, gửi huyện.', result_by: 'Nguyễn Thị Vân Anh' });
  expect(codes()).toEqual(['04', '05', '06']);
  expect(await actions()).toEqual(
    expect.arrayContaining([
      'incoming.directed',
      'incoming.opened',
      'incoming.result_reported',
      'incoming.result_returned',
      'incoming.result_approved',
    ]),
  );
});

describe('a directive', () => {
  test('belongs to the leader it was presented to', async () => {
    const lead = [person('lead', commune.specialist)];
    for (const [subject, code] of [
      [commune.deputy, 'incoming.direct.forbidden'],
      [commune.clerk, 'incoming.direct.forbidden'],
      [commune.specialist, 'incoming.read.forbidden'],
      [commune.administrator, 'incoming.read.forbidden'],
    ] as const) {
      await expect(direct(lead, {}, subject)).rejects.toMatchObject({ code, status: 403 });
    }
    const other = await buildCommune(office.db, `UBND xã số ${serial}`);
    await expect(direct(lead, {}, other.leader)).rejects.toMatchObject({ code: 'incoming.not_found' });
  });

  test('of a leader whose post has ended is any leader’s', async () => {
    await rawQuery(office.db, "update org_position set valid_to = '2021-03-21' where id = $1", [
      commune.leader.positionId,
    ]);
    try {
      expect((await direct([person('lead', commune.specialist)], {}, commune.deputy)).state).toBe('in_progress');
    } finally {
      await rawQuery(office.db, 'update org_position set valid_to = null where id = $1', [commune.leader.positionId]);
    }
  });

  test.each([
    ['nobody in charge', () => [person('coordinating', commune.justice)], {}, 'tasks.lead_missing'],
    [
      'two in charge',
      () => [person('lead', commune.justice), unit('lead', commune.culture.id)],
      {},
      'tasks.lead_not_single',
    ],
    [
      'one person twice',
      () => [person('lead', commune.justice), person('informed', commune.justice)],
      {},
      'tasks.assignee_twice',
    ],
    ['a day gone by', () => [person('lead', commune.justice)], { dueOn: '2021-03-19' }, 'tasks.due_in_the_past'],
    [
      'words whose day has gone by',
      () => [person('lead', commune.justice)],
      { text: 'Báo cáo trước ngày 22/3/2021' },
      'tasks.due_in_the_past',
    ],
    ['marked words', () => [person('lead', commune.justice)], { text: 'Xử lý (Tối mật)' }, 'documents.state_secret'],
  ])('with %s is refused and leaves nothing', async (_what, assignments, given, code) => {
    await expect(direct(assignments(), given)).rejects.toMatchObject({ code });
    expect(await parts()).toEqual([]);
    expect((await row()).state).toBe('awaiting_directive');
  });

  test('the date chosen wins over the words; null is no deadline; a part may have its own', async () => {
    await direct(
      [person('lead', commune.specialist), { ...person('coordinating', commune.justice), dueOn: '2021-03-25' }],
      {
        dueOn: '2021-03-30',
      },
    );
    expect((await partOf(commune.specialist)).due_on).toBe('2021-03-30');
    expect((await partOf(commune.justice)).due_on).toBe('2021-03-25');
    await direct([person('lead', commune.justice)], { dueOn: null });
    expect((await partOf(commune.justice)).due_on).toBeNull();
  });

  test('that only informs is done with it', async () => {
    expect((await direct([unit('informed', commune.culture.id)], { text: 'Các bộ phận biết' })).state).toBe('done');
    expect(codes()).toEqual(['06']);
  });

  test('two taps at once leave one in charge and tell the sender once', async () => {
    await Promise.allSettled([direct([person('lead', commune.specialist)]), direct([person('lead', commune.justice)])]);
    const live = (await parts()).filter((part) => part.role === 'lead' && part.state !== 'withdrawn');
    expect(live).toHaveLength(1);
    expect(codes()).toEqual(['04']);
  });

  test('in work names another in charge: the first loses the part with everything passed on from it', async () => {
    await direct([unit('lead', commune.culture.id), person('coordinating', commune.justice)]);
    await subAssignIncoming(office.as(commune.head), ports, id, {
      assignmentId: (await unitPart()).id,
      text: '',
      assignments: [person('lead', commune.specialist)],
    });
    await direct([person('lead', commune.justice)], { text: 'Chuyển Tư pháp chủ trì' });
    const states = (await parts()).map((part) => [part.person_name ?? part.unit_name, part.role, part.state]);
    expect(states.sort()).toEqual(
      [
        ['Văn hóa - Xã hội', 'lead', 'withdrawn'],
        ['Nguyễn Thị Vân Anh', 'lead', 'withdrawn'],
        ['Tao Thị Nhung', 'coordinating', 'withdrawn'],
        ['Tao Thị Nhung', 'lead', 'given'],
      ].sort(),
    );
    const open = openIncoming(office.as(commune.specialist), ports, id);
    await expect(open).rejects.toMatchObject({ code: 'incoming.read.forbidden' });
    await direct([person('coordinating', commune.specialist)], { text: 'Thêm phối hợp' });
    expect((await row()).lead_name).toBe('Tao Thị Nhung');
  });

  test('can be kept as a phrase with whom it named', async () => {
    await direct([person('lead', commune.specialist)], { rememberPhrase: true, text: `Giao xử lý ${serial}` });
    const phrases = await rawQuery<{ assignments: unknown[] }>(
      office.db,
      'select assignments from task_phrase where text = $1',
      [`Giao xử lý ${serial}`],
    );
    expect(phrases[0]?.assignments).toEqual([
      { role: 'lead', to: { kind: 'position', positionId: commune.specialist.positionId } },
    ]);
  });
});

describe('a part of a unit', () => {
  beforeEach(async () => {
    await direct([unit('lead', commune.culture.id)]);
  });

  const passOn = async (assignments: Given[], subject = commune.head, text = '') =>
    subAssignIncoming(office.as(subject), ports, id, { assignmentId: (await unitPart()).id, text, assignments });

  test('is passed on by its head only, within the unit only', async () => {
    await expect(passOn([person('lead', commune.colleague)], commune.specialist)).rejects.toMatchObject({
      code: 'tasks.sub_assign.forbidden',
    });
    await expect(passOn([person('lead', commune.justice)])).rejects.toMatchObject({ code: 'tasks.not_in_unit' });
    await passOn([person('lead', commune.specialist), person('coordinating', commune.colleague)]);
    expect((await partOf(commune.specialist)).due_on).toBe('2021-03-31');
    expect(codes()).toEqual(['04', '05']);
    expect(await actions()).toContain('incoming.sub_assigned');
  });

  test('goes up through the head: report, approval, report', async () => {
    await passOn([person('lead', commune.specialist)]);
    await report(commune.specialist, await partOf(commune.specialist));
    expect((await row()).state).toBe('in_progress');
    const child = await partOf(commune.specialist);
    const above = await unitPart();
    await expect(report(commune.head, above)).rejects.toMatchObject({ code: 'incoming.result_open' });
    for (const subject of [commune.specialist, commune.colleague, commune.leader]) {
      const decision = approveResult(office.as(subject), ports, id, { assignmentId: child.id, note: '' });
      await expect(decision).rejects.toMatchObject({ code: 'tasks.approve_result.forbidden' });
    }
    await returnResult(office.as(commune.head), ports, id, { assignmentId: child.id, reason: 'Thiếu số liệu' });
    await report(commune.specialist, child);
    await approveResult(office.as(commune.head), ports, id, { assignmentId: child.id, note: '' });
    expect((await report(commune.head, above)).state).toBe('awaiting_result_approval');
  });

  test('is not a specialist’s to report while the unit has a head', async () => {
    await expect(report(commune.specialist, await unitPart())).rejects.toMatchObject({
      code: 'tasks.report.forbidden',
    });
  });

  test('of a unit without a head is its people’s', async () => {
    await direct([unit('lead', commune.justice.unitId)], { text: 'Chuyển Tư pháp' });
    const part = (await parts()).find((candidate) => candidate.unit_id === commune.justice.unitId);
    expect(part).toBeDefined();
    expect(part === undefined ? '' : (await report(commune.justice, part)).state).toBe('awaiting_result_approval');
  });
});

describe('results', () => {
  test('two reports of one part at once: one counts', async () => {
    await direct([person('lead', commune.specialist)]);
    const part = await partOf(commune.specialist);
    const outcomes = await Promise.allSettled([report(commune.specialist, part), report(commune.specialist, part)]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({
      code: 'incoming.wrong_state',
    });
  });

  test('approval twice at once tells the sender once', async () => {
    await direct([person('lead', commune.specialist)]);
    const part = await partOf(commune.specialist);
    await report(commune.specialist, part);
    const approve = () => approveResult(office.as(commune.leader), ports, id, { assignmentId: part.id, note: '' });
    const outcomes = await Promise.allSettled([approve(), approve()]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(codes()).toEqual(['04', '06']);
  });

  test('the leader decides, and only when something was reported', async () => {
    await direct([person('lead', commune.specialist)]);
    const { id: assignmentId } = await partOf(commune.specialist);
    const approve = (subject: Subject) => approveResult(office.as(subject), ports, id, { assignmentId, note: '' });
    await expect(approve(commune.leader)).rejects.toMatchObject({ code: 'incoming.wrong_state' });
    await report(commune.specialist, await partOf(commune.specialist));
    await expect(approve(commune.deputy)).rejects.toMatchObject({ code: 'incoming.approve_result.forbidden' });
    await expect(approve(commune.specialist)).rejects.toMatchObject({ code: 'incoming.approve_result.forbidden' });
  });

  test('without approval the lead’s report ends it, with what others still had', async () => {
    await direct([person('lead', commune.specialist), person('coordinating', commune.justice)], {
      needsApproval: false,
    });
    expect((await report(commune.specialist, await partOf(commune.specialist))).state).toBe('done');
    expect((await parts()).every((part) => part.state === 'done')).toBe(true);
    expect(codes()).toEqual(['04', '06']);
  });

  test('a part of another document does not exist here', async () => {
    await direct([person('lead', commune.specialist)]);
    const part = { ...(await partOf(commune.specialist)), id: '0190a000-0000-7000-8000-000000000000' };
    await expect(report(commune.specialist, part)).rejects.toMatchObject({ code: 'tasks.not_found', status: 404 });
  });
});

describe('ending without a report', () => {
  const complete = (subject: Subject, note = '') => completeIncoming(office.as(subject), ports, id, { note });

  test('is the leader’s; in work it needs words', async () => {
    await expect(complete(commune.clerk)).rejects.toMatchObject({ code: 'incoming.complete.forbidden' });
    await direct([person('lead', commune.specialist)]);
    await expect(complete(commune.specialist, 'Xong')).rejects.toMatchObject({ code: 'incoming.complete.forbidden' });
    await expect(complete(commune.leader)).rejects.toMatchObject({ code: 'incoming.reason_missing' });
    expect((await complete(commune.leader, 'Đã trao đổi trực tiếp')).state).toBe('done');
    await expect(complete(commune.leader, 'Lần nữa')).rejects.toMatchObject({ code: 'incoming.wrong_state' });
    expect(codes()).toEqual(['04', '06']);
    expect(await actions()).toContain('incoming.completed');
  });

  test('is the lead’s where the directive asks for no approval', async () => {
    await direct([person('lead', commune.specialist)], { needsApproval: false });
    expect((await complete(commune.specialist, 'Đã thực hiện')).state).toBe('done');
  });

  test('waits for the decision on a result already reported', async () => {
    await direct([person('lead', commune.specialist)]);
    await report(commune.specialist, await partOf(commune.specialist));
    await expect(complete(commune.leader, 'Xong')).rejects.toMatchObject({ code: 'incoming.result_open' });
  });
});

test('a paper document reports nothing to anybody', async () => {
  await rawQuery(office.db, "update incoming_document set source = 'paper' where id = $1", [id]);
  await direct([person('lead', commune.specialist)]);
  expect(codes()).toEqual([]);
});
