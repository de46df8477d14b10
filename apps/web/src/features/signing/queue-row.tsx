import type { OutgoingListItem } from '@congvu/contracts';
import { formatWhen } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';

export type Work = 'ky' | 'dau';

const ABILITY: Record<Work, string> = { ky: 'outgoing.sign', dau: 'outgoing.seal' };

export function mayAct(item: OutgoingListItem, work: Work): boolean {
  return item.abilities[ABILITY[work]] === true;
}

interface RowProps {
  item: OutgoingListItem;
  work: Work;
  ticked: boolean;
  busy: boolean;
  onTick: () => void;
  onStart: () => void;
}

export function QueueRow({ item, work, ticked, busy, onTick, onStart }: RowProps) {
  const may = mayAct(item, work);
  const reason = item.abilities[ABILITY[work]];
  const facts = [
    `${item.typeName}, ${item.pages} trang`,
    item.attachmentCount > 0 ? `kèm ${item.attachmentCount} tệp` : '',
    item.receiverCount > 0 ? `gửi ${item.receiverCount} cơ quan` : '',
    `${item.draftingUnitName} trình ${formatWhen(item.changedAt)}`,
  ];
  return (
    <li className="sign-row">
      <input
        type="checkbox"
        aria-label={`Chọn ${item.abstract}`}
        checked={ticked && may}
        disabled={!may}
        onChange={onTick}
      />
      <AppLink href={`/van-ban-di/${item.id}`} className="sign-row-text">
        <p>{item.abstract}</p>
        <small>{facts.filter(Boolean).join(', ')}</small>
      </AppLink>
      <span className="sign-row-mark">
        <UrgencyStamp urgency={item.urgency} />
        {may ? <Chip tone="blue">Đến lượt tôi</Chip> : <Chip>{item.stateLabel}</Chip>}
      </span>
      <Button size="small" busy={busy} reason={typeof reason === 'string' ? reason : undefined} onClick={onStart}>
        {work === 'ky' ? 'Ký' : 'Cấp số'}
      </Button>
    </li>
  );
}
