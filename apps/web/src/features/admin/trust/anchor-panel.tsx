import type { TrustAnchor } from '@congvu/contracts';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { dateOf, formatDate, formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import type { Decision } from '../trust-api.ts';
import { ANCHOR_TONES, isWaiting, USAGES, windowOf } from './anchor.text.ts';

function Addresses({ label, urls }: { label: string; urls: readonly string[] }): ReactNode {
  return urls.length === 0 ? (
    <span className="quiet">Chưa có</span>
  ) : (
    <ul className="trust-urls" aria-label={label}>
      {urls.map((url) => (
        <li key={url}>
          <code>{url}</code>
        </li>
      ))}
    </ul>
  );
}

function AnchorFacts({ anchor }: { anchor: TrustAnchor }) {
  return (
    <FactList
      facts={[
        ['Chương trình', anchor.programmeLabel],
        ['Dùng cho', anchor.usages.map((usage) => USAGES[usage]).join(', ')],
        ['Tin cậy', windowOf(anchor)],
        ['Chứng thư', `${formatDate(dateOf(anchor.validFrom))} đến ${formatDate(dateOf(anchor.validTo))}`],
        [
          'Mã băm',
          <span key="sha256" className="num trust-hash">
            {(anchor.sha256.match(/.{1,8}/g) ?? []).join(' ')}
          </span>,
        ],
        ['Thời gian', <Addresses key="tsa" label="Dịch vụ dấu thời gian" urls={anchor.tsaUrls} />],
        ['Tra thu hồi', <Addresses key="ocsp" label="Dịch vụ tra cứu thu hồi" urls={anchor.ocspUrls} />],
        ['Danh sách', <Addresses key="crl" label="Danh sách thu hồi" urls={anchor.crlUrls} />],
        ['Lý do', anchor.reason],
        ['Đề nghị', anchor.proposedBy],
        ['Quyết định', anchor.decidedBy],
      ]}
    />
  );
}

/** Why this person may not decide, said beside the buttons and not only on them. */
function refusalOf(anchor: TrustAnchor): string | undefined {
  const answer = anchor.abilities['certificates.approve_anchor'];
  return typeof answer === 'string' && isWaiting(anchor) ? answer : undefined;
}

export function Decisions({ anchor, onAsk }: { anchor: TrustAnchor; onAsk: (decision: Decision) => void }) {
  const ending = anchor.ending !== null;
  const refusal = refusalOf(anchor);
  const mayReject = anchor.abilities['certificates.reject_anchor'] === true;
  if (!isWaiting(anchor)) {
    return anchor.abilities['certificates.end_anchor'] === true ? (
      <div className="org-panel-foot">
        <Button onClick={() => onAsk('end')}>Đề nghị kết thúc tin cậy</Button>
      </div>
    ) : null;
  }
  return (
    <div className="org-panel-foot trust-decide">
      {refusal !== undefined && <p>{refusal}</p>}
      {mayReject && (
        <Button onClick={() => onAsk('reject')}>
          {refusal === undefined ? (ending ? 'Giữ tin cậy' : 'Không đồng ý') : 'Rút đề nghị'}
        </Button>
      )}
      <Button kind="primary" reason={refusal} onClick={() => onAsk('approve')}>
        {ending ? 'Đồng ý kết thúc' : 'Đồng ý tin cậy'}
      </Button>
    </div>
  );
}

interface AnchorPanelProps {
  anchor: TrustAnchor;
  onAsk: (decision: Decision) => void;
  onClose: () => void;
}

/** Everything that was agreed on about one authority, and what a second person has to decide. */
export function AnchorPanel({ anchor, onAsk, onClose }: AnchorPanelProps) {
  return (
    <aside className="sheet org-panel" aria-label="Nơi cấp đang xem">
      <header className="card-head">
        <div>
          <h2>{anchor.name}</h2>
          <small>{anchor.programmeLabel}</small>
        </div>
        <Button kind="ghost" size="small" icon={X} aria-label="Đóng" onClick={onClose} />
      </header>
      <div className="org-panel-body">
        <FactsSection>
          <div className="trust-state">
            <Chip tone={ANCHOR_TONES[anchor.state]}>{anchor.stateLabel}</Chip>
          </div>
          {anchor.ending !== null && (
            <Note title={`${anchor.ending.askedBy} đề nghị kết thúc`}>
              <p>{anchor.ending.reason === '' ? 'Không nêu lý do.' : anchor.ending.reason}</p>
              <p className="quiet">{formatMoment(anchor.ending.askedAt)}</p>
            </Note>
          )}
        </FactsSection>
        <FactsSection>
          <AnchorFacts anchor={anchor} />
        </FactsSection>
      </div>
      <Decisions anchor={anchor} onAsk={onAsk} />
    </aside>
  );
}
