import type { AskedPeer, ConnectionKind, ConnectionList, ConnectionView } from '@congvu/contracts';
import { Modal } from 'antd';
import { Handshake, Landmark, type LucideIcon, Mail, MapPinned, Plus } from 'lucide-react';
import { useState } from 'react';
import './connections.css';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { AxisDrawer } from './axis-drawer.tsx';
import { ChoicesSection } from './choices-section.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { useConnections, useRemoveConnection } from './connections-api.ts';
import { MailDrawer } from './mail/mail-drawer.tsx';
import { PeerDrawer } from './peer/peer-drawer.tsx';
import { PeerSection } from './peer/peer-section.tsx';
import { usePeers } from './peer/peers-api.ts';
import { ProposeDialog } from './peer/propose-dialog.tsx';
import { TroublesSection } from './troubles-section.tsx';

const OFFERS: readonly { kind: ConnectionKind; icon: LucideIcon; title: string; text: string; needs: string }[] = [
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
  {
    kind: 'peer',
    icon: Handshake,
    title: 'Hệ thống Công Vụ khác, trực tiếp',
    text: 'Với cơ quan có máy chủ Công Vụ riêng: nhanh nhất, không qua trục.',
    needs: 'Cần địa chỉ của bên kia và một cuộc gọi để đối chiếu dấu vân tay.',
  },
  {
    kind: 'mail',
    icon: Mail,
    title: 'Thư điện tử công vụ',
    text: 'Đường cuối cùng, với cơ quan chỉ có hộp thư công vụ.',
    needs: 'Cần hộp thư công vụ của cơ quan và mật khẩu ứng dụng.',
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

function Offers({ onPick }: { onPick: (kind: ConnectionKind) => void }) {
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

function OfferDialog({ onClose, onPick }: { onClose: () => void; onPick: (kind: ConnectionKind) => void }) {
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

/** `id` undefined: a new one. */
type Open = { kind: ConnectionKind; id: string | undefined; asked?: AskedPeer };

function List({
  data,
  onEdit,
  onAdd,
}: {
  data: ConnectionList;
  onEdit: (open: Open) => void;
  onAdd: (kind: ConnectionKind) => void;
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
      {data.items.map((connection) => (
        <ConnectionCard
          key={connection.id}
          connection={connection}
          onEdit={() => onEdit({ kind: connection.kind, id: connection.id })}
          onRemove={() => setRemoving(connection)}
        />
      ))}
      {removing !== undefined && <RemoveDialog connection={removing} onClose={() => setRemoving(undefined)} />}
    </div>
  );
}

interface FormsProps {
  open: Open;
  scope: ConnectionList;
  peers: ReturnType<typeof usePeers>['data'];
  onOpen: (open: Open) => void;
  onClose: () => void;
}

/** Each kind has a form of its own; a new peer goes on from "who is that?" to comparing. */
function Forms({ open, scope, peers, onOpen, onClose }: FormsProps) {
  const { kind, id, asked } = open;
  const connection = scope.items.find((one) => one.id === id);
  if (kind === 'mail') {
    return <MailDrawer connection={connection} scope={scope} onClose={onClose} />;
  }
  if (kind !== 'peer') {
    return <AxisDrawer kind={kind} connection={connection} scope={scope} onClose={onClose} onSaved={onClose} />;
  }
  if (id === undefined) {
    return (
      <ProposeDialog
        asked={asked}
        mayShareWithAll={scope.mayShareWithAll}
        onClose={onClose}
        onAdded={(added) => onOpen({ kind, id: added })}
      />
    );
  }
  const peer = peers?.peers.find((one) => one.id === id);
  return peer === undefined || peers === undefined ? null : (
    <PeerDrawer
      key={`${peer.id} ${peer.state}`}
      peer={peer}
      connection={connection}
      own={peers.own}
      scope={scope}
      onClose={onClose}
    />
  );
}

/** Kết nối liên thông: the ways out of this installation, how they do, and who goes which way. */
export function ConnectionsPage() {
  const { data, error, isPending, refetch } = useConnections();
  const [open, setOpen] = useState<Open>();
  const [adding, setAdding] = useState(false);
  const mayAdd = data?.abilities['carriers.add'] === true;
  const { data: peers } = usePeers(mayAdd);
  const add = (kind: ConnectionKind): void => {
    setAdding(false);
    setOpen({ kind, id: undefined });
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
          {peers !== undefined && (
            <PeerSection
              data={peers}
              onAnswer={(asked) => setOpen({ kind: 'peer', id: undefined, asked })}
              onOpen={({ id }) => setOpen({ kind: 'peer', id })}
            />
          )}
          <TroublesSection enabled={runs} />
          {data.items.length > 0 && <ChoicesSection />}
        </div>
      )}
      {adding && <OfferDialog onClose={() => setAdding(false)} onPick={add} />}
      {open !== undefined && data !== undefined && (
        <Forms open={open} scope={data} peers={peers} onOpen={setOpen} onClose={() => setOpen(undefined)} />
      )}
    </AdminFrame>
  );
}
