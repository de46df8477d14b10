import type { CertificateEntryPage, CertificateEntryView } from '@congvu/contracts';
import { useState } from 'react';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useRoles } from '../../../shared/session/me.ts';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { ImportDialog } from '../import-dialog.tsx';
import type { PartProps } from '../part-props.ts';
import { placeOf } from '../place.ts';
import { RegisterFilters } from '../register-filters.tsx';
import { RegisterHead } from '../register-head.tsx';
import { RegisterSheet } from '../register-sheet.tsx';
import { useRegister } from '../things-api.ts';
import { daysLeftText, ENTRY_STATES, SUBJECT_KINDS } from './entries.text.ts';
import { EntryDetail } from './entry-detail.tsx';

const PATH = '/api/certificate-register';

const TERMS = [
  { value: '', label: 'Mọi thời hạn' },
  { value: '30', label: 'Còn dưới 30 ngày' },
  { value: '90', label: 'Còn dưới 90 ngày' },
  { value: '120', label: 'Còn dưới 120 ngày' },
] as const;

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
    <tr className={isOver ? 'is-past' : undefined} onClick={onOpen}>
      <td>
        <button type="button" className="thing-open" onClick={onOpen}>
          {entry.subjectName}
        </button>
        <small>{entry.subjectKind === 'organisation' ? 'Chứng thư của cơ quan' : placeOf(entry)}</small>
      </td>
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
    </tr>
  );
}

function useFilter() {
  const { params, put } = useAddress();
  const of = (name: string): string | undefined => params.get(name) ?? undefined;
  return {
    filter: {
      q: of('q'),
      agencyId: of('co-quan'),
      state: of('the'),
      subjectKind: of('loai'),
      withinDays: of('han'),
    },
    chosenId: params.get('id'),
    put,
  };
}

function Filters({ agencyName }: { agencyName: string | undefined }) {
  const { filter, put } = useFilter();
  return (
    <RegisterFilters placeholder="Tìm tên, số hiệu" agencyName={agencyName}>
      <SmallSelect<string>
        label="Trạng thái"
        value={filter.state ?? ''}
        options={[
          { value: '', label: 'Mọi trạng thái' },
          ...Object.entries(ENTRY_STATES).map(([value, { label }]) => ({ value, label })),
        ]}
        onChange={(the) => put({ the })}
      />
      <SmallSelect<string>
        label="Chứng thư của ai"
        value={filter.subjectKind ?? ''}
        options={[
          { value: '', label: 'Của ai' },
          ...Object.entries(SUBJECT_KINDS).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(loai) => put({ loai })}
      />
      <SmallSelect<string>
        label="Thời hạn còn lại"
        value={filter.withinDays ?? ''}
        options={TERMS}
        onChange={(han) => put({ han })}
      />
    </RegisterFilters>
  );
}

export function EntriesPart({ tabs }: PartProps) {
  const { filter, chosenId, put } = useFilter();
  const roles = useRoles();
  const [importing, setImporting] = useState(false);
  const query = useRegister<CertificateEntryPage>('certificates', PATH, filter);
  const first = query.data?.pages[0];
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const mayImport =
    first?.abilities['certificates.import_entries'] === true &&
    ['clerk', 'focal', 'administrator'].some((role) => roles.has(role));
  return (
    <>
      <RegisterHead
        here="/so-chung-thu"
        title="Sổ chứng thư số"
        exportUrl={`${PATH}/export`}
        onImport={mayImport ? () => setImporting(true) : undefined}
      >
        {first === undefined ? (
          'Đang mở sổ…'
        ) : (
          <>
            <span className="num">{formatNumber(first.total)}</span> chứng thư số{filtered ? ' khớp với lọc' : ''}, sắp
            hết hạn đứng trước. <AppLink href="/chung-thu-so">Khóa của tôi, báo mất</AppLink>
          </>
        )}
      </RegisterHead>
      {tabs}
      <Filters agencyName={entries[0]?.agencyName} />
      <RegisterSheet
        query={query}
        shown={entries.length}
        total={first?.total ?? 0}
        what="chứng thư số"
        empty={
          filtered ? (
            <Empty title="Không có chứng thư nào khớp">Thử bớt một lọc hoặc tìm bằng số hiệu.</Empty>
          ) : (
            <Empty
              title="Sổ chứng thư số còn trống"
              action={mayImport && <Button onClick={() => setImporting(true)}>Nhập từ Excel</Button>}
            >
              Nhập danh sách chứng thư đang có; chứng thư cấp, gia hạn, thu hồi theo Mẫu 01 đến 05 sẽ tự ghi vào đây.
            </Empty>
          )
        }
      >
        <table className="table as-cards is-wide">
          <colgroup>
            <col className="thing-col-name" />
            <col />
            <col className="thing-col-device" />
            <col className="thing-col-valid" />
            <col />
            <col className="thing-col-state" />
          </colgroup>
          <thead>
            <tr>
              <th>Chủ chứng thư</th>
              <th>Số hiệu, nơi cấp</th>
              <th>Khóa ở đâu</th>
              <th>Hiệu lực</th>
              <th>Nên làm</th>
              <th>Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryLine key={entry.id} entry={entry} onOpen={() => put({ id: entry.id })} />
            ))}
          </tbody>
        </table>
      </RegisterSheet>
      {chosenId !== null && <EntryDetail key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
      {importing && (
        <ImportDialog
          title="Nhập sổ chứng thư số"
          path={PATH}
          topic="certificates"
          hint="Danh sách chứng thư số đang có, theo mẫu của Công Vụ. Dòng được tìm theo số hiệu, nhập lại không tạo trùng."
          onClose={() => setImporting(false)}
        />
      )}
    </>
  );
}
