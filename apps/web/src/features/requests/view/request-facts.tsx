import type { FormFindingView, RequestView } from '@congvu/contracts';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { SignatureList, yearlyText } from '../../../shared/requests/request-facts.tsx';
import { formatDate, formatInstant, formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { type Fact, FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { Timeline } from '../../../shared/ui/timeline.tsx';
import { may } from '../abilities.ts';
import { useOverride } from '../requests-api.ts';

export function Signatures({ view }: { view: RequestView }) {
  if (view.signatures.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Chữ ký">
      <SignatureList signatures={view.signatures} />
    </FactsSection>
  );
}

/** What the form says of each place, for whoever has to answer for it. */
export function Findings({ view }: { view: RequestView }) {
  const [asked, setAsked] = useState<FormFindingView>();
  const override = useOverride(view.id, () => setAsked(undefined));
  const key = ({ code, field, row }: Pick<FormFindingView, 'code' | 'field' | 'row'>): string =>
    `${code} ${field} ${row ?? ''}`;
  const passed = new Map(view.overrides.map((one) => [key(one), one]));
  const isOpen = ['awaiting_declarant', 'awaiting_head', 'awaiting_seal'].includes(view.state);
  if (view.findings.length === 0 || !isOpen) {
    return null;
  }
  const shown = view.findings.slice(0, 50);
  return (
    <FactsSection title={`Cần xem trước khi duyệt (${formatNumber(view.findings.length)})`}>
      <ul className="req-findings">
        {shown.map((finding) => {
          const by = passed.get(key(finding));
          return (
            <li key={`${key(finding)} ${finding.part ?? ''}`}>
              <p>
                <b>
                  {finding.label}
                  {finding.row !== null && `, dòng ${formatNumber(finding.row)}`}
                </b>
                : {finding.message}
              </p>
              {by !== undefined && (
                <p className="quiet">
                  {by.by} chấp nhận: {by.reason}
                </p>
              )}
              {by === undefined && finding.severity === 'warning' && may(view, 'override') && (
                <Button size="small" onClick={() => setAsked(finding)}>
                  Chấp nhận, nêu lý do
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {asked !== undefined && (
        <ReasonDialog
          open
          title="Chấp nhận điểm này"
          consequence={`${asked.label}: ${asked.message} Lý do đi cùng đề nghị đến đơn vị đầu mối.`}
          confirmLabel="Chấp nhận"
          least={3}
          busy={override.isPending}
          error={override.error}
          onCancel={() => setAsked(undefined)}
          onConfirm={(reason) => override.mutate({ code: asked.code, field: asked.field, row: asked.row, reason })}
        />
      )}
    </FactsSection>
  );
}

function factsOf(view: RequestView): Fact[] {
  return [
    ['Về việc', view.title],
    ['Đối tượng', view.subject],
    [
      'Cơ quan',
      view.unitName === '' || view.unitName === view.agencyName
        ? view.agencyName
        : `${view.unitName}, ${view.agencyName}`,
    ],
    ['Người khai', view.declarantName],
    ['Gửi đến', view.consolidatorName],
    ['Đã gửi', view.submittedAt === null ? '' : formatInstant(view.submittedAt)],
    ['Hạn', view.dueBefore === null ? '' : `trước ngày ${formatDate(view.dueBefore)}${view.late ? ', gửi muộn' : ''}`],
    [
      'Đợt tổng hợp',
      view.batch === null
        ? ''
        : `${view.batch.name}${view.batch.numberSymbol === '' ? '' : `, công văn ${view.batch.numberSymbol}`} (${view.batch.stateLabel.toLowerCase()})`,
    ],
    ['Một năm', yearlyText(view)],
  ];
}

export function Facts({ view }: { view: RequestView }) {
  return (
    <FactsSection title="Thông tin">
      <FactList facts={factsOf(view)} />
    </FactsSection>
  );
}

/** Earlier revisions with the reason each of them ended, and every move. */
export function History({ view }: { view: RequestView }) {
  return (
    <>
      {view.revisions.length > 0 && (
        <FactsSection title="Các lần gửi trước">
          <ul className="req-revisions">
            {view.revisions.map((one) => (
              <li key={one.revision}>
                <a href={one.pdfUrl} target="_blank" rel="noreferrer">
                  Lần {one.revision}, gửi {formatMoment(one.submittedAt)}
                </a>
                {one.reason !== '' && <p className="quiet">{one.reason}</p>}
              </li>
            ))}
          </ul>
        </FactsSection>
      )}
      <FactsSection title="Luân chuyển">
        <Timeline movements={view.movements} />
      </FactsSection>
    </>
  );
}

/** Why it came back or was refused: the whole, and each place with its own reason. */
export function ReturnReasons({ view, labelOf }: { view: RequestView; labelOf: (field: string) => string }) {
  const { returned } = view;
  if (returned === null || !(view.state === 'returned' || view.state === 'refused')) {
    return null;
  }
  return (
    <Note title={`${returned.by} ${view.state === 'refused' ? 'từ chối' : 'trả lại'}`}>
      <p>{returned.reason}</p>
      {returned.fields.length > 0 && (
        <ul className="req-problems">
          {returned.fields.map(({ field, row, reason }) => (
            <li key={`${field} ${row ?? ''} ${reason}`}>
              <b>
                {labelOf(field)}
                {row !== null && `, dòng ${formatNumber(row)}`}
              </b>
              : {reason}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">{formatMoment(returned.at)}</p>
    </Note>
  );
}

export function CampaignLink({ view }: { view: RequestView }) {
  return view.campaignId === null ? null : (
    <p className="req-campaign">
      <AppLink href={`/dot-thu/${view.campaignId}`}>Xem đợt thu danh sách này</AppLink>
    </p>
  );
}
