import type { CertificateView } from '@congvu/contracts';
import { KeyRound, NotebookTabs, Plus } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField } from '../../../shared/fields/text-field.tsx';
import { dateOf, daysBetween, formatDate, formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { useCertificates } from '../trust-api.ts';
import { AddCertificateDialog } from './add-certificate-dialog.tsx';

type State = CertificateView['state'];
type Kind = CertificateView['kind'];

const STATE_TONES: Record<State, Tone> = {
  usable: 'green',
  not_yet_valid: 'neutral',
  expired: 'amber',
  revoked: 'red',
  frozen: 'red',
  locked: 'amber',
};

const STATES: readonly { value: State | 'all'; label: string }[] = [
  { value: 'all', label: 'Mọi trạng thái' },
  { value: 'usable', label: 'Đang hiệu lực' },
  { value: 'frozen', label: 'Đang phong tỏa' },
  { value: 'locked', label: 'Bị khóa mã PIN' },
  { value: 'expired', label: 'Đã hết hạn' },
  { value: 'revoked', label: 'Đã thu hồi' },
  { value: 'not_yet_valid', label: 'Chưa đến ngày hiệu lực' },
];

const KINDS: readonly { key: Kind | 'all'; label: string }[] = [
  { key: 'all', label: 'Tất cả' },
  { key: 'organisation', label: 'Của cơ quan' },
  { key: 'person', label: 'Của cá nhân' },
];

/** Renewal was granted only while 60 days were left (practice of Decree 130/2018); a month before that it is said. */
const SOON_DAYS = 90;

export function daysLeft(certificate: Pick<CertificateView, 'validTo' | 'state'>): {
  text: string;
  tone: 'late' | 'soon' | undefined;
} {
  const days = daysBetween(officeToday(), dateOf(certificate.validTo));
  if (certificate.state === 'revoked') {
    return { text: '', tone: undefined };
  }
  if (days < 0) {
    return { text: `hết hạn ${formatNumber(-days)} ngày`, tone: 'late' };
  }
  return {
    text: days === 0 ? 'hết hạn hôm nay' : `còn ${formatNumber(days)} ngày`,
    tone: days <= SOON_DAYS ? 'soon' : undefined,
  };
}

function CertificateRow({ certificate }: { certificate: CertificateView }) {
  const left = daysLeft(certificate);
  const isOver = certificate.state === 'revoked' || certificate.state === 'expired';
  return (
    <tr className={isOver ? 'is-past' : undefined}>
      <td>
        <b>{certificate.subjectName}</b>
        <small>{certificate.kind === 'organisation' ? 'Chứng thư của cơ quan' : certificate.organisationName}</small>
      </td>
      <td data-label="Nơi cấp">
        {certificate.issuerName}
        <small>số hiệu {certificate.serial}</small>
      </td>
      <td data-label="Khóa ở">{certificate.deviceLabel}</td>
      <td data-label="Hiệu lực" className="nb">
        {formatDate(dateOf(certificate.validFrom))} – {formatDate(dateOf(certificate.validTo))}
        {left.text !== '' && <small className={left.tone}>{left.text}</small>}
      </td>
      <td>
        <Chip tone={STATE_TONES[certificate.state]}>{certificate.stateLabel}</Chip>
      </td>
    </tr>
  );
}

function useFilter() {
  const { params, put } = useAddress();
  const state = STATES.find(({ value }) => value === params.get('the'))?.value ?? 'all';
  const kind = KINDS.find(({ key }) => key === params.get('loai'))?.key ?? 'all';
  return { state, kind, put };
}

/** Chứng thư của cơ quan: every certificate of the agency, the one that ends soonest first. */
export function CertificatesPage() {
  const { state, kind, put } = useFilter();
  const query = useCertificates({
    state: state === 'all' ? undefined : state,
    kind: kind === 'all' ? undefined : kind,
  });
  const [adding, setAdding] = useState(false);
  const [first] = query.data?.pages ?? [];
  const certificates = query.data?.pages.flatMap((page) => page.certificates) ?? [];
  const mayAdd = first?.abilities['certificates.add_organisation'] === true;
  const add = mayAdd && (
    <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>
      Thêm chứng thư cơ quan
    </Button>
  );
  return (
    <AdminFrame
      part="certificates"
      title="Chứng thư của cơ quan"
      sentence="Chứng thư số của cơ quan và của từng người, sắp hết hạn đứng trước. Nên đề nghị gia hạn khi còn ít nhất 60 ngày."
      actions={
        <>
          <PrintButton />
          {add}
        </>
      }
    >
      <div className="admin-bar no-print">
        <ChoiceField
          label="Trạng thái"
          value={state}
          options={STATES}
          onChange={(value) => put({ the: value === 'all' ? undefined : value })}
        />
        <Segments
          label="Chứng thư của ai"
          tabs={KINDS}
          active={kind}
          onChange={(key) => put({ loai: key === 'all' ? undefined : key })}
        />
        <AppLink className="btn btn-quiet" href="/so-chung-thu">
          <NotebookTabs className="icon" aria-hidden />
          Sổ chứng thư số
        </AppLink>
        <AppLink className="btn btn-quiet" href="/chung-thu-so">
          <KeyRound className="icon" aria-hidden />
          Khóa của tôi, việc báo mất
        </AppLink>
      </div>
      <div className="sheet table-frame">
        <table className="table as-cards">
          <thead>
            <tr>
              <th>Chủ chứng thư</th>
              <th>Nơi cấp, số hiệu</th>
              <th>Khóa ở đâu</th>
              <th>Hiệu lực</th>
              <th>Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {certificates.map((certificate) => (
              <CertificateRow key={certificate.id} certificate={certificate} />
            ))}
          </tbody>
        </table>
        {query.isPending && <SkeletonRows rows={5} />}
        {query.isError && (
          <ErrorNote title="Chưa tải được chứng thư" error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isSuccess && certificates.length === 0 && (
          <Empty title="Không có chứng thư nào khớp" action={state === 'all' && kind === 'all' ? add : undefined}>
            Chứng thư của cơ quan do văn thư hoặc quản trị ghi ở đây; chứng thư cá nhân do từng người ghi ở trang khóa
            của mình.
          </Empty>
        )}
      </div>
      {query.hasNextPage && (
        <p className="admin-more no-print">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Xem thêm
          </Button>
        </p>
      )}
      {adding && (
        <AddCertificateDialog
          onClose={() => setAdding(false)}
          onAdded={(certificate) => {
            setAdding(false);
            showToast(`Đã ghi chứng thư của ${certificate.subjectName}.`);
          }}
        />
      )}
    </AdminFrame>
  );
}
