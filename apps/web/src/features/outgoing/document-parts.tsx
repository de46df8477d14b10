import type { OutgoingView } from '@congvu/contracts';
import { CircleAlert, CircleCheck, Hash, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { DeliveryList, DeliverySlips, describeCounts } from '../../shared/deliveries/delivery-board.tsx';
import { formatDate, formatInstant } from '../../shared/text/dates.ts';
import { formatSize } from '../../shared/text/names.ts';
import { FactList, FactsSection } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { LockedName } from '../../shared/ui/locked-name.tsx';

/** What one letter is to the other; which of the two speaks is said where it matters, in "Sau khi gửi". */
const RELATIONS: Record<OutgoingView['related'][number]['kind'], string> = {
  reply: 'trả lời',
  basis: 'căn cứ',
  replaces: 'thay thế',
  corrects: 'đính chính',
  recalls: 'thu hồi',
  updates: 'cập nhật',
};

/** Why it may not leave yet, point by point. */
export function Gate({ view }: { view: OutgoingView }) {
  if (view.gate.length === 0 || view.state === 'issued') {
    return null;
  }
  return (
    <FactsSection title="Điều kiện phát hành">
      <ul className="out-gate">
        {view.gate.map((point) => (
          <li key={point.text} className={point.ok ? 'is-ok' : undefined}>
            {point.ok ? (
              <CircleCheck className="icon icon-16" aria-label="Đạt" />
            ) : (
              <CircleAlert className="icon icon-16" aria-label="Chưa đạt" />
            )}
            <span>{point.text}</span>
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}

export function Deliveries({ view }: { view: OutgoingView }) {
  const [all, setAll] = useState(false);
  if (view.deliveries.length === 0) {
    return (
      <FactsSection title="Nơi nhận">
        <p className="out-lines">{view.recipients.join('; ')}</p>
        <p className="quiet out-lines">Gửi liên thông đến {view.receivers.length} cơ quan khi phát hành.</p>
      </FactsSection>
    );
  }
  const trouble = view.deliveries.filter((one) => one.state === 'failed' || one.state === 'refused');
  const shown = all ? view.deliveries : trouble;
  return (
    <FactsSection title="Nơi nhận">
      <p className="out-counts" aria-live="polite">
        {describeCounts(view.deliveryCounts)}
      </p>
      <DeliverySlips receivers={view.deliveries} />
      {shown.length > 0 && (
        <DeliveryList deliveries={shown} keyOf={(one) => `${one.receiverCode} ${one.receiverName}`} />
      )}
      <div className="note-actions">
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? 'Thu gọn' : `Xem cả ${view.deliveries.length} nơi nhận`}
        </button>
        <AppLink className="link" href={`/theo-doi/${view.id}`}>
          Mở bảng theo dõi
        </AppLink>
      </div>
    </FactsSection>
  );
}

export function Facts({ view }: { view: OutgoingView }) {
  return (
    <FactsSection title="Thông tin">
      <FactList
        facts={[
          [
            'Số, ký hiệu',
            view.numberSymbol !== '' && (
              <b key="number" className="num">
                {view.numberSymbol}
              </b>
            ),
          ],
          [
            'Số sẽ cấp',
            view.nextNumber !== null && (
              <span key="next" className="num">
                {view.nextNumber}/{view.symbol}
              </span>
            ),
          ],
          ['Ngày', view.issuedOn !== null && formatDate(view.issuedOn)],
          ['Loại', view.typeName],
          ['Người ký', `${view.signerName}, ${view.signerTitle}`],
          ['Ký lúc', view.signedAt !== null && formatInstant(view.signedAt)],
          ['Đóng dấu', view.sealedAt !== null && `${view.sealedBy ?? ''}, ${formatInstant(view.sealedAt)}`],
          ['Phát hành', view.issuedAt !== null && `${view.issuedBy ?? ''}, ${formatInstant(view.issuedAt)}`],
          ['Soạn', `${view.drafterName}, ${view.draftingUnitName}`],
          [
            'Số đã hủy',
            view.cancelledNumbers.length > 0 &&
              view.cancelledNumbers.map((one) => `${one.number} (${one.reason})`).join('; '),
          ],
        ]}
      />
    </FactsSection>
  );
}

export function Files({
  view,
  shown,
  onShow,
}: {
  view: OutgoingView;
  shown: string;
  onShow: (fileId: string) => void;
}) {
  if (view.attachments.length === 0 && view.related.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Kèm theo, liên quan">
      <ul className="out-files">
        {view.attachments.map((file) => (
          <li key={file.fileId}>
            <Paperclip className="icon icon-16" aria-hidden />
            {file.malware !== undefined ? (
              <LockedName name={file.name} malware={file.malware} />
            ) : file.mediaType === 'application/pdf' ? (
              <button
                type="button"
                className="link"
                aria-pressed={shown === file.fileId}
                onClick={() => onShow(file.fileId)}
              >
                {file.name}
              </button>
            ) : (
              <a href={`${file.url}?download=true`} download={file.name}>
                {file.name}
              </a>
            )}
            <small className="num">{formatSize(file.size)}</small>
          </li>
        ))}
        {view.related.map((one) => (
          <li key={`${one.kind} ${one.documentId}`}>
            <Hash className="icon icon-16" aria-hidden />
            <AppLink href={one.link} title={one.abstract}>
              {one.numberSymbol === '' ? one.abstract : one.numberSymbol}
            </AppLink>
            <small>{RELATIONS[one.kind]}</small>
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}
