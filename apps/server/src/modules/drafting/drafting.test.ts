import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { applyFixes } from './commands/apply-fixes.ts';
import { attachFiles } from './commands/attach-files.ts';
import { addComment, resolveComment } from './commands/comment-draft.ts';
import { createDraft } from './commands/create-draft.ts';
import { approveContent, returnDraft, takeBackDraft, withdrawDraft } from './commands/decide-draft.ts';
import { prepareHandOver } from './commands/hand-over.ts';
import { saveDraft } from './commands/save-draft.ts';
import { submitDraft } from './commands/submit-draft.ts';
import {
  buildApprovedDraft,
  buildDistrictOffice,
  type DistrictOffice,
  everythingSeen,
  goodContent,
} from './drafting.testing.ts';
import { draftDesk } from './queries/draft-desk.ts';
import { listDrafts } from './queries/list-drafts.ts';
import { listOptions } from './queries/list-options.ts';
import { previewDraft } from './queries/preview-draft.ts';
import { viewDraft, viewVersions } from './queries/view-draft.ts';
import { viewFormat } from './queries/view-format.ts';

let office: TestOffice;
let district: DistrictOffice;

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
});
afterAll(() => office.close());

/** Every act a minute after the one before, so that trails have an order. */
function as(subject: Subject) {
  office.clock.advance(60_000);
  return office.as(subject);
}

const NO_NOTE = { note: '' };

async function newDraft(content = goodContent(district.deputy.positionId)): Promise<string> {
  const { id } = await createDraft(as(district.specialist), everythingSeen, {
    documentType: content.documentType,
    abstract: content.abstract,
    content,
    declaredSecrecy: 'none',
  });
  return id;
}

async function actionsOn(id: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where object_id = $1 order by id',
    [id],
  );
  return rows.map((row) => row.action);
}

describe('a draft', () => {
  test('goes from the first word to the format check, each step audited and on the timeline', async () => {
    const id = await newDraft();
    const report = await viewFormat(as(district.specialist), id);
    expect(report.findings).toEqual([]);
    expect(report.passed).toBeGreaterThan(10);
    await submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE });
    await approveContent(as(district.unitHead), id, { version: 1, note: 'Đồng ý' });
    const handOver = await prepareHandOver(as(district.clerk), id);
    expect(handOver.receivers.map((receiver) => receiver.agencyId).sort()).toEqual([...district.communeIds].sort());
    expect(handOver.rendered.pages).toBe(1);
    expect(handOver.signer.lines).toEqual(['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH']);
    expect(await actionsOn(id)).toEqual(['drafting.created', 'drafting.submitted', 'drafting.content_approved']);
    const view = await viewDraft(as(district.clerk), id);
    expect(view.state).toBe('content_approved');
    expect(view.symbol).toBe('UBND-VHTT');
    expect(view.movements.map((movement) => movement.kind)).toEqual(['content_approved', 'submitted', 'drafted']);
    expect(view.abilities['drafting.check_format']).toBe(true);
  });

  test('of a unit head passes the content check by its own submission', async () => {
    const { id } = await createDraft(as(district.unitHead), everythingSeen, {
      documentType: 'official_letter',
      abstract: '',
      content: goodContent(district.deputy.positionId),
      declaredSecrecy: 'none',
    });
    await submitDraft(as(district.unitHead), id, { version: 1, ...NO_NOTE });
    expect((await viewDraft(as(district.unitHead), id)).state).toBe('content_approved');
  });

  test('does not exist for another agency and is closed to other units', async () => {
    const id = await newDraft();
    await expect(viewDraft(as(district.stranger), id)).rejects.toMatchObject({ status: 404 });
    await expect(viewDraft(as(district.clerk), id)).rejects.toMatchObject({ code: 'drafting.read.forbidden' });
    await expect(viewDraft(as(district.unitHead), id)).resolves.toMatchObject({ id });
  });

  test('refuses steps of the wrong person and of the wrong state', async () => {
    const id = await newDraft();
    await expect(approveContent(as(district.unitHead), id, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      code: 'drafting.approve_content.forbidden',
    });
    await submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE });
    await expect(approveContent(as(district.specialist), id, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      status: 403,
    });
    await expect(prepareHandOver(as(district.clerk), id)).rejects.toMatchObject({
      code: 'drafting.check_format.forbidden',
    });
    await expect(
      saveDraft(as(district.specialist), id, {
        version: 1,
        content: goodContent(district.chairman.positionId),
        declaredSecrecy: 'none',
      }),
    ).rejects.toMatchObject({ code: 'drafting.edit.forbidden' });
    expect(await actionsOn(id)).toEqual(['drafting.created', 'drafting.submitted']);
  });

  test('is approved once by two heads at the same moment', async () => {
    const id = await newDraft();
    await submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE });
    const answers = await Promise.allSettled(
      [1, 2].map(() => approveContent(as(district.unitHead), id, { version: 1, ...NO_NOTE })),
    );
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect((await actionsOn(id)).filter((action) => action === 'drafting.content_approved')).toHaveLength(1);
  });

  test('comes back to the drafter with the reason, who is told; all approvals lapse', async () => {
    const id = await buildApprovedDraft(office, district);
    await returnDraft(as(district.clerk), id, 'Sai tên loại');
    const view = await viewDraft(as(district.specialist), id);
    expect(view.state).toBe('draft');
    expect(view.returned).toMatchObject({ reason: 'Sai tên loại', step: 'Kiểm tra thể thức' });
    expect(view.steps[1]?.at).toBeNull();
    const notices = await rawQuery<{ person_id: string; kind: string }>(
      office.db,
      `select person_id, kind from notification where link = $1 and read_at is null`,
      [`/van-ban-di/du-thao/${id}`],
    );
    expect(notices).toEqual([{ person_id: district.specialist.personId, kind: 'drafting.returned' }]);
    const groups = await draftDesk(as(district.specialist));
    expect(groups.find((group) => group.key === 'drafts.returned')?.rows.map((row) => row.id)).toContain(id);
  });

  test('can be taken back before approval and given up while it is a draft', async () => {
    const id = await newDraft();
    await submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE });
    await takeBackDraft(as(district.specialist), id);
    await withdrawDraft(as(district.specialist), id, 'Không cần nữa');
    expect((await viewDraft(as(district.specialist), id)).state).toBe('withdrawn');
    await expect(submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      code: 'drafting.submit.forbidden',
    });
  });
});

describe('saving', () => {
  test('the same text again is no new version; an older base is kept aside and answers 409', async () => {
    const id = await newDraft();
    const first = goodContent(district.deputy.positionId, 'bản thứ nhất');
    const second = goodContent(district.deputy.positionId, 'bản thứ hai');
    const save = (content: typeof first, version: number) =>
      saveDraft(as(district.specialist), id, { version, content, declaredSecrecy: 'none' });
    expect((await save(first, 1)).version).toBe(2);
    expect((await save(first, 2)).version).toBe(2);
    await expect(save(second, 1)).rejects.toMatchObject({ code: 'drafting.version_conflict' });
    const { items } = await viewVersions(as(district.specialist), id);
    expect(items.map(({ version, aside }) => [version, aside])).toEqual([
      [2, false],
      [1, true],
      [1, false],
    ]);
  });

  test('two at once: one is saved, the other kept aside', async () => {
    const id = await newDraft();
    const answers = await Promise.allSettled(
      ['một', 'hai'].map((abstract) =>
        saveDraft(as(district.specialist), id, {
          version: 1,
          content: goodContent(district.deputy.positionId, abstract),
          declaredSecrecy: 'none',
        }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await viewVersions(as(district.specialist), id)).items).toHaveLength(3);
  });
});

describe('the format check', () => {
  test('stops a letter with errors, names the block and puts right what it can', async () => {
    const content = goodContent(district.deputy.positionId);
    const [first, ...rest] = content.blocks;
    const blocks = [
      ...(first === undefined ? [] : [first]),
      {
        id: 'c1',
        kind: 'paragraph' as const,
        runs: [{ text: 'Thực hiện Công văn số 315/ STTTT-BCVTCNTT ngày 12/3/2021.' }],
      },
      ...rest,
    ];
    const id = await newDraft({
      ...content,
      blocks,
      addressees: [],
      recipients: [{ kind: 'line', label: 'Như trên' }],
    });
    const before = await viewFormat(as(district.specialist), id);
    expect(before.findings.find((finding) => finding.blockId === 'c1')).toMatchObject({
      place: 'blocks.1',
      canFix: true,
    });
    expect(before.errors).toBeGreaterThan(0);
    await expect(submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      code: 'drafting.format_errors',
    });
    const { version } = await applyFixes(as(district.specialist), id, { version: 1 });
    expect(version).toBe(2);
    const view = await viewDraft(as(district.specialist), id);
    expect(view.content.blocks[1]?.runs.map((run) => run.text).join('')).toContain('315/STTTT-BCVTCNTT');
    expect(view.content.blocks[0]).toEqual(first);
    const after = await viewFormat(as(district.specialist), id);
    expect(after.findings.filter((finding) => finding.blockId === 'c1')).toEqual([]);
    await expect(applyFixes(as(district.specialist), id, { version: 2 })).rejects.toMatchObject({
      code: 'drafting.nothing_to_fix',
    });
  });

  test('asks for a signer with authority', async () => {
    const unsigned = await newDraft({ ...goodContent(district.deputy.positionId), signerPositionId: null });
    await expect(submitDraft(as(district.specialist), unsigned, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      code: 'drafting.signer_missing',
    });
    const wrong = await newDraft(goodContent(district.unitHead.positionId));
    await expect(submitDraft(as(district.specialist), wrong, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      code: 'drafting.signer_not_allowed',
    });
  });

  test('waits for open comments', async () => {
    const id = await newDraft();
    const comment = await addComment(as(district.unitHead), id, { blockId: 'b2', quote: '', text: 'Ghi rõ thời hạn' });
    await expect(submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE })).rejects.toMatchObject({
      code: 'drafting.open_comments',
    });
    await resolveComment(as(district.specialist), id, comment.id, true);
    await expect(submitDraft(as(district.specialist), id, { version: 1, ...NO_NOTE })).resolves.toMatchObject({ id });
  });

  test('a half-written draft still has a page', async () => {
    const { id } = await createDraft(as(district.specialist), everythingSeen, {
      documentType: 'decision',
      abstract: '',
      declaredSecrecy: 'none',
    });
    const page = await previewDraft(as(district.specialist), id);
    expect(page.headers['content-type']).toBe('application/pdf');
  });
});

describe('state secrets', () => {
  const mark = 'Độ mật: Tối mật';

  async function refusals(): Promise<number> {
    const [row] = await rawQuery<{ n: number }>(
      office.db,
      `select count(*)::int as n from audit_leaf where action = 'documents.state_secret_refused'`,
      [],
    );
    return row?.n ?? 0;
  }

  test('are refused at every door, nothing is stored, each refusal is audited', async () => {
    const id = await newDraft();
    const clean = goodContent(district.deputy.positionId);
    const marked = { ...clean, blocks: [{ id: 'x', kind: 'paragraph' as const, runs: [{ text: mark }] }] };
    const before = await refusals();
    const asDrafter = () => as(district.specialist);
    async function* secretFile() {
      yield { name: 'Kế hoạch (Mật).pdf', declaredType: 'application/pdf', stream: process.stdin };
    }
    const doors = [
      () =>
        createDraft(asDrafter(), everythingSeen, {
          documentType: 'plan',
          abstract: 'TỐI MẬT',
          declaredSecrecy: 'none',
        }),
      () =>
        createDraft(asDrafter(), everythingSeen, {
          documentType: 'plan',
          abstract: 'x',
          content: marked,
          declaredSecrecy: 'none',
        }),
      () =>
        createDraft(asDrafter(), everythingSeen, { documentType: 'plan', abstract: 'x', declaredSecrecy: 'secret' }),
      () => saveDraft(asDrafter(), id, { version: 1, content: marked, declaredSecrecy: 'none' }),
      () => addComment(asDrafter(), id, { blockId: null, quote: '', text: mark }),
      () => attachFiles(asDrafter(), id, secretFile()),
    ];
    for (const door of doors) {
      await expect(door()).rejects.toMatchObject({ code: 'documents.state_secret' });
    }
    expect(await refusals()).toBe(before + doors.length);
    const view = await viewDraft(asDrafter(), id);
    expect(view).toMatchObject({ version: 1, attachments: [], comments: [] });
    // Negative control: the words of the trade are no marks.
    await expect(
      addComment(asDrafter(), id, { blockId: null, quote: '', text: 'Bổ sung phần bảo mật thông tin' }),
    ).resolves.toMatchObject({});
  });
});

describe('lists and options', () => {
  test('each box holds what waits for the person, pages by key, counts within bounds', async () => {
    const id = await buildApprovedDraft(office, district);
    const clerk = await listDrafts(as(district.clerk), { box: 'to_check', limit: 1 });
    expect(clerk.items).toHaveLength(1);
    expect(clerk.counts.to_check).toBeGreaterThan(1);
    const seen = new Set<string>(clerk.items.map((item) => item.id));
    let cursor = clerk.nextCursor;
    while (cursor !== null) {
      const page = await listDrafts(as(district.clerk), { box: 'to_check', limit: 1, cursor });
      for (const item of page.items) {
        expect(seen.has(item.id)).toBe(false);
        seen.add(item.id);
      }
      cursor = page.nextCursor;
    }
    expect(seen.size).toBe(clerk.counts.to_check);
    expect(seen.has(id)).toBe(true);
    expect((await listDrafts(as(district.stranger), { box: 'to_check', limit: 50 })).items).toEqual([]);
  });

  test('offers types, signers with their block and groups of receivers', async () => {
    const options = await listOptions(as(district.specialist), 'official_letter');
    expect(options.types).toHaveLength(29);
    expect(options.signers.map((signer) => signer.positionId)).toEqual([
      district.chairman.positionId,
      district.deputy.positionId,
    ]);
    expect(options.groups.find((group) => group.group === 'communes')?.agencies).toHaveLength(3);
    await expect(listOptions(as(district.specialist), 'nonsense')).rejects.toMatchObject({
      code: 'drafting.unknown_type',
    });
  });
});
