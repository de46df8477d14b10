import type { ConnectionList, ConnectionView, PeerList, PeerView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { RefreshCw } from 'lucide-react';
import { describeError } from '../../../../shared/api/errors.ts';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../../shared/text/dates.ts';
import { Button } from '../../../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../../../shared/ui/marks.tsx';
import { Note } from '../../../../shared/ui/notes.tsx';
import { usePhone } from '../../../../shared/ui/use-media.ts';
import { CertificatePart } from './certificate-part.tsx';
import { CodesPart } from './codes-part.tsx';
import { ConfirmPart } from './confirm-part.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { useLookAgain } from './peers-api.ts';
import { SettingsPart } from './settings-part.tsx';
import './peer.css';

export const PEER_TONES: Record<PeerView['state'], Tone> = { proposed: 'amber', confirmed: 'green', stopped: 'red' };

function Facts({ peer }: { peer: PeerView }) {
  return (
    <dl className="conn-facts">
      <div>
        <dt>Tự xưng là</dt>
        <dd>{peer.title}</dd>
      </div>
      <div>
        <dt>Địa chỉ</dt>
        <dd className="num">{peer.endpoint}</dd>
      </div>
      {peer.confirmedAt !== null && (
        <div>
          <dt>Xác nhận</dt>
          <dd>
            {peer.confirmedBy}, {formatMoment(peer.confirmedAt)}
            {peer.confirmedThere ? '; bên kia cũng đã xác nhận' : ''}
          </dd>
        </div>
      )}
      {peer.clock !== '' && (
        <div>
          <dt>Đồng hồ</dt>
          <dd>{peer.clock}</dd>
        </div>
      )}
      {peer.lookedAt !== null && (
        <div>
          <dt>Kiểm tra</dt>
          <dd>{formatMoment(peer.lookedAt)}</dd>
        </div>
      )}
    </dl>
  );
}

interface PeerDrawerProps {
  peer: PeerView;
  connection: ConnectionView | undefined;
  own: PeerList['own'];
  scope: Pick<ConnectionList, 'mayShareWithAll'>;
  onClose: () => void;
}

/** One paired installation: who it is, whether it is believed, for whom it may speak. */
export function PeerDrawer({ peer, connection, own, scope, onClose }: PeerDrawerProps) {
  const phone = usePhone();
  const look = useLookAgain(() => showToast('Đã hỏi lại bên kia.'));
  const runs = peer.abilities['peers.look'] === true;
  const mayConfirm = peer.abilities['peers.confirm'] === true;
  return (
    <Drawer
      open
      placement={phone ? 'bottom' : 'right'}
      size={phone ? 'large' : 600}
      title={peer.name}
      onClose={onClose}
      className="conn-drawer peer-drawer"
      footer={
        <div className="conn-foot">
          {runs && (
            <Button
              icon={RefreshCw}
              busy={look.isPending}
              onClick={() => look.mutate(peer.id, { onError: (error) => showToast(describeError(error).message) })}
            >
              Kiểm tra lại
            </Button>
          )}
          <span />
          <Button onClick={onClose}>Đóng</Button>
        </div>
      }
    >
      <p>
        <Chip tone={PEER_TONES[peer.state]}>{peer.stateLabel}</Chip>
      </p>
      {peer.advice !== '' && !(mayConfirm && peer.state === 'proposed') && (
        <Note tone={peer.state === 'stopped' ? 'danger' : 'plain'}>
          <p>{peer.advice}</p>
        </Note>
      )}
      {peer.clockIsWrong && (
        <Note>
          <p>{peer.clock} Bật đồng bộ giờ (NTP) ở cả hai máy chủ.</p>
        </Note>
      )}
      {peer.refusal !== '' && (
        <Note>
          <p>{peer.refusal}</p>
        </Note>
      )}
      <Facts peer={peer} />
      {mayConfirm ? (
        <ConfirmPart peer={peer} own={own} onConfirmed={onClose} />
      ) : (
        <Fingerprint label={`Dấu vân tay của ${peer.title}`} value={peer.fingerprint} />
      )}
      {runs && peer.state === 'confirmed' && <CodesPart peer={peer} />}
      {runs && <CertificatePart peer={peer} />}
      {runs && connection !== undefined && <SettingsPart connection={connection} scope={scope} />}
    </Drawer>
  );
}
