import type { SignatureAtRisk, SignatureCare, SignatureUpgrade } from '@congvu/contracts';
import { MoonStar, RotateCw } from 'lucide-react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import {
  dateOf,
  daysBetween,
  formatDate,
  formatMoment,
  formatNumber,
  officeToday,
} from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { useCare, useCareAct } from '../trust-api.ts';
import { CheckCodeCard } from './check-code-card.tsx';
import { SigningSettingsCard } from './settings-card.tsx';

const UPGRADE_TONES: Record<SignatureUpgrade['state'], Tone> = { waiting: 'neutral', late: 'red', failed: 'red' };

/** Levels in words of the office: what the signature carries. */
const LEVELS: Record<SignatureUpgrade['level'], string> = {
  B: 'Chưa có dấu thời gian',
  T: 'Có dấu thời gian',
  LT: 'Có dấu thời gian, bằng chứng',
  LTA: 'Có dấu thời gian lưu trữ',
};

const TARGETS: Record<SignatureUpgrade['target'], string> = {
  T: 'thêm dấu thời gian',
  LT: 'thêm bằng chứng thu hồi',
  LTA: 'thêm dấu thời gian lưu trữ',
};

function DocumentCell({
  document,
}: {
  document: Pick<SignatureUpgrade, 'documentId' | 'ofDocumentId' | 'title' | 'numberSymbol'>;
}) {
  return (
    <td>
      <AppLink className="row-pick" href={`/van-ban-di/${document.ofDocumentId ?? document.documentId}`}>
        {document.numberSymbol ?? 'Chưa có số'}
      </AppLink>
      <small>{document.title}</small>
    </td>
  );
}

/** "còn 3 ngày", "quá 2 ngày" */
export function deadlineWords(deadline: string): { text: string; late: boolean } {
  const days = daysBetween(officeToday(), dateOf(deadline));
  if (days < 0) {
    return { text: `quá ${formatNumber(-days)} ngày`, late: true };
  }
  return { text: days === 0 ? 'hết hôm nay' : `còn ${formatNumber(days)} ngày`, late: false };
}

function UpgradeRow({ upgrade, onRetry, busy }: { upgrade: SignatureUpgrade; onRetry?: () => void; busy: boolean }) {
  const deadline = deadlineWords(upgrade.deadline);
  return (
    <tr>
      <DocumentCell document={upgrade} />
      <td data-label="Đang có">
        {LEVELS[upgrade.level]}
        <small>cần {TARGETS[upgrade.target]}</small>
      </td>
      <td data-label="Ký lúc" className="nb">
        {formatMoment(upgrade.signedAt)}
      </td>
      <td data-label="Hạn" className="nb">
        {formatDate(dateOf(upgrade.deadline))}
        <small className={deadline.late ? 'late' : undefined}>{deadline.text}</small>
      </td>
      <td>
        <Chip tone={UPGRADE_TONES[upgrade.state]}>{upgrade.stateLabel}</Chip>
        {upgrade.lastError !== null && (
          <small>
            {upgrade.lastError.message} (đã thử {formatNumber(upgrade.attempts)} lần)
          </small>
        )}
      </td>
      <td className="acts no-print">
        {onRetry !== undefined && (
          <Button
            size="small"
            icon={RotateCw}
            busy={busy}
            aria-label={`Làm lại: ${upgrade.numberSymbol ?? upgrade.title}`}
            onClick={onRetry}
          >
            Làm lại
          </Button>
        )}
      </td>
    </tr>
  );
}

interface UpgradesProps {
  care: SignatureCare;
  busyId: string | undefined;
  onRetry: (documentId: string) => void;
}

function Upgrades({ care, busyId, onRetry }: UpgradesProps) {
  const mayRetry = care.abilities.retry === true;
  return (
    <section>
      <h2 className="admin-sub">Chờ dấu thời gian, bằng chứng</h2>
      <div className="sheet table-frame">
        {care.upgrades.length === 0 ? (
          <p className="care-none">
            <b>Không văn bản nào chờ.</b> Ký khi dịch vụ thời gian không trả lời thì văn bản nằm ở đây cho tới khi hệ
            thống bổ sung xong.
          </p>
        ) : (
          <table className="table as-cards">
            <thead>
              <tr>
                <th>Văn bản</th>
                <th>Chữ ký đang có</th>
                <th>Ký lúc</th>
                <th>Hạn bổ sung</th>
                <th>Trạng thái</th>
                <th className="acts no-print">
                  <span className="visually-hidden">Việc</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {care.upgrades.map((upgrade) => (
                <UpgradeRow
                  key={upgrade.documentId}
                  upgrade={upgrade}
                  busy={busyId === upgrade.documentId}
                  {...(mayRetry && { onRetry: () => onRetry(upgrade.documentId) })}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function RiskRow({ risk }: { risk: SignatureAtRisk }) {
  const left = deadlineWords(risk.holdsUntil);
  return (
    <tr>
      <DocumentCell document={risk} />
      <td data-label="Đang có">{LEVELS[risk.level]}</td>
      <td data-label="Kiểm tra được đến" className="nb">
        {formatDate(dateOf(risk.holdsUntil))}
        <small className={left.late ? 'late' : undefined}>{left.text}</small>
      </td>
      <td data-label="Vì sao">{risk.why}</td>
    </tr>
  );
}

function AtRisk({ care }: { care: SignatureCare }) {
  return (
    <section>
      <h2 className="admin-sub">Sắp không kiểm tra được, trong {care.months} tháng tới</h2>
      <div className="sheet table-frame">
        {care.atRisk.length === 0 ? (
          <p className="care-none">
            <b>Không chữ ký nào sắp hết hạn kiểm tra.</b> Trước khi chứng thư của dấu thời gian hết hạn, hệ thống đóng
            thêm dấu thời gian lưu trữ vào ban đêm.
          </p>
        ) : (
          <table className="table as-cards">
            <thead>
              <tr>
                <th>Văn bản</th>
                <th>Chữ ký đang có</th>
                <th>Kiểm tra được đến</th>
                <th>Vì sao</th>
              </tr>
            </thead>
            <tbody>
              {care.atRisk.map((risk) => (
                <RiskRow key={risk.documentId} risk={risk} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function LastNight({ care }: { care: SignatureCare }) {
  const { lastNight } = care;
  return (
    <p className="care-night">
      <MoonStar className="icon icon-18" aria-hidden />
      {lastNight === null ? (
        'Hệ thống chưa chạy lần nào; việc này tự chạy mỗi đêm.'
      ) : (
        <span>
          Lần chạy gần nhất {formatMoment(lastNight.at)}: xem {formatNumber(lastNight.looked)} văn bản, bổ sung{' '}
          {formatNumber(lastNight.renewed)}
          {lastNight.failed === 0 ? ', không lỗi.' : ''}
          {lastNight.failed > 0 && <b className="late">, {formatNumber(lastNight.failed)} chưa làm được.</b>}
        </span>
      )}
    </p>
  );
}

/** Chữ ký cần chăm sóc: what still lacks time or evidence, and what will end. */
export function CarePage() {
  const { data, error, isPending, refetch } = useCare();
  const act = useCareAct((_care, documentId) =>
    showToast(documentId === undefined ? 'Đã chạy xong việc gia hạn dấu thời gian.' : 'Đã thử bổ sung lại.'),
  );
  const run = (input: { documentId?: string }): void =>
    act.mutate(input, { onError: (fault) => showToast(describeError(fault).message) });
  const busy = act.isPending ? act.variables : undefined;
  return (
    <AdminFrame
      part="care"
      title="Chữ ký cần chăm sóc"
      sentence={data?.sentence ?? 'Đang xem chữ ký của cơ quan.'}
      actions={
        <>
          <PrintButton />
          {data?.abilities.run === true && (
            <Button
              className="no-print"
              icon={MoonStar}
              busy={busy !== undefined && busy.documentId === undefined}
              onClick={() => run({})}
            >
              Chạy ngay
            </Button>
          )}
        </>
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <div className="admin-stack">
          <LastNight care={data} />
          <Upgrades care={data} busyId={busy?.documentId} onRetry={(documentId) => run({ documentId })} />
          <AtRisk care={data} />
          <SigningSettingsCard />
          <CheckCodeCard />
        </div>
      )}
    </AdminFrame>
  );
}
