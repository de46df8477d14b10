import type { WebmailBox } from '@congvu/contracts';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { useMembers } from '../webmail-api.ts';

/** Beyond this the names do not fit beside each other. */
const SIDE_BY_SIDE = 2;

interface BoxSwitchProps {
  boxes: readonly WebmailBox[];
  box: WebmailBox;
  onBox: (id: string) => void;
}

export function boxName(box: WebmailBox): string {
  return box.relation === 'own' ? 'Của tôi' : box.name;
}

function withUnread(box: WebmailBox): string {
  return box.unread > 0 ? `${boxName(box)}, ${box.unread} thư chưa đọc` : boxName(box);
}

/** Own and shared boxes by one switch; whose box it is stands below. */
export function BoxSwitch({ boxes, box, onBox }: BoxSwitchProps) {
  const shared = box.relation === 'member';
  const members = useMembers(box.id, shared);
  const count = members.data?.items.length ?? 0;
  return (
    <>
      {boxes.length > 1 && boxes.length <= SIDE_BY_SIDE && (
        <Segments
          label="Hộp thư đang mở"
          tabs={boxes.map((one) => ({
            key: one.id,
            label: `${boxName(one)}${one.unread > 0 ? ` ${one.unread}` : ''}`,
          }))}
          active={box.id}
          onChange={onBox}
        />
      )}
      {boxes.length > SIDE_BY_SIDE && (
        <SmallSelect
          label="Hộp thư đang mở"
          className="mail-boxes"
          value={box.id}
          options={boxes.map((one) => ({ value: one.id, label: withUnread(one) }))}
          onChange={onBox}
        />
      )}
      <p className="mail-box-note">
        <span className="num">{box.address}</span>
        {shared && count > 0 && `, ${count} người cùng dùng`}
        {box.away && <span className="soon">, đang báo vắng mặt</span>}
      </p>
    </>
  );
}
