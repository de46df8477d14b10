import type { PkiSimPage, PkiSimView } from '@congvu/contracts';
import { formatDate } from '../../../shared/text/dates.ts';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import type { PartProps } from '../part-props.ts';
import { RegisterFrame } from '../register-frame.tsx';
import { useRegisterPages } from '../use-register-pages.ts';

const TONES: Record<PkiSimView['state'], Tone> = {
  requested: 'neutral',
  activated: 'neutral',
  in_use: 'green',
  blocked: 'amber',
  lost: 'red',
  ended: 'plain',
};

const ORIGINS: Record<PkiSimView['origin'], string> = { new: 'Cấp SIM mới', convert: 'Chuyển từ SIM đang dùng' };

const COLUMNS = [
  { head: 'Số thuê bao' },
  { head: 'Người giữ' },
  { head: 'Nguồn SIM' },
  { head: 'Chứng thư số' },
  { head: 'Từ ngày' },
  { head: 'Trạng thái' },
];

/** SIMs that sign: number, network, whose, and what the certificate in them is. */
export function SimsPart({ tabs }: PartProps) {
  const pages = useRegisterPages<PkiSimPage>('certificates', '/api/pki-sims');
  return (
    <RegisterFrame
      pages={pages}
      here="/so-chung-thu"
      title="Sổ SIM ký số"
      what="SIM ký số"
      said=", ghi theo Mẫu 01 và kết quả cấp."
      between={tabs}
      placeholder="Tìm số thuê bao, tên người"
      unmatched="Thử bớt một lọc hoặc tìm bằng số thuê bao."
      empty={{
        title: 'Chưa có SIM ký số nào',
        text: 'SIM được ghi khi đề nghị cấp chứng thư số trên SIM (Mẫu 01, mục SIM ký số) có kết quả.',
      }}
      columns={COLUMNS}
    >
      {pages.items.map((sim) => (
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
    </RegisterFrame>
  );
}
