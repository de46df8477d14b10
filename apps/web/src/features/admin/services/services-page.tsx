import type { CrlImport, SigningServiceHealth, TrustHealth, TrustService } from '@congvu/contracts';
import { FileUp, RotateCw } from 'lucide-react';
import { useState } from 'react';
import '../trust/trust.css';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment, formatNumber, officeNow } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { useTrustHealth, useTryService } from '../trust-api.ts';
import { CrlDialog, CrlResult } from './crl-dialog.tsx';

const SERVICE_TONES: Record<TrustService['state'], Tone> = {
  ok: 'green',
  slow: 'amber',
  down: 'red',
  unknown: 'plain',
};

const KEY_TONES: Record<SigningServiceHealth['state'], Tone> = { ok: 'green', down: 'red', unknown: 'plain' };

const KEY_KINDS: Record<SigningServiceHealth['keyKind'], string> = {
  sim: 'SIM ký số',
  remote: 'Ký số từ xa',
  hsm: 'Máy chủ lưu khóa của cơ quan',
};

function formatMs(value: number): string {
  return value < 1_000 ? `${formatNumber(value)} ms` : `${(value / 1_000).toFixed(1).replace('.', ',')} giây`;
}

/** What the list at hand says of itself; past its day it is worth nothing for new signatures. */
export function listWords(service: Pick<TrustService, 'kind' | 'nextUpdate' | 'revokedCount'>): {
  text: string;
  late: boolean;
} {
  if (service.kind !== 'crl') {
    return { text: '', late: false };
  }
  if (service.revokedCount === null) {
    return { text: 'Chưa có danh sách nào', late: true };
  }
  const count = `${formatNumber(service.revokedCount)} chứng thư bị thu hồi`;
  if (service.nextUpdate === null) {
    return { text: count, late: false };
  }
  const late = new Date(service.nextUpdate) < officeNow();
  return {
    text: `${count}, ${late ? 'quá hạn cập nhật từ' : 'bản mới trước'} ${formatMoment(service.nextUpdate)}`,
    late,
  };
}

function ServiceRow({ service, mayTry }: { service: TrustService; mayTry: boolean }) {
  const act = useTryService();
  const list = listWords(service);
  const isFailing = service.state === 'down' && service.lastError !== null;
  return (
    <tr>
      <td>
        <b className="nb">{service.kindLabel}</b>
        <small>{service.anchorName}</small>
      </td>
      <td data-label="Địa chỉ">
        <code>{service.url}</code>
      </td>
      <td>
        <Chip tone={SERVICE_TONES[service.state]}>{service.stateLabel}</Chip>
        {isFailing && <small>{service.lastError?.message}</small>}
      </td>
      <td data-label="Trả lời gần nhất" className="nb">
        {service.lastOkAt === null ? <span className="quiet">Chưa lần nào</span> : formatMoment(service.lastOkAt)}
        {service.medianMs !== null && <small>thường {formatMs(service.medianMs)}</small>}
      </td>
      <td data-label="Danh sách">
        {list.text !== '' && <span className={list.late ? 'late' : undefined}>{list.text}</span>}
      </td>
      <td className="acts no-print">
        {mayTry && (
          <Button
            size="small"
            icon={RotateCw}
            busy={act.isPending}
            aria-label={`Thử ngay: ${service.kindLabel}, ${service.url}`}
            onClick={() => act.mutate(service.id, { onError: (error) => showToast(describeError(error).message) })}
          >
            Thử ngay
          </Button>
        )}
      </td>
    </tr>
  );
}

function Services({ health }: { health: TrustHealth }) {
  const mayTry = health.abilities['certificates.try_service'] === true;
  if (health.services.length === 0) {
    return (
      <div className="sheet">
        <Empty
          title="Chưa có địa chỉ nào"
          action={
            <AppLink className="btn" href="/quan-tri/tin-cay">
              Mở danh sách nơi cấp tin cậy
            </AppLink>
          }
        >
          Địa chỉ dấu thời gian, tra cứu thu hồi và danh sách thu hồi ghi cùng nơi cấp. Không có dấu thời gian thì giờ
          ký chỉ do người ký tự khai.
        </Empty>
      </div>
    );
  }
  return (
    <div className="sheet table-frame">
      <table className="table as-cards">
        <thead>
          <tr>
            <th>Dịch vụ, nơi cấp</th>
            <th>Địa chỉ</th>
            <th>Tình trạng</th>
            <th>Trả lời gần nhất</th>
            <th>Danh sách đang có</th>
            <th className="acts no-print">
              <span className="visually-hidden">Việc</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {health.services.map((service) => (
            <ServiceRow key={service.id} service={service} mayTry={mayTry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyServices({ health }: { health: TrustHealth }) {
  if (health.signingServices.length === 0 && health.settingsProblem === null) {
    return null;
  }
  return (
    <section className="admin-more">
      <h2 className="admin-sub">Dịch vụ giữ khóa ký</h2>
      {health.settingsProblem !== null && (
        <Note title="Cấu hình dịch vụ ký số chưa đúng">
          <p>{health.settingsProblem}</p>
          <p>Sửa tệp signing-services.json trong thư mục dữ liệu của máy chủ rồi mở lại trang này.</p>
        </Note>
      )}
      {health.signingServices.length > 0 && (
        <div className="sheet table-frame">
          <table className="table as-cards">
            <thead>
              <tr>
                <th>Dịch vụ</th>
                <th>Khóa ở đâu</th>
                <th>Tình trạng</th>
              </tr>
            </thead>
            <tbody>
              {health.signingServices.map((service) => (
                <tr key={service.id}>
                  <td>
                    <b>{service.label}</b>
                  </td>
                  <td data-label="Khóa ở đâu">{KEY_KINDS[service.keyKind]}</td>
                  <td>
                    <Chip tone={KEY_TONES[service.state]}>{service.stateLabel}</Chip>
                    {service.message !== null && <small>{service.message}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Waiting({ health }: { health: TrustHealth }) {
  if (health.waitingForTime === 0) {
    return null;
  }
  return (
    <Note
      title={`${formatNumber(health.waitingForTime)} văn bản đã ký chờ dấu thời gian`}
      actions={
        <AppLink className="btn btn-small" href="/quan-tri/chu-ky">
          Xem những văn bản này
        </AppLink>
      }
    >
      <p>
        {health.oldestWaitingAt !== null && `Lâu nhất từ ${formatMoment(health.oldestWaitingAt)}. `}Dịch vụ trả lời lại
        thì hệ thống tự bổ sung.
      </p>
    </Note>
  );
}

/** Dịch vụ thời gian và thu hồi: how the addresses do that every signature depends on. */
export function ServicesPage() {
  const { data, error, isPending, refetch } = useTrustHealth();
  const [importing, setImporting] = useState(false);
  const [imported, setImported] = useState<CrlImport>();
  return (
    <AdminFrame
      part="services"
      title="Dịch vụ thời gian và thu hồi"
      sentence={data?.sentence ?? 'Đang xem tình trạng các dịch vụ.'}
      actions={
        <>
          <PrintButton />
          <Button className="no-print" icon={FileUp} onClick={() => setImporting(true)}>
            Nhập danh sách thu hồi
          </Button>
        </>
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được tình trạng" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <div className="admin-stack">
          {imported !== undefined && <CrlResult imported={imported} onClose={() => setImported(undefined)} />}
          <Waiting health={data} />
          <Services health={data} />
          <KeyServices health={data} />
        </div>
      )}
      {importing && (
        <CrlDialog
          onClose={() => setImporting(false)}
          onImported={(answer) => {
            setImporting(false);
            setImported(answer);
          }}
        />
      )}
    </AdminFrame>
  );
}
