import type { SealPage, SealView } from '@congvu/contracts';
import { formatDate } from '../../../shared/text/dates.ts';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import type { PartProps } from '../part-props.ts';
import { RegisterFrame } from '../register-frame.tsx';
import { useRegisterPages } from '../use-register-pages.ts';

const TONES: Record<SealView['state'], Tone> = { active: 'green', frozen: 'red', retired: 'plain' };

function period({ validFrom, validTo }: SealView): string {
  if (validFrom === null) {
    return '';
  }
  return validTo === null ? `từ ${formatDate(validFrom)}` : `${formatDate(validFrom)} – ${formatDate(validTo)}`;
}

const COLUMNS = [
  { head: 'Cơ quan' },
  { head: 'Ảnh dấu' },
  { head: 'Người giữ' },
  { head: 'Chứng thư số' },
  { head: 'Hiệu lực' },
  { head: 'Trạng thái' },
];

/** The organisation's seals as signed with; kept by the clerk (Decree 30/2020 Art. 32). */
export function SealsPart({ tabs }: PartProps) {
  const pages = useRegisterPages<SealPage>('certificates', '/api/seals');
  return (
    <RegisterFrame
      pages={pages}
      here="/so-chung-thu"
      title="Sổ con dấu điện tử"
      what="con dấu"
      said=", văn thư giữ (Nghị định 30/2020/NĐ-CP, Điều 32)."
      between={tabs}
      placeholder="Tìm tên cơ quan, người giữ"
      unmatched="Thử bớt một lọc hoặc tìm bằng tên cơ quan."
      empty={{
        title: 'Chưa có con dấu nào',
        text: 'Con dấu được ghi cùng chứng thư số của cơ quan; ảnh dấu do văn thư đặt ở trang Chứng thư và khóa của tôi.',
      }}
      columns={COLUMNS}
    >
      {pages.items.map((seal) => (
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
    </RegisterFrame>
  );
}
