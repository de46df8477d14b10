import type { SealPage, SealView } from '@congvu/contracts';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import type { PartProps } from '../part-props.ts';
import { RegisterFilters } from '../register-filters.tsx';
import { RegisterHead } from '../register-head.tsx';
import { RegisterSheet } from '../register-sheet.tsx';
import { useRegister } from '../things-api.ts';

const TONES: Record<SealView['state'], Tone> = { active: 'green', frozen: 'red', retired: 'plain' };

function period({ validFrom, validTo }: SealView): string {
  if (validFrom === null) {
    return '';
  }
  return validTo === null ? `từ ${formatDate(validFrom)}` : `${formatDate(validFrom)} – ${formatDate(validTo)}`;
}

/** The organisation's seals as signed with; kept by the clerk (Decree 30/2020 Art. 32). */
export function SealsPart({ tabs }: PartProps) {
  const { params } = useAddress();
  const filter = { q: params.get('q'), agencyId: params.get('co-quan') };
  const query = useRegister<SealPage>('certificates', '/api/seals', filter);
  const first = query.data?.pages[0];
  const seals = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <RegisterHead here="/so-chung-thu" title="Sổ con dấu điện tử">
        <span className="num">{formatNumber(first?.total ?? 0)}</span> con dấu, văn thư giữ (Nghị định 30/2020/NĐ-CP,
        Điều 32).
      </RegisterHead>
      {tabs}
      <RegisterFilters placeholder="Tìm tên cơ quan, người giữ" agencyName={seals[0]?.agencyName} />
      <RegisterSheet
        query={query}
        shown={seals.length}
        total={first?.total ?? 0}
        what="con dấu"
        empty={
          <Empty title="Chưa có con dấu nào">
            Con dấu được ghi cùng chứng thư số của cơ quan; ảnh dấu do văn thư đặt ở trang Chứng thư và khóa của tôi.
          </Empty>
        }
      >
        <table className="table as-cards is-wide">
          <thead>
            <tr>
              <th>Cơ quan</th>
              <th>Ảnh dấu</th>
              <th>Người giữ</th>
              <th>Chứng thư số</th>
              <th>Hiệu lực</th>
              <th>Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {seals.map((seal) => (
              <tr key={seal.id}>
                <td>
                  <b>{seal.organisationName}</b>
                </td>
                <td data-label="Ảnh dấu">
                  {seal.imageUrl === null ? (
                    <span className="quiet">Chưa có ảnh</span>
                  ) : (
                    <img className="thing-image" src={seal.imageUrl} alt={`Dấu của ${seal.organisationName}`} />
                  )}
                </td>
                <td data-label="Người giữ">{seal.custodianName}</td>
                <td data-label="Chứng thư số">{seal.certificateSerial}</td>
                <td data-label="Hiệu lực">{period(seal)}</td>
                <td>
                  <Chip tone={TONES[seal.state]}>{seal.stateLabel}</Chip>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </RegisterSheet>
    </>
  );
}
