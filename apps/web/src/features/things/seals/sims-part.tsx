import type { PkiSimPage, PkiSimView } from '@congvu/contracts';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import type { PartProps } from '../part-props.ts';
import { RegisterFilters } from '../register-filters.tsx';
import { RegisterHead } from '../register-head.tsx';
import { RegisterSheet } from '../register-sheet.tsx';
import { useRegister } from '../things-api.ts';

const TONES: Record<PkiSimView['state'], Tone> = {
  requested: 'neutral',
  activated: 'neutral',
  in_use: 'green',
  blocked: 'amber',
  lost: 'red',
  ended: 'plain',
};

const ORIGINS: Record<PkiSimView['origin'], string> = { new: 'Cấp SIM mới', convert: 'Chuyển từ SIM đang dùng' };

/** SIMs that sign: number, network, whose, and what the certificate in them is. */
export function SimsPart({ tabs }: PartProps) {
  const { params } = useAddress();
  const filter = { q: params.get('q'), agencyId: params.get('co-quan') };
  const query = useRegister<PkiSimPage>('certificates', '/api/pki-sims', filter);
  const first = query.data?.pages[0];
  const sims = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <RegisterHead here="/so-chung-thu" title="Sổ SIM ký số">
        <span className="num">{formatNumber(first?.total ?? 0)}</span> SIM ký số, ghi theo Mẫu 01 và kết quả cấp.
      </RegisterHead>
      {tabs}
      <RegisterFilters placeholder="Tìm số thuê bao, tên người" agencyName={sims[0]?.agencyName} />
      <RegisterSheet
        query={query}
        shown={sims.length}
        total={first?.total ?? 0}
        what="SIM ký số"
        empty={
          <Empty title="Chưa có SIM ký số nào">
            SIM được ghi khi đề nghị cấp chứng thư số trên SIM (Mẫu 01, mục SIM ký số) có kết quả.
          </Empty>
        }
      >
        <table className="table as-cards is-wide">
          <thead>
            <tr>
              <th>Số thuê bao</th>
              <th>Người giữ</th>
              <th>Nguồn SIM</th>
              <th>Chứng thư số</th>
              <th>Từ ngày</th>
              <th>Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {sims.map((sim) => (
              <tr key={sim.id}>
                <td>
                  <b>{sim.number}</b>
                  <small>{sim.carrier}</small>
                </td>
                <td data-label="Người giữ">
                  {sim.holderName}
                  <small>{sim.agencyName}</small>
                </td>
                <td data-label="Nguồn SIM">{ORIGINS[sim.origin]}</td>
                <td data-label="Chứng thư số">{sim.certificateSerial}</td>
                <td data-label="Từ ngày">{formatDate(sim.since)}</td>
                <td>
                  <Chip tone={TONES[sim.state]}>{sim.stateLabel}</Chip>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </RegisterSheet>
    </>
  );
}
