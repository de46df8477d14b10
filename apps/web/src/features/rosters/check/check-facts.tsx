import type { RequestView } from '@congvu/contracts';
import type { FormDefinition } from '@congvu/forms';
import { BadgeCheck } from 'lucide-react';
import { SignatureList, yearlyText } from '../../../shared/requests/request-facts.tsx';
import { formatDate, formatInstant, formatNumber } from '../../../shared/text/dates.ts';
import { FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';

const SHOWN = 30;

/** What the rules say of it as it stands, and what the unit let pass with a reason. */
export function Findings({ view, form }: { view: RequestView; form: FormDefinition }) {
  if (view.findings.length === 0) {
    return (
      <FactsSection title="Kiểm tra tự động">
        <p className="roster-good">
          <BadgeCheck className="icon icon-16" aria-hidden />
          {form.layout.kind === 'list' ? 'Các dòng đúng quy tắc của mẫu.' : 'Các mục đúng quy tắc của mẫu.'}
        </p>
      </FactsSection>
    );
  }
  const reasonOf = (code: string, field: string, row: number | null): string | undefined => {
    const found = view.overrides.find((one) => one.code === code && one.field === field && one.row === row);
    return found === undefined ? undefined : `${found.by} chấp nhận: ${found.reason}`;
  };
  return (
    <FactsSection title={`Điểm cần xem (${formatNumber(view.findings.length)})`}>
      <ul className="roster-points">
        {view.findings.slice(0, SHOWN).map((finding) => {
          const passed = reasonOf(finding.code, finding.field, finding.row);
          return (
            <li
              key={`${finding.code} ${finding.field} ${finding.row ?? ''} ${finding.part ?? ''}`}
              className={finding.severity === 'error' ? 'is-error' : undefined}
            >
              <b>
                {finding.label}
                {finding.row !== null && `, dòng ${formatNumber(finding.row)}`}
              </b>
              <p>{finding.message}</p>
              {passed !== undefined && <p className="quiet">{passed}</p>}
            </li>
          );
        })}
      </ul>
      {view.findings.length > SHOWN && (
        <p className="quiet">và {formatNumber(view.findings.length - SHOWN)} điểm khác, xem khi trả lại từng dòng.</p>
      )}
    </FactsSection>
  );
}

export function Signatures({ view }: { view: RequestView }) {
  return (
    <FactsSection title="Chữ ký">
      {view.signatures.length === 0 && <p className="quiet">Chưa có chữ ký nào.</p>}
      <SignatureList signatures={view.signatures} />
    </FactsSection>
  );
}

function campaignLink({ campaignId }: RequestView) {
  return campaignId === null ? '' : <AppLink href={`/dot-thu/${campaignId}`}>Xem bảng theo dõi</AppLink>;
}

export function Facts({ view }: { view: RequestView }) {
  return (
    <FactsSection title="Thông tin">
      <FactList
        facts={[
          ['Đơn vị', view.unitName],
          ['Người khai', view.declarantName],
          ['Đã gửi', view.submittedAt === null ? '' : formatInstant(view.submittedAt)],
          ['Hạn', view.dueBefore === null ? '' : `trước ngày ${formatDate(view.dueBefore)}`],
          ['Lần gửi', view.revision > 1 ? `lần ${formatNumber(view.revision)}` : ''],
          ['Đợt thu', campaignLink(view)],
          ['Một năm', yearlyText(view)],
        ]}
      />
    </FactsSection>
  );
}
