import type { DeskGroup } from '@congvu/contracts';
import { hasRole } from '../../platform/authorise.ts';
import type { ActingContext } from '../../platform/context.ts';
import { listBrokenBatches } from './batches.store.ts';
import { CARE_LINK } from './care/alarm.ts';
import { countOpenCare, findOldestTimeless } from './care/care.store.ts';

type Row = DeskGroup['rows'][number];

const TAB = { key: 'to_sign', label: 'Chờ ký' };
const AT_DESK = { channel: 'inside', channelLabel: 'Ký số' } as const;

/** What the person's own device refused or did not answer: the letters are still unsigned. */
async function refusedRows(context: ActingContext): Promise<Row[]> {
  const { agencyId, personId, positionId } = context.subject;
  const batches = await listBrokenBatches(context.db, { agencyId, personId, positionId }, context.clock.now());
  return batches.map((batch) => ({
    ...AT_DESK,
    id: `batch-${batch.id}`,
    sentence: [{ text: `${batch.failed} văn bản chưa ký được`, strong: true }, { text: ' trong lô ký vừa rồi.' }],
    proof: batch.message,
    chip: { tone: 'amber', label: 'Ký lại' },
    link: `/ky-so?lo=${batch.id}`,
    action: { label: 'Ký lại', link: `/ky-so?lo=${batch.id}` },
  }));
}

/** Signatures without their time: clerks and administrators see it before it stops the office, and everybody who signs after. */
async function careRows(context: ActingContext): Promise<Row[]> {
  const { db, clock, subject } = context;
  const [oldest, counts] = await Promise.all([
    findOldestTimeless(db, subject.agencyId),
    countOpenCare(db, subject.agencyId),
  ]);
  const rows: Row[] = [];
  if (oldest !== undefined && oldest.deadline <= clock.now()) {
    rows.push({
      ...AT_DESK,
      id: 'signing-stopped',
      sentence: [{ text: 'Tạm dừng ký', strong: true }, { text: ' vì máy chủ dấu thời gian không trả lời.' }],
      proof: `${counts.timeless} văn bản đã ký còn chờ dấu thời gian`,
      chip: { tone: 'red', label: 'Dừng ký' },
      link: CARE_LINK,
    });
  }
  const overdue = counts.late + counts.failed;
  if (overdue > 0 && hasRole(subject, 'clerk', 'administrator')) {
    rows.push({
      ...AT_DESK,
      id: 'signing-late',
      sentence: [
        { text: `${overdue} văn bản đã ký`, strong: true },
        { text: ' chưa bổ sung được dấu thời gian, bằng chứng.' },
      ],
      proof: 'Hệ thống vẫn tự thử lại; báo đơn vị cung cấp dấu thời gian nếu kéo dài',
      chip: { tone: 'red', label: 'Quá hạn' },
      link: CARE_LINK,
    });
  }
  return rows;
}

export async function signingDesk(context: ActingContext): Promise<DeskGroup[]> {
  if (!hasRole(context.subject, 'leader', 'unit_head', 'clerk', 'administrator')) {
    return [];
  }
  const rows = [...(await careRows(context)), ...(await refusedRows(context))];
  return rows.length === 0
    ? []
    : [{ key: 'signing.care', title: 'Ký số cần xử lý', tab: TAB, count: rows.length, rows }];
}
