import type { DeskGroup } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { listWaitingFor } from './custody.store.ts';
import { tokenLink } from './tokens.presenter.ts';

type Row = DeskGroup['rows'][number];

/** Devices somebody says he gave to this person: nobody has them for sure until both have signed. */
export async function tokensDesk(context: ActingContext): Promise<DeskGroup[]> {
  const { agencyId, personId } = context.subject;
  const waiting = await listWaitingFor(context.db, { agencyId, personId });
  if (waiting.length === 0) {
    return [];
  }
  const rows: Row[] = waiting.map(({ line, serial }) => {
    const link = tokenLink({ id: line.token_id });
    return {
      id: `custody-${line.id}`,
      channel: 'inside',
      channelLabel: 'Thiết bị',
      sentence: [{ text: line.from_name, strong: true }, { text: ` bàn giao thiết bị lưu khóa bí mật ${serial}.` }],
      proof: line.minutes === '' ? 'Chờ anh/chị xác nhận đã nhận' : `Biên bản ${line.minutes}`,
      chip: { tone: 'amber', label: 'Chờ xác nhận' },
      link,
      action: { label: 'Xác nhận', link },
    };
  });
  return [
    {
      key: 'certificates.custody',
      title: 'Nhận bàn giao thiết bị',
      tab: { key: 'custody', label: 'Nhận bàn giao' },
      count: rows.length,
      rows,
    },
  ];
}
