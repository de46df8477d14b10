import type { BookSync } from '@congvu/contracts';
import { Download, Settings2, Upload } from 'lucide-react';
import { useState } from 'react';
import './address-book.css';
import { withQuery } from '../../../shared/api/client.ts';
import { ImportDialog } from '../../../shared/imports/import-dialog.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { type BookFilter, useBook, useSyncState } from './address-book-api.ts';
import { BookDrawer } from './book-drawer.tsx';
import { BookFilters } from './book-filters.tsx';
import { BookTable } from './book-table.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { SyncLines } from './sync-lines.tsx';

function sentenceOf(sync: BookSync | undefined): string {
  if (sync === undefined) {
    return 'Đang mở sổ.';
  }
  if (sync.open + sync.closed === 0) {
    return 'Mọi cơ quan có thể gửi văn bản liên thông, tìm được bằng tên hoặc mã.';
  }
  const closed = sync.closed === 0 ? '' : `, ${formatNumber(sync.closed)} đã đóng`;
  const disputed = sync.disputed === 0 ? '' : `, ${formatNumber(sync.disputed)} trùng mã cần xem`;
  return `${formatNumber(sync.open)} cơ quan đang hoạt động${closed}${disputed}.`;
}

function filterOf(params: URLSearchParams): BookFilter {
  const told = (name: string): string | undefined => params.get(name) ?? undefined;
  return {
    q: told('q'),
    state: told('the'),
    source: told('nguon'),
    under: told('duoi'),
    disputed: told('trung') === '1' ? 'true' : undefined,
  };
}

function NothingYet({ mayImport, onImport }: { mayImport: boolean; onImport: () => void }) {
  return (
    <div className="sheet">
      <Empty
        title="Sổ địa chỉ còn trống"
        action={mayImport ? <Button onClick={onImport}>Nhập từ tệp</Button> : undefined}
      >
        Nối trục liên thông quốc gia ở mục Kết nối liên thông để sổ tự có đủ các cơ quan và tự cập nhật mỗi ngày; nơi
        chưa có trục thì nhập danh sách từ tệp.
      </Empty>
    </div>
  );
}

/** Sổ địa chỉ: whom a letter can be sent to, under which codes, how it would go, and how fresh all that is. */
export function AddressBookPage() {
  const { params, put } = useAddress();
  const filter = filterOf(params);
  const book = useBook(filter);
  const sync = useSyncState();
  const [importing, setImporting] = useState(false);
  const [setting, setSetting] = useState(false);
  const first = book.data?.pages[0];
  const chosen = params.get('id');
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const may = (action: string): boolean => first?.abilities[action] === true;
  const isEmpty = !isFiltered && first?.total === 0;
  return (
    <AdminFrame
      part="addressbook"
      title="Sổ địa chỉ"
      sentence={sentenceOf(sync.data)}
      actions={
        <>
          {may('addressbook.configure') && (
            <Button icon={Settings2} onClick={() => setSetting(true)}>
              Thiết lập
            </Button>
          )}
          {!isEmpty && (
            <a className="btn" href={withQuery('/api/address-book/export', { ...filter })} download>
              <Download className="icon" aria-hidden />
              Xuất
            </a>
          )}
          {may('addressbook.import') && (
            <Button icon={Upload} onClick={() => setImporting(true)}>
              Nhập từ tệp
            </Button>
          )}
        </>
      }
    >
      <BookFilters filter={filter} sources={sync.data?.sources ?? []} />
      {sync.isError && <ErrorNote title="Chưa tải được tình trạng đồng bộ" error={sync.error} />}
      <SyncLines sources={sync.data?.sources ?? []} />
      {book.isPending && <SkeletonRows rows={8} />}
      {book.isError && (
        <ErrorNote title="Chưa tải được sổ địa chỉ" error={book.error} onRetry={() => void book.refetch()} />
      )}
      {isEmpty && <NothingYet mayImport={may('addressbook.import')} onImport={() => setImporting(true)} />}
      {first !== undefined && !isEmpty && (
        <BookTable book={book} first={first} onOpen={(id) => put({ id })} isFiltered={isFiltered} />
      )}
      {chosen !== null && <BookDrawer key={chosen} id={chosen} onClose={() => put({ id: undefined })} />}
      {importing && (
        <ImportDialog
          title="Nhập sổ địa chỉ"
          path="/api/address-book"
          topic="addressbook"
          hint="Danh sách cơ quan theo mẫu của Công Vụ, tối đa 10.000 dòng một tệp. Dòng được tìm theo mã của một trong hai chuẩn nên nhập lại không tạo trùng."
          onClose={() => setImporting(false)}
        />
      )}
      {setting && sync.data !== undefined && (
        <SettingsDialog settings={sync.data.settings} onClose={() => setSetting(false)} />
      )}
    </AdminFrame>
  );
}
