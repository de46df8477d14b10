import type { DeskGroup } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { printMomentSince } from '../../../platform/print-dates.ts';
import { draftLink } from '../drafting.notices.ts';
import type { DraftListRow } from '../drafting.presenter.ts';
import { draftCounts, findDraftRows } from './list-drafts.ts';

type Row = DeskGroup['rows'][number];

function row(draft: DraftListRow, words: { verb: string; label: string; proof: string }): Row {
  const abstract = draft.abstract.replace(/^(?:V\/v|Về việc)[:\s]+/iu, '');
  const title = abstract === '' ? 'chưa có trích yếu' : `về việc ${abstract}`;
  return {
    id: draft.id,
    channel: 'inside',
    channelLabel: 'Dự thảo',
    sentence: [
      { text: draft.drafter_name, strong: true },
      { text: ` ${words.verb} ${draft.type_name.toLowerCase()} ` },
      { text: `${title}.` },
    ],
    proof: words.proof,
    ...(draft.urgency !== 'normal' && { urgency: draft.urgency }),
    link: draftLink(draft.id),
    action: { label: words.label, link: draftLink(draft.id) },
  };
}

const TAB = { key: 'drafts', label: 'Dự thảo' };
const SHOWN = 5;

interface GroupWords {
  key: string;
  title: string;
  box: 'returned' | 'to_approve' | 'to_check';
  verb: string;
  label: string;
  proof(draft: DraftListRow, now: Date): string;
}

const GROUPS: GroupWords[] = [
  {
    key: 'drafts.returned',
    title: 'Bị trả lại, cần sửa',
    box: 'returned',
    verb: 'soạn',
    label: 'Sửa',
    proof: (draft) => `${draft.returned_by ?? ''} trả lại: ${draft.returned_reason ?? ''}`,
  },
  {
    key: 'drafts.to_approve',
    title: 'Chờ duyệt nội dung',
    box: 'to_approve',
    verb: 'trình',
    label: 'Duyệt',
    proof: (draft, now) =>
      `${draft.drafting_unit}, trình lúc ${printMomentSince(draft.submitted_at ?? draft.updated_at, now)}`,
  },
  {
    key: 'drafts.to_check',
    title: 'Chờ kiểm tra thể thức',
    box: 'to_check',
    verb: 'trình',
    label: 'Kiểm tra',
    proof: (draft) => `${draft.drafting_unit}, ${draft.content_approved_by ?? ''} đã duyệt nội dung`,
  },
];

/** What waits for this person among drafts: returned ones, content to approve, format to check. */
export async function draftDesk(context: ActingContext): Promise<DeskGroup[]> {
  const counts = await draftCounts(context);
  const waiting = GROUPS.filter((group) => counts[group.box] > 0);
  return Promise.all(
    waiting.map(async (group) => ({
      key: group.key,
      title: group.title,
      tab: TAB,
      count: counts[group.box],
      rows: (await findDraftRows(context, { box: group.box, limit: SHOWN }))
        .slice(0, SHOWN)
        .map((draft) =>
          row(draft, { verb: group.verb, label: group.label, proof: group.proof(draft, context.clock.now()) }),
        ),
    })),
  );
}

/** Drafts that wait for this person. */
export async function draftNavCounts(context: ActingContext): Promise<{ drafting: number }> {
  const counts = await draftCounts(context);
  return { drafting: counts.returned + counts.to_approve + counts.to_check };
}
