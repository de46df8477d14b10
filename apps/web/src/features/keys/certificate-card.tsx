import type { CertificateView } from '@congvu/contracts';
import { ImagePlus, LockKeyholeOpen, ShieldX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { dateOf, formatDate, formatInstant } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { describeValidity, KEY_KINDS, STATE_TONES } from './keys.text.ts';

export interface CardActs {
  onLoss: (certificate: CertificateView) => void;
  onImage: (certificate: CertificateView) => void;
  onUnlock: (certificate: CertificateView) => void;
}

interface CertificateCardProps extends CardActs {
  certificate: CertificateView;
  chosen: boolean;
}

function Acts({ certificate, onLoss, onImage, onUnlock }: CertificateCardProps) {
  const { abilities, state } = certificate;
  const mayImage = abilities['certificates.set_image'] === true && (state === 'usable' || state === 'not_yet_valid');
  const mayUnlock = abilities['certificates.unlock'] === true && state === 'locked';
  const mayReport = abilities['certificates.report_loss'] === true;
  if (!mayImage && !mayUnlock && !mayReport) {
    return null;
  }
  return (
    <div className="key-acts">
      {mayReport && (
        <Button icon={ShieldX} onClick={() => onLoss(certificate)}>
          Báo mất khóa
        </Button>
      )}
      {mayUnlock && (
        <Button icon={LockKeyholeOpen} onClick={() => onUnlock(certificate)}>
          Mở khóa
        </Button>
      )}
      {mayImage && (
        <Button kind="quiet" icon={ImagePlus} onClick={() => onImage(certificate)}>
          {certificate.kind === 'person' ? 'Ảnh chữ ký' : 'Ảnh dấu'}
        </Button>
      )}
    </div>
  );
}

/** One certificate: who, from whom, how long, where the key is, and what may be done with it. */
export function CertificateCard(props: CertificateCardProps) {
  const { certificate, chosen } = props;
  const { label, icon: Icon } = KEY_KINDS[certificate.keyKind];
  const validity = describeValidity(certificate);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (chosen) {
      card.current?.scrollIntoView({ block: 'center' });
    }
  }, [chosen]);
  return (
    <article
      ref={card}
      className={chosen ? 'sheet key-card is-chosen' : 'sheet key-card'}
      aria-label={certificate.subjectName}
    >
      <header>
        <Icon className="icon" aria-hidden />
        <div>
          <h3>{certificate.subjectName}</h3>
          <p className="quiet">
            {certificate.kind === 'person' ? certificate.organisationName : 'Chứng thư của cơ quan'}
          </p>
        </div>
        <Chip tone={STATE_TONES[certificate.state]}>{certificate.stateLabel}</Chip>
      </header>
      <FactList
        facts={[
          ['Cấp bởi', certificate.issuerName],
          [
            'Số hiệu',
            <span key="serial" className="num key-serial">
              {certificate.serial}
            </span>,
          ],
          [
            'Hiệu lực',
            <span key="valid" className={validity.soon && certificate.state === 'usable' ? 'soon num' : 'num'}>
              {validity.text}
            </span>,
          ],
          ['Thiết bị', certificate.deviceLabel],
          ['Cách ký', certificate.deviceLabel === label ? '' : label],
          ['Báo mất', certificate.frozenAt === null ? '' : `lúc ${formatInstant(certificate.frozenAt)}`],
          ['Thu hồi', certificate.revokedAt === null ? '' : `từ ${formatDate(dateOf(certificate.revokedAt))}`],
          [
            'Mã PIN',
            certificate.pinAttemptsLeft !== null && certificate.pinAttemptsLeft < 5
              ? `còn ${certificate.pinAttemptsLeft} lần thử`
              : '',
          ],
        ]}
      />
      <Acts {...props} />
    </article>
  );
}
