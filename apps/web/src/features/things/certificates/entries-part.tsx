import type { CertificateEntryPage, CertificateEntryView } from '@congvu/contracts';
import { useRoles } from '../../../shared/session/me.ts';
import { formatDate } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { AddressSelect, StateSelect } from '../address-select.tsx';
import type { PartProps } from '../part-props.ts';
import { placeOf } from '../place.ts';
import { RegisterFrame } from '../register-frame.tsx';
import { RegisterRow } from '../register-row.tsx';
import { useRegisterPages } from '../use-register-pages.ts';
import { daysLeftText, ENTRY_STATES, SUBJECT_KINDS } from './entries.text.ts';
import { EntryDetail } from './entry-detail.tsx';

const PATH = '/api/certificate-register';

const FILTERS = { state: 'the', subjectKind: 'loai', withinDays: 'han' };

const TERMS = { 30: 'Còn dưới 30 ngày', 90: 'Còn dưới 90 ngày', 120: 'Còn dưới 120 ngày' };

const COLUMNS = [
  { head: 'Chủ chứng thư', col: 'thing-col-name' },
  { head: 'Số hiệu, nơi cấp' },
  { head: 'Khóa ở đâu', col: 'thing-col-device' },
  { head: 'Hiệu lực', col: 'thing-col-valid' },
  { head: 'Nên làm' },
  { head: 'Trạng thái', col: 'thing-col-state' },
];

/** Red is for what is past; what ends soon is amber, whatever the tone of the advice. */
function classOf({ tone, daysLeft }: CertificateEntryView): string | undefined {
  if (daysLeft !== null && daysLeft < 0) {
    return undefined;
  }
  return tone === 'red' || tone === 'amber' ? 'soon' : undefined;
}

function EntryLine({ entry, onOpen }: { entry: CertificateEntryView; onOpen: () => void }) {
  const isOver = ['revoked', 'expired', 'transferred_out'].includes(entry.state);
  const left = daysLeftText(entry);
  return (
    <RegisterRow
      name={entry.subjectName}
      under={entry.subjectKind === 'organisation' ? 'Chứng thư của cơ quan' : placeOf(entry)}
      isPast={isOver}
      onOpen={onOpen}
    >
      <td data-label="Số hiệu">
        {entry.serial}
        <small>{entry.issuerName}</small>
      </td>
      <td data-label="Khóa ở">
        {entry.containerLabel}
        {entry.tokenSerial !== null && <small>số {entry.tokenSerial}</small>}
      </td>
      <td data-label="Hiệu lực">
        <span className="nb">
          {formatDate(entry.validFrom)} – {formatDate(entry.validTo)}
        </span>
        {left !== '' && <small className={classOf(entry)}>{left}</small>}
      </td>
      <td data-label={entry.advice === '' ? undefined : 'Nên làm'} className="thing-advice">
        {entry.advice}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={ENTRY_STATES[entry.state].tone}>{entry.stateLabel}</Chip>
      </td>
    </RegisterRow>
  );
}

export function EntriesPart({ tabs }: PartProps) {
  const { params, put } = useAddress();
  const roles = useRoles();
  const pages = useRegisterPages<CertificateEntryPage>('certificates', PATH, FILTERS);
  const chosenId = params.get('id');
  const mayImport =
    pages.first?.abilities['certificates.import_entries'] === true &&
    ['clerk', 'focal', 'administrator'].some((role) => roles.has(role));
  return (
    <>
      <RegisterFrame
        pages={pages}
        here="/so-chung-thu"
        title="Sổ chứng thư số"
        what="chứng thư số"
        said={
          <>
            , sắp hết hạn đứng trước. <AppLink href="/chung-thu-so">Khóa của tôi, báo mất</AppLink>
          </>
        }
        exportUrl={`${PATH}/export`}
        imports={
          mayImport
            ? {
                path: PATH,
                topic: 'certificates',
                title: 'Nhập sổ chứng thư số',
                hint: 'Danh sách chứng thư số đang có, theo mẫu của Công Vụ. Dòng được tìm theo số hiệu, nhập lại không tạo trùng.',
              }
            : undefined
        }
        between={tabs}
        placeholder="Tìm tên, số hiệu"
        filters={
          <>
            <StateSelect states={ENTRY_STATES} />
            <AddressSelect label="Chứng thư của ai" name={FILTERS.subjectKind} every="Của ai" options={SUBJECT_KINDS} />
            <AddressSelect label="Thời hạn còn lại" name={FILTERS.withinDays} every="Mọi thời hạn" options={TERMS} />
          </>
        }
        unmatched="Thử bớt một lọc hoặc tìm bằng số hiệu."
        empty={{
          title: 'Sổ chứng thư số còn trống',
          text: 'Nhập danh sách chứng thư đang có; chứng thư cấp, gia hạn, thu hồi theo Mẫu 01 đến 05 sẽ tự ghi vào đây.',
        }}
        columns={COLUMNS}
      >
        {pages.items.map((entry) => (
          <EntryLine key={entry.id} entry={entry} onOpen={() => put({ id: entry.id })} />
        ))}
      </RegisterFrame>
      {chosenId !== null && <EntryDetail key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
    </>
  );
}
