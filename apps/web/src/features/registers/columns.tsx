import type { IncomingRegisterRow, OutgoingRegisterRow } from '@congvu/contracts';
import type { ReactNode } from 'react';
import { formatShortDate } from '../../shared/text/dates.ts';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';

/** What stands in the head of a column to narrow the book by. */
export type HeadFilter =
  | { kind: 'dates' }
  | { kind: 'text'; name: 'q' | 'issuer' | 'unit' | 'signatory'; label: string }
  | { kind: 'type' };

export interface Column<R> {
  key: string;
  title: string;
  /** Width in pixels; the one without takes the rest. */
  width?: number;
  className?: string;
  filter?: HeadFilter;
  /** May not be hidden: number and what it is about. */
  fixed?: boolean;
  render: (row: R) => ReactNode;
}

function day(date: string | null): string {
  return date === null ? '' : formatShortDate(date);
}

function About({ typeName, abstract }: { typeName: string; abstract: string }) {
  return (
    <>
      <span className="reg-kind">{typeName}</span> {abstract}
    </>
  );
}

function Receipt({ text }: { text: string }) {
  return text === '' ? <span className="quiet">Chưa ký</span> : <span>{text}</span>;
}

function IncomingNote({ row }: { row: IncomingRegisterRow }) {
  return (
    <span className="reg-marks">
      <UrgencyStamp urgency={row.urgency} />
      {row.state === 'returned' ? <Chip>{row.stateLabel}</Chip> : null}
      {row.overdue && <Chip tone="red">Quá hạn</Chip>}
      {row.note !== '' && <span>{row.note}</span>}
    </span>
  );
}

/** The ten columns of Sổ đăng ký văn bản đến (Decree 30/2020, Annex IV). */
export const INCOMING_COLUMNS: readonly Column<IncomingRegisterRow>[] = [
  { key: 'arrivedOn', title: 'Ngày đến', width: 84, filter: { kind: 'dates' }, render: (row) => day(row.arrivedOn) },
  {
    key: 'arrivalNumber',
    title: 'Số đến',
    width: 66,
    className: 'r',
    fixed: true,
    render: (row) => <b>{row.arrivalNumber}</b>,
  },
  {
    key: 'author',
    title: 'Tác giả',
    width: 134,
    filter: { kind: 'text', name: 'issuer', label: 'Tác giả' },
    render: (row) => row.author,
  },
  { key: 'numberSymbol', title: 'Số, ký hiệu', width: 160, render: (row) => row.numberSymbol },
  { key: 'issuedOn', title: 'Ngày tháng', width: 60, render: (row) => day(row.issuedOn) },
  {
    key: 'abstract',
    title: 'Tên loại và trích yếu nội dung',
    fixed: true,
    filter: { kind: 'text', name: 'q', label: 'Tìm số, trích yếu' },
    render: (row) => <About typeName={row.typeName} abstract={row.abstract} />,
  },
  {
    key: 'receiver',
    title: 'Đơn vị hoặc người nhận',
    width: 116,
    filter: { kind: 'text', name: 'unit', label: 'Đơn vị, người nhận' },
    render: (row) => row.receiver,
  },
  { key: 'forwardedOn', title: 'Ngày chuyển', width: 60, render: (row) => day(row.forwardedOn) },
  { key: 'receipt', title: 'Ký nhận', width: 78, render: (row) => <Receipt text={row.receipt} /> },
  {
    key: 'note',
    title: 'Ghi chú',
    width: 100,
    className: 'keep',
    filter: { kind: 'type' },
    render: (row) => <IncomingNote row={row} />,
  },
];

/** The ten columns of Sổ đăng ký văn bản đi (Decree 30/2020, Annex IV). */
export const OUTGOING_COLUMNS: readonly Column<OutgoingRegisterRow>[] = [
  {
    key: 'numberSymbol',
    title: 'Số, ký hiệu',
    width: 126,
    fixed: true,
    render: (row) => <b>{row.numberSymbol}</b>,
  },
  { key: 'issuedOn', title: 'Ngày tháng', width: 82, filter: { kind: 'dates' }, render: (row) => day(row.issuedOn) },
  {
    key: 'abstract',
    title: 'Tên loại và trích yếu nội dung',
    fixed: true,
    filter: { kind: 'text', name: 'q', label: 'Tìm số, trích yếu' },
    render: (row) => <About typeName={row.typeName} abstract={row.abstract} />,
  },
  {
    key: 'signatory',
    title: 'Người ký',
    width: 104,
    filter: { kind: 'text', name: 'signatory', label: 'Người ký' },
    render: (row) => row.signatory,
  },
  { key: 'recipients', title: 'Nơi nhận văn bản', width: 150, render: (row) => row.recipients },
  {
    key: 'filedCopyHolder',
    title: 'Đơn vị, người nhận bản lưu',
    width: 88,
    filter: { kind: 'text', name: 'unit', label: 'Đơn vị' },
    render: (row) => row.filedCopyHolder,
  },
  {
    key: 'copies',
    title: 'Số lượng bản',
    width: 62,
    className: 'r',
    render: (row) => (row.copies === 0 ? '' : row.copies),
  },
  { key: 'sentOn', title: 'Ngày chuyển', width: 60, render: (row) => day(row.sentOn) },
  { key: 'receipt', title: 'Ký nhận', width: 78, render: (row) => <Receipt text={row.receipt} /> },
  {
    key: 'note',
    title: 'Ghi chú',
    width: 100,
    className: 'keep',
    filter: { kind: 'type' },
    render: (row) => (
      <span className="reg-marks">
        <UrgencyStamp urgency={row.urgency} />
        {row.cancelled && <Chip>Số hủy</Chip>}
        {row.note !== '' && <span>{row.note}</span>}
      </span>
    ),
  },
];
