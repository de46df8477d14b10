import type { DeskGroup, RequestBox } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { requestLink } from '../requests.links.ts';
import { formNames, type ListRow } from '../requests.presenter.ts';
import { countBox, countBoxes, type Reader, readerOf, readPage } from './list-requests.ts';

type Row = DeskGroup['rows'][number];

interface Waiting {
  box: Extract<RequestBox, 'to_declare' | 'to_approve' | 'to_seal' | 'to_check'>;
  title: string;
  tab: DeskGroup['tab'];
  action: string;
  sentence(row: ListRow): Row['sentence'];
}

const TO_SIGN = { key: 'to_sign', label: 'Chờ ký' };
const TO_CHECK = { key: 'requests', label: 'Đề nghị' };
const SHOWN = 5;

function what(row: ListRow): string {
  const { formLabel, title } = formNames(row);
  return `${formLabel} ${title.charAt(0).toLocaleLowerCase('vi')}${title.slice(1)}: ${row.subject}`;
}

const WAITING: Waiting[] = [
  {
    box: 'to_declare',
    title: 'Đề nghị chờ anh/chị ký ở vai người khai',
    tab: TO_SIGN,
    action: 'Ký',
    sentence: (row) => [{ text: what(row), strong: true }, { text: ' chờ người khai ký.' }],
  },
  {
    box: 'to_approve',
    title: 'Đề nghị chờ thủ trưởng duyệt',
    tab: TO_SIGN,
    action: 'Duyệt',
    sentence: (row) => [{ text: row.unit_name, strong: true }, { text: ` trình ${what(row)}.` }],
  },
  {
    box: 'to_seal',
    title: 'Đề nghị chờ đóng dấu',
    tab: TO_SIGN,
    action: 'Đóng dấu',
    sentence: (row) => [{ text: what(row), strong: true }, { text: ' đã duyệt, chờ đóng dấu.' }],
  },
  {
    box: 'to_check',
    title: 'Đề nghị chờ kiểm tra',
    tab: TO_CHECK,
    action: 'Kiểm tra',
    sentence: (row) => [{ text: row.agency_name, strong: true }, { text: ` gửi ${what(row)}.` }],
  },
];

function chipOf(row: ListRow): Row['chip'] {
  if (row.urgent) {
    return { tone: 'red', label: 'Khẩn' };
  }
  return row.late ? { tone: 'amber', label: 'Gửi quá hạn' } : undefined;
}

function deskRow(row: ListRow, waiting: Omit<Waiting, 'box'>): Row {
  const chip = chipOf(row);
  const lines = row.item_count > 1 ? `${row.item_count} dòng` : (row.declarant_name ?? row.unit_name);
  return {
    id: row.id,
    channel: 'inside',
    channelLabel: 'Đề nghị',
    sentence: waiting.sentence(row),
    proof: row.warnings === 0 ? lines : `${lines}, ${row.warnings} cảnh báo`,
    ...(chip !== undefined && { chip }),
    link: requestLink(row.id),
    action: { label: waiting.action, link: requestLink(row.id) },
  };
}

const RETURNED = { box: 'mine', state: 'returned' } as const;

const CORRECTING: Omit<Waiting, 'box'> = {
  title: 'Đề nghị bị trả lại',
  tab: TO_CHECK,
  action: 'Sửa',
  sentence: (row) => [{ text: what(row), strong: true }, { text: ` bị trả lại: ${row.returned_reason ?? ''}` }],
};

/** What came back to whoever made it. */
async function returnedGroup(context: ActingContext, reader: Reader): Promise<DeskGroup[]> {
  const count = await countBox(context, reader, RETURNED);
  const rows = count === 0 ? [] : await readPage(context, reader, { ...RETURNED, limit: SHOWN });
  return [
    {
      key: 'requests.returned',
      title: CORRECTING.title,
      tab: CORRECTING.tab,
      count,
      rows: rows.map((row) => deskRow(row, CORRECTING)),
    },
  ].filter((group) => group.count > 0);
}

export async function requestDesk(context: ActingContext): Promise<DeskGroup[]> {
  const reader = await readerOf(context);
  const counts = await countBoxes(
    context,
    reader,
    WAITING.map(({ box }) => box),
  );
  const groups = await Promise.all(
    WAITING.filter(({ box }) => counts[box] > 0).map(async (waiting) => ({
      key: `requests.${waiting.box}`,
      title: waiting.title,
      tab: waiting.tab,
      count: counts[waiting.box],
      rows: (await readPage(context, reader, { box: waiting.box, limit: SHOWN })).map((row) => deskRow(row, waiting)),
    })),
  );
  return [...(await returnedGroup(context, reader)), ...groups];
}

/** Number beside the rail: what waits for this person. */
export async function requestCounts(context: ActingContext): Promise<Record<string, number>> {
  const reader = await readerOf(context);
  const [waiting, returned] = await Promise.all([
    countBoxes(
      context,
      reader,
      WAITING.map(({ box }) => box),
    ),
    countBox(context, reader, RETURNED),
  ]);
  return { requests: returned + Object.values(waiting).reduce((sum, count) => sum + count, 0) };
}
