import type { DeskGroup } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { listUndelivered, listWaitingFor } from './custody.store.ts';
import { tokenLink } from './tokens.presenter.ts';

type Row = DeskGroup['rows'][number];

const TAB = { key: 'custody', label: 'Bàn giao thiết bị' };
const AT_DESK = { channel: 'inside', channelLabel: 'Thiết bị' } as const;

/** Devices somebody says he gave to this person: nobody has them for sure until both have signed. */
async function waitingRows({ db, subject }: ActingContext): Promise<Row[]> {
  const waiting = await listWaitingFor(db, subject);
  return waiting.map(({ line, serial }) => {
    const link = tokenLink({ id: line.token_id });
    return {
      ...AT_DESK,
      id: `custody-${line.id}`,
      sentence: [{ text: line.from_name, strong: true }, { text: ` bàn giao thiết bị lưu khóa bí mật ${serial}.` }],
      proof: line.minutes === '' ? 'Chờ anh/chị xác nhận đã nhận' : `Biên bản ${line.minutes}`,
      chip: { tone: 'amber', label: 'Chờ xác nhận' },
      link,
      action: { label: 'Xác nhận', link },
    };
  });
}

/** Devices the authority delivered and their owners do not have yet. */
async function undeliveredRows({ db, subject }: ActingContext): Promise<Row[]> {
  const tokens = await listUndelivered(db, subject);
  return tokens.map((token) => {
    const link = tokenLink(token);
    return {
      ...AT_DESK,
      id: `token-${token.id}`,
      sentence: [
        { text: `Thiết bị ${token.serial}`, strong: true },
        { text: ` đã tiếp nhận, chưa bàn giao cho ${token.holder_name}.` },
      ],
      proof: 'Bàn giao xong, hai bên cùng xác nhận',
      chip: { tone: 'blue', label: 'Chờ bàn giao' },
      link,
      action: { label: 'Bàn giao', link },
    };
  });
}

export async function tokensDesk(context: ActingContext): Promise<DeskGroup[]> {
  const [waiting, undelivered] = await Promise.all([waitingRows(context), undeliveredRows(context)]);
  const groups: DeskGroup[] = [
    { key: 'certificates.custody', title: 'Nhận bàn giao thiết bị', tab: TAB, count: waiting.length, rows: waiting },
    {
      key: 'certificates.undelivered',
      title: 'Thiết bị chờ bàn giao',
      tab: TAB,
      count: undelivered.length,
      rows: undelivered,
    },
  ];
  return groups.filter(({ count }) => count > 0);
}
