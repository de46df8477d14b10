import type { ConnectionKind, ConnectionList, ConnectionView } from '@congvu/contracts';
import { Modal } from 'antd';
import { Landmark, type LucideIcon, MapPinned, Plus } from 'lucide-react';
import { useState } from 'react';
import './connections.css';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import type { AxisKind } from './axis-draft.ts';
import { AxisDrawer } from './axis-drawer.tsx';
import { ChoicesSection } from './choices-section.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { useConnections, useRemoveConnection } from './connections-api.ts';
import { TroublesSection } from './troubles-section.tsx';

const OFFERS: readonly { kind: AxisKind; icon: LucideIcon; title: string; text: string; needs: string }[] = [
  {
    kind: 'national',
    icon: Landmark,
    title: 'Trục liên thông văn bản quốc gia',
    text: 'Với mọi bộ, ngành, tỉnh, thành phố.',
    needs: 'Cần địa chỉ trục, mã hệ thống và mã bí mật do đơn vị vận hành trục cấp.',
  },
  {
    kind: 'provincial',
    icon: MapPinned,
    title: 'Trục liên thông của tỉnh (LGSP)',
    text: 'Với các cơ quan trong tỉnh.',
    needs: 'Cần địa chỉ, tài khoản và mã bí mật do Sở quản lý nền tảng của tỉnh cấp.',
  },
];

/** The one sentence of the page: what works, what does not. */
export function sentenceOf(items: readonly ConnectionView[]): string {
  if (items.length === 0) {
    return 'Chưa có đường gửi nhận văn bản ra ngoài hệ thống này.';
  }
  const ill = items.filter(({ health }) => health.state === 'failing' || health.state === 'resting');
  const on = items.filter(({ enabled }) => enabled);
  if (ill.length > 0) {
    return `${ill.map(({ name }) => name).join(', ')} đang trục trặc. Văn bản đi nằm trong hàng chờ, hệ thống tự gửi khi kết nối lại.`;
  }
  return on.length === 0
    ? 'Mọi kết nối đang tắt: văn bản chỉ gửi được trong hệ thống này.'
    : `${formatNumber(on.length)} kết nối đang bật, không có lỗi.`;
}

function Offers({ onPick }: { onPick: (kind: AxisKind) => void }) {
  return (
    <ul className="conn-offers">
      {OFFERS.map(({ kind, icon: Icon, title, text, needs }) => (
        <li key={kind}>
          <button type="button" onClick={() => onPick(kind)}>
            <Icon className="icon" aria-hidden />
            <span>
              <b>{title}</b>
              <span>{text}</span>
              <small>{needs}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function OfferDialog({ onClose, onPick }: { onClose: () => void; onPick: (kind: AxisKind) => void }) {
  return (
    <Modal open title="Thêm kết nối" footer={null} onCancel={onClose} width={560}>
      <Offers onPick={onPick} />
    </Modal>
  );
}

function RemoveDialog({ connection, onClose }: { connection: ConnectionView; onClose: () => void }) {
  const remove = useRemoveConnection(({ outcome }) => {
    showToast(outcome === 'removed' ? `Đã xóa “${connection.name}”.` : `“${connection.name}” đã dùng nên chỉ tắt.`);
    onClose();
  });
  return (
    <Modal
      open
      title={`Xóa kết nối “${connection.name}”?`}
      okText="Xóa kết nối"
      cancelText="Giữ lại"
      okButtonProps={{ danger: true, loading: remove.isPending }}
      onCancel={onClose}
      onOk={() => remove.mutate(connection.id, { onError: (error) => showToast(describeError(error).message) })}
    >
      <p className="dialog-text">
        Kết nối chưa dùng lần nào thì xóa hẳn cùng mã bí mật. Kết nối đã gửi hoặc nhận văn bản thì được tắt và giữ lại,
        vì văn bản và bằng chứng gửi nhận còn dẫn đến nó.
      </p>
    </Modal>
  );
}

function axisKind(kind: ConnectionKind): AxisKind | undefined {
  return kind === 'national' || kind === 'provincial' ? kind : undefined;
}

type Open = { kind: AxisKind; connection: ConnectionView | undefined };

function List({
  data,
  onEdit,
  onAdd,
}: {
  data: ConnectionList;
  onEdit: (open: Open) => void;
  onAdd: (kind: AxisKind) => void;
}) {
  const [removing, setRemoving] = useState<ConnectionView>();
  const mayAdd = data.abilities['carriers.add'] === true;
  if (data.items.length === 0) {
    return (
      <div className="sheet">
        <Empty title="Chưa kết nối ra ngoài">
          {mayAdd
            ? 'Văn bản gửi nơi ngoài hệ thống này đang phải đi giấy. Chọn một loại kết nối để bắt đầu; khai xong bấm Thử kết nối, đạt thì lưu và bật.'
            : 'Văn bản gửi nơi ngoài hệ thống này đang phải đi giấy. Quản trị cơ quan khai kết nối ở trang này.'}
        </Empty>
        {mayAdd && <Offers onPick={onAdd} />}
      </div>
    );
  }
  return (
    <div className="conn-list">
      {data.items.map((connection) => {
        const kind = axisKind(connection.kind);
        return (
          <ConnectionCard
            key={connection.id}
            connection={connection}
            onEdit={kind === undefined ? undefined : () => onEdit({ kind, connection })}
            onRemove={() => setRemoving(connection)}
          />
        );
      })}
      {removing !== undefined && <RemoveDialog connection={removing} onClose={() => setRemoving(undefined)} />}
    </div>
  );
}

/** Kết nối liên thông: the ways out of this installation, how they do, and who goes which way. */
export function ConnectionsPage() {
  const { data, error, isPending, refetch } = useConnections();
  const [open, setOpen] = useState<Open>();
  const [adding, setAdding] = useState(false);
  const mayAdd = data?.abilities['carriers.add'] === true;
  const add = (kind: AxisKind): void => {
    setAdding(false);
    setOpen({ kind, connection: undefined });
  };
  const runs = data?.items.some(({ abilities }) => abilities['carriers.troubles'] === true) === true;
  return (
    <AdminFrame
      part="connections"
      title="Kết nối liên thông"
      sentence={data === undefined ? 'Đang xem tình trạng các kết nối.' : sentenceOf(data.items)}
      actions={
        mayAdd && data.items.length > 0 ? (
          <Button className="no-print" kind="primary" icon={Plus} onClick={() => setAdding(true)}>
            Thêm kết nối
          </Button>
        ) : undefined
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được kết nối" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <div className="admin-stack">
          <List data={data} onEdit={setOpen} onAdd={add} />
          <TroublesSection enabled={runs} />
          {data.items.length > 0 && <ChoicesSection />}
        </div>
      )}
      {adding && <OfferDialog onClose={() => setAdding(false)} onPick={add} />}
      {open !== undefined && data !== undefined && (
        <AxisDrawer
          kind={open.kind}
          connection={open.connection}
          scope={data}
          onClose={() => setOpen(undefined)}
          onSaved={() => setOpen(undefined)}
        />
      )}
    </AdminFrame>
  );
}
