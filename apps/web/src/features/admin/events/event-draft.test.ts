import { AgencyEvent } from '@congvu/contracts';
import { describe, expect, it } from 'vitest';
import { id, TREE } from '../admin.fixture.ts';
import { buildEvent, type EventDraft, newEventDraft, sayEvent } from './event-draft.ts';

function draftOf(part: Partial<EventDraft>): EventDraft {
  return { ...newEventDraft(id(4), '2021-07-01'), basis: 'Nghị quyết số 12/NQ-HĐND', ...part };
}

const WHOLE_PART = { name: 'Phòng mới', place: 'Tam Đường', symbol: 'PM', code: 'H35.9.99' };

describe('the event of the form', () => {
  const merge = draftOf({
    merged: [id(4)],
    successorId: id(2),
    posts: {
      [id(401)]: { unitId: id(21), title: 'Phó Chánh Văn phòng', rank: 'unit_deputy', roles: ['leader'] },
      [id(402)]: { unitId: '', title: 'Chuyên viên', rank: 'staff', roles: ['specialist'] },
    },
  });

  it('sends only next posts that are complete', () => {
    const { event } = buildEvent(merge);
    expect(event?.kind === 'merge' && event.nextPosts.map((post) => post.positionId)).toEqual([id(401)]);
    expect(AgencyEvent.safeParse(event).success).toBe(true);
  });

  it.each<[string, Partial<EventDraft>]>([
    ['rename', { kind: 'rename', name: 'Phòng Nội vụ và Lao động' }],
    ['dissolve', { kind: 'dissolve', successorId: null }],
    [
      'split',
      {
        kind: 'split',
        parts: [1, 2].map(
          (key) => ({ ...draftOf({}).parts[0], ...WHOLE_PART, key: `${key}` }) as EventDraft['parts'][number],
        ),
      },
    ],
  ])('builds %s as the contract wants it', (kind, part) => {
    const { event } = buildEvent(draftOf(part));
    expect(event?.kind).toBe(kind);
    expect(AgencyEvent.safeParse(event).success).toBe(true);
  });

  it.each<[string, Partial<EventDraft>]>([
    ['no basis', { ...merge, basis: '' }],
    ['no day', { ...merge, effectiveOn: null }],
    ['nobody merged', { merged: [], successorId: id(2) }],
    ['no heir', { merged: [id(4)], successorId: null }],
    ['no new name', { kind: 'rename' }],
    ['an empty part', { kind: 'split' }],
    ['nobody dissolved', { kind: 'dissolve', agencyId: null }],
  ])('holds back with %s', (_name, part) => {
    const built = buildEvent(draftOf(part));
    expect(built.event).toBeUndefined();
    expect(built.missing).not.toBe('');
  });

  it('says it in one sentence', () => {
    expect(sayEvent(merge, TREE)).toBe('Từ 01/7/2021: Phòng Nội vụ nhập vào Văn phòng.');
    expect(sayEvent(draftOf({ kind: 'dissolve', successorId: id(2) }), TREE)).toBe(
      'Từ 01/7/2021: giải thể Phòng Nội vụ, nhiệm vụ chuyển về Văn phòng.',
    );
  });
});
