import type { DocumentReaders } from '@congvu/contracts';
import { Modal } from 'antd';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../feedback/toast.tsx';
import { TextField } from '../fields/text-field.tsx';
import { formatNumber } from '../text/dates.ts';
import { matchesWords } from '../text/names.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../ui/notes.tsx';
import { Segments } from '../ui/tabs.tsx';
import { ColleaguePart } from './colleague-part.tsx';
import { type AskedDocument, useReaders } from './readers-api.ts';
import { Reasons } from './reasons.tsx';

type People = DocumentReaders['people'];

/** One line a person, as it is put into a letter or a spreadsheet. */
export function copiedText(people: People): string {
  return people
    .map(({ fullName, title, unitName, reasons }) => [fullName, title, unitName, reasons.join(' ')].join('\t'))
    .join('\n');
}

function copy(people: People): void {
  void navigator.clipboard
    ?.writeText(copiedText(people))
    .then(() => showToast(`Đã chép ${formatNumber(people.length)} người.`));
}

function PeoplePart({ readers: { units, people } }: { readers: DocumentReaders }) {
  const [typed, setTyped] = useState('');
  const shown = people.filter(({ fullName, title, unitName }) =>
    matchesWords(`${fullName} ${title} ${unitName}`, typed),
  );
  return (
    <div className="why-part">
      {units.length > 0 && (
        <ul className="why-units" aria-label="Đơn vị">
          {units.map(({ name, reason }) => (
            <li key={`${name} ${reason}`}>
              <b>{name}</b>: {reason}
            </li>
          ))}
        </ul>
      )}
      <div className="why-find">
        <TextField
          label="Tìm trong danh sách"
          value={typed}
          placeholder="Tên, chức vụ hoặc đơn vị, không cần dấu"
          onChange={setTyped}
        />
        <Button icon={Copy} onClick={() => copy(shown)} disabled={shown.length === 0}>
          Chép
        </Button>
      </div>
      <p className="quiet" aria-live="polite">
        {typed === ''
          ? `${formatNumber(people.length)} người xem được`
          : `${formatNumber(shown.length)} trong ${formatNumber(people.length)} người`}
      </p>
      {shown.length === 0 ? (
        <p className="quiet">Không có ai như vậy trong những người xem được. Hỏi riêng ở "Hỏi về một người".</p>
      ) : (
        <ul className="why-people" aria-label="Người xem được">
          {shown.map((person) => (
            <li key={person.positionId}>
              <b>{person.fullName}</b>
              <small>
                {person.title}, {person.unitName}
              </small>
              <Reasons reasons={person.reasons} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type Part = 'people' | 'ask';

const PARTS = [
  { key: 'people', label: 'Danh sách' },
  { key: 'ask', label: 'Hỏi về một người' },
] as const satisfies readonly { key: Part; label: string }[];

/** Who sees the document and why: oneself first, then everybody, then a question about one. */
export function ReadersDialog({ document, onClose }: { document: AskedDocument; onClose: () => void }) {
  const { data, error, isPending, refetch } = useReaders(document);
  const [part, setPart] = useState<Part>('people');
  return (
    <Modal open title="Ai xem được văn bản này" footer={null} width={640} onCancel={onClose}>
      <div className="why">
        {isPending && <SkeletonRows rows={4} />}
        {error !== null && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
        {data !== undefined && (
          <>
            <section aria-label="Vì sao tôi xem được" className="why-mine">
              <h3 className="why-head">Vì sao tôi xem được</h3>
              <Reasons reasons={data.mine} />
            </section>
            <Segments label="Xem theo" tabs={PARTS} active={part} onChange={setPart} />
            {part === 'people' ? <PeoplePart readers={data} /> : <ColleaguePart document={document} />}
          </>
        )}
      </div>
    </Modal>
  );
}
