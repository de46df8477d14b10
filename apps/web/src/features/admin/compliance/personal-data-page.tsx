import type { PersonalClass } from '@congvu/contracts';
import { Download } from 'lucide-react';
import './compliance.css';
import { formatNumber } from '../../../shared/text/dates.ts';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { usePersonalData } from './compliance-api.ts';

function ClassCard({ one }: { one: PersonalClass }) {
  return (
    <section className="sheet personal-class">
      <h2>
        {one.name} {one.sensitive && <Chip tone="amber">Nhạy cảm</Chip>}
      </h2>
      <FactList
        facts={[
          ['Mục đích', one.purpose],
          ['Căn cứ', one.ground],
          ['Thời hạn lưu', one.retention],
          ['Ai được đọc', one.readers],
          ['Cách bảo vệ', one.protection],
          ['Cỡ dữ liệu', `khoảng ${formatNumber(one.rows)} dòng ở ${formatNumber(one.columns.length)} cột`],
        ]}
      />
      <details className="personal-columns">
        <summary>Bảng, cột</summary>
        <p>{one.columns.join(', ')}</p>
      </details>
    </section>
  );
}

/** Dữ liệu cá nhân: which there is, what for, on what ground, how long, for whom. */
export function PersonalDataPage() {
  const { data, error, isPending, refetch } = usePersonalData();
  return (
    <AdminFrame
      part="personal-data"
      title="Dữ liệu cá nhân"
      sentence="Các lớp dữ liệu cá nhân trong hệ thống. Mẫu báo vi phạm và đánh giá tác động ở hướng dẫn vận hành."
      actions={
        <>
          <PrintButton />
          <a className="btn no-print" href="/api/compliance/personal-data/export" download>
            <Download className="icon icon-16" aria-hidden /> CSV
          </a>
        </>
      }
    >
      {isPending && <SkeletonRows rows={6} />}
      {error !== null && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
      <div className="personal-list">
        {data?.classes.map((one) => (
          <ClassCard key={one.key} one={one} />
        ))}
      </div>
    </AdminFrame>
  );
}
