import type { AskedPeer, PeerList, PeerView } from '@congvu/contracts';
import { Handshake } from 'lucide-react';
import { describeError } from '../../../../shared/api/errors.ts';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../../shared/text/dates.ts';
import { Button } from '../../../../shared/ui/button.tsx';
import { Note } from '../../../../shared/ui/notes.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { useDismissAsked } from './peers-api.ts';
import './peer.css';

interface PeerSectionProps {
  data: PeerList;
  onAnswer: (asked: AskedPeer) => void;
  onOpen: (peer: PeerView) => void;
}

function AskedRow({ asked, onAnswer }: { asked: AskedPeer; onAnswer: () => void }) {
  const dismiss = useDismissAsked(() => showToast('Đã bỏ qua đề nghị ghép nối.'));
  return (
    <Note
      tone="plain"
      title={`“${asked.title}” đề nghị ghép nối`}
      actions={
        <>
          <Button size="small" icon={Handshake} onClick={onAnswer}>
            Xem và ghép nối
          </Button>
          <Button
            size="small"
            kind="quiet"
            busy={dismiss.isPending}
            onClick={() => dismiss.mutate(asked.keyId, { onError: (error) => showToast(describeError(error).message) })}
          >
            Bỏ qua
          </Button>
        </>
      }
    >
      <p>
        Từ địa chỉ <span className="num">{asked.endpoint}</span>, {formatMoment(asked.askedAt)}. Tên và địa chỉ là lời
        họ tự khai; chỉ ghép nối khi đã gọi điện đối chiếu.
      </p>
    </Note>
  );
}

/** Who wants to be connected, what waits for a person, and who we are to others. */
export function PeerSection({ data, onAnswer, onOpen }: PeerSectionProps) {
  const waiting = data.peers.filter((peer) => peer.abilities['peers.confirm'] === true);
  const mayPropose = data.abilities['peers.propose'] === true;
  if (data.peers.length === 0 && data.asked.length === 0) {
    return null;
  }
  return (
    <section className="peer-section" aria-label="Ghép nối trực tiếp">
      <h2 className="admin-sub">Ghép nối trực tiếp giữa các hệ thống Công Vụ</h2>
      {mayPropose &&
        data.asked.map((asked) => <AskedRow key={asked.keyId} asked={asked} onAnswer={() => onAnswer(asked)} />)}
      {waiting.map((peer) => (
        <Note
          key={peer.id}
          tone={peer.state === 'stopped' ? 'danger' : 'amber'}
          title={`${peer.name}: ${peer.stateLabel.toLocaleLowerCase('vi')}`}
          actions={
            <Button size="small" kind="primary" onClick={() => onOpen(peer)}>
              Đối chiếu và xác nhận
            </Button>
          }
        >
          <p>{peer.advice}</p>
        </Note>
      ))}
      <div className="sheet peer-own">
        <Fingerprint label="Dấu vân tay của hệ thống này" value={data.own.fingerprint} marksEnd />
        <p className="quiet">
          Quản trị bên kia gọi điện để nghe đọc dãy này khi ghép nối. Địa chỉ để họ thêm:{' '}
          <span className="num">{data.own.endpoint}</span>
        </p>
      </div>
    </section>
  );
}
