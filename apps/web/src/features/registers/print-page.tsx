import { Download } from 'lucide-react';
import { useState } from 'react';
import './registers.css';
import { DateField } from '../../shared/fields/date-field.tsx';
import { Check, ChoiceField, TextField } from '../../shared/fields/text-field.tsx';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { useDelayed } from '../../shared/pickers/use-delayed.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { type Book, type BookFilter, printUrl, readFilter } from './registers-api.ts';

type Kind = 'register' | 'follow_up';

const KINDS: { value: Kind; label: string }[] = [
  { value: 'register', label: 'Sổ đăng ký, mười cột' },
  { value: 'follow_up', label: 'Sổ theo dõi giải quyết' },
];

function numberOf(text: string): number | undefined {
  const digits = text.replaceAll(/\D/gu, '');
  return digits === '' ? undefined : Number(digits);
}

/** The book as it is bound: PDF/A beside the few choices there are. */
export function PrintRegisterPage() {
  const { params } = useAddress();
  const book: Book = params.get('so') === 'di' ? 'di' : 'den';
  const start = readFilter(params);
  const [fromNumber, setFrom] = useState(start.fromNumber === undefined ? '' : String(start.fromNumber));
  const [toNumber, setTo] = useState(start.toNumber === undefined ? '' : String(start.toNumber));
  const [dates, setDates] = useState<Pick<BookFilter, 'from' | 'to'>>({ from: start.from, to: start.to });
  const [kind, setKind] = useState<Kind>('register');
  const [cover, setCover] = useState(false);
  const typed = useDelayed(`${fromNumber}|${toNumber}`, 500).split('|');
  const query = {
    ...start,
    ...dates,
    fromNumber: numberOf(typed[0] ?? ''),
    toNumber: numberOf(typed[1] ?? ''),
    ...(book === 'den' && { book: kind, cover }),
  };
  const url = printUrl(book, query);
  return (
    <div className="reg-print">
      <PaperView
        key={url}
        file={{ url, name: book === 'den' ? 'So-van-ban-den.pdf' : 'So-van-ban-di.pdf', mediaType: 'application/pdf' }}
      />
      <aside className="reg-print-side" aria-label="Chọn phần in">
        <h1>{book === 'den' ? 'In sổ văn bản đến' : 'In sổ văn bản đi'}</h1>
        <div className="reg-print-pair">
          <TextField
            label="Từ số"
            value={fromNumber}
            onChange={setFrom}
            inputMode="numeric"
            numeric
            placeholder="Đầu sổ"
          />
          <TextField
            label="Đến số"
            value={toNumber}
            onChange={setTo}
            inputMode="numeric"
            numeric
            placeholder="Cuối sổ"
          />
        </div>
        <div className="reg-print-pair">
          <DateField
            label="Từ ngày"
            value={dates.from ?? null}
            onChange={(from) => setDates({ ...dates, from: from ?? undefined })}
          />
          <DateField
            label="Đến ngày"
            value={dates.to ?? null}
            onChange={(to) => setDates({ ...dates, to: to ?? undefined })}
          />
        </div>
        {book === 'den' && (
          <>
            <ChoiceField label="Mẫu sổ" value={kind} options={KINDS} onChange={setKind} />
            <Check label="Bìa và tờ đầu quyển" on={cover} onChange={setCover} />
          </>
        )}
        <p className="reg-print-note">
          Đủ các cột theo Phụ lục IV Nghị định 30/2020; cột ký nhận để trống cho ký tay. Mỗi trang in ghi người in và
          giờ in.
        </p>
        <div className="reg-print-acts">
          <a className="btn btn-primary" href={printUrl(book, { ...query, download: true })} download>
            <Download className="icon" aria-hidden />
            Tải về PDF
          </a>
          <AppLink className="btn" href={`/so-va-ho-so?so=${book}`}>
            Về sổ
          </AppLink>
        </div>
      </aside>
    </div>
  );
}
