import type { DraftContent, DraftOptions, DraftView, SignerOption } from '@congvu/contracts';
import { CircleAlert, CircleCheck, FileText, Paperclip, Plus } from 'lucide-react';
import { useState } from 'react';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { LockedName } from '../../../shared/ui/locked-name.tsx';
import { URGENCY_OPTIONS } from '../../../shared/ui/marks.tsx';
import { AttachmentsDialog } from './attachments-dialog.tsx';
import { agenciesOf } from './count-receivers.ts';

interface DraftPartsProps {
  view: DraftView;
  content: DraftContent;
  options: DraftOptions | undefined;
  editable: boolean;
  onChange: (part: Partial<DraftContent>) => void;
  onRecipients: (list: 'addressees' | 'recipients') => void;
  onBasis: () => void;
}

const CAPACITY: Record<SignerOption['capacity'], string> = {
  head: 'Người đứng đầu',
  TM: 'Thay mặt tập thể',
  KT: 'Ký thay',
  TL: 'Thừa lệnh',
  TUQ: 'Thừa ủy quyền',
  Q: 'Quyền',
};

function SignerHint({ view, signer }: { view: DraftView; signer: SignerOption | undefined }) {
  if (view.signerProblem !== null && view.content.signerPositionId === signer?.positionId) {
    return (
      <p className="field-hint is-amber">
        <CircleAlert className="icon" aria-hidden />
        {view.signerProblem}
      </p>
    );
  }
  return signer === undefined ? null : (
    <p className="field-hint is-done">
      <CircleCheck className="icon" aria-hidden />
      {CAPACITY[signer.capacity]}
      {signer.basis === '' ? '' : `: ${signer.basis}`}
    </p>
  );
}

function TypeAndSigner({
  view,
  content,
  options,
  editable,
  onChange,
}: Omit<DraftPartsProps, 'onRecipients' | 'onBasis'>) {
  const signer = options?.signers.find((one) => one.positionId === content.signerPositionId);
  if (!editable) {
    return (
      <>
        <TextField label="Loại văn bản" value={view.typeName} onChange={() => undefined} readOnly />
        <div>
          <TextField
            label="Người ký"
            value={view.signer?.fullName ?? 'Chưa chọn'}
            onChange={() => undefined}
            readOnly
          />
          <SignerHint view={view} signer={view.signer ?? undefined} />
        </div>
      </>
    );
  }
  return (
    <>
      <Pick
        label="Loại văn bản"
        value={content.documentType}
        options={(options?.types ?? [{ code: content.documentType, name: view.typeName, symbol: '' }]).map((type) => ({
          value: type.code,
          label: type.name,
          search: type.symbol,
          item: type,
        }))}
        onPick={(code) => code !== null && onChange({ documentType: code })}
      />
      <div>
        <Pick
          label="Người ký"
          value={content.signerPositionId}
          placeholder="Chọn người ký"
          options={(options?.signers ?? []).map((one) => ({
            value: one.positionId,
            label: one.fullName,
            search: one.title,
            item: one,
            render: (
              <span className="menu-two">
                <b>{one.fullName}</b>
                <small>{one.title}</small>
              </span>
            ),
          }))}
          empty="Chưa ai được giao ký loại văn bản này. Quản trị khai báo ở mục Ủy quyền."
          onPick={(positionId) => onChange({ signerPositionId: positionId })}
        />
        <SignerHint view={view} signer={signer} />
      </div>
    </>
  );
}

/** Two lines at most for a list: its groups in words. */
function ListPart({
  title,
  picks,
  groups,
  editable,
  onEdit,
}: {
  title: string;
  picks: DraftContent['addressees'];
  groups: DraftOptions['groups'];
  editable: boolean;
  onEdit: () => void;
}) {
  const count = agenciesOf(picks, groups).size;
  return (
    <section className="draft-part">
      <h2>
        {title} {count > 0 && <span className="num quiet">{count}</span>}
      </h2>
      {picks.length === 0 && <p className="quiet">Chưa chọn</p>}
      {picks.slice(0, 4).map((pick, index) => (
        <p key={`${pick.label} ${index === 0 ? '' : picks[index - 1]?.label}`}>{pick.label}</p>
      ))}
      {picks.length > 4 && <p className="quiet">và {picks.length - 4} dòng nữa</p>}
      {editable && (
        <button type="button" className="link" onClick={onEdit}>
          Sửa danh sách
        </button>
      )}
    </section>
  );
}

/** A closed body stands in the text as it was written; the letter goes to who takes over. */
function Heirs({ receivers }: { receivers: DraftView['receivers'] }) {
  return receivers
    .filter(({ instead }) => instead !== null)
    .map(({ name, instead }) => (
      <p key={`${instead} ${name}`} className="field-hint is-amber">
        <CircleAlert className="icon" aria-hidden />
        {instead} đã đóng, văn bản gửi thay đến {name}. Sửa tên nơi nhận trước khi ký.
      </p>
    ));
}

function RelatedPart({ view, editable, onBasis }: { view: DraftView; editable: boolean; onBasis: () => void }) {
  return (
    <section className="draft-part">
      <h2>Căn cứ, trả lời {view.related.length > 0 && <span className="num quiet">{view.related.length}</span>}</h2>
      {view.related.length === 0 && <p className="quiet">Chưa gắn văn bản nào</p>}
      <ul className="draft-part-list">
        {view.related.map((related) => (
          <li key={`${related.kind} ${related.documentId}`}>
            <FileText className="icon icon-16" aria-hidden />
            <AppLink href={related.link} title={related.abstract} target="_blank" rel="noopener">
              {related.numberSymbol === '' ? related.abstract : related.numberSymbol}
            </AppLink>
            {related.kind === 'reply' && <small className="quiet">trả lời</small>}
          </li>
        ))}
      </ul>
      {editable && (
        <button type="button" className="link" onClick={onBasis}>
          Chèn căn cứ
        </button>
      )}
    </section>
  );
}

function AttachmentPart({ view, editable }: { view: DraftView; editable: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="draft-part">
      <h2>Kèm theo {view.attachments.length > 0 && <span className="num quiet">{view.attachments.length}</span>}</h2>
      {view.attachments.length === 0 && <p className="quiet">Không có tệp</p>}
      <ul className="draft-part-list">
        {view.attachments.map((file) => (
          <li key={file.fileId}>
            <Paperclip className="icon icon-16" aria-hidden />
            {file.malware === undefined ? (
              <a href={`/api/drafts/${view.id}/attachments/${file.fileId}`} download={file.name}>
                {file.name}
              </a>
            ) : (
              <LockedName name={file.name} malware={file.malware} />
            )}
          </li>
        ))}
      </ul>
      {editable && (
        <Button size="small" kind="quiet" icon={Plus} className="draft-part-add" onClick={() => setOpen(true)}>
          Thêm, bớt tệp
        </Button>
      )}
      {open && <AttachmentsDialog view={view} onClose={() => setOpen(false)} />}
    </section>
  );
}

/** What the letter is, who signs it, whom it reaches, what goes with it. */
export function DraftParts(props: DraftPartsProps) {
  const { view, content, options, editable, onChange, onRecipients, onBasis } = props;
  const groups = options?.groups ?? [];
  return (
    <aside className="draft-parts" aria-label="Thành phần văn bản">
      <TypeAndSigner view={view} content={content} options={options} editable={editable} onChange={onChange} />
      <div className="draft-pair">
        <TextField label="Ký hiệu" value={view.symbol} onChange={() => undefined} readOnly />
        {editable ? (
          <ChoiceField
            label="Độ khẩn"
            value={content.urgency}
            options={URGENCY_OPTIONS}
            onChange={(urgency) => onChange({ urgency })}
          />
        ) : (
          <TextField
            label="Độ khẩn"
            value={URGENCY_OPTIONS.find((one) => one.value === content.urgency)?.label ?? ''}
            onChange={() => undefined}
            readOnly
          />
        )}
      </div>
      <ListPart
        title="Kính gửi"
        picks={content.addressees}
        groups={groups}
        editable={editable}
        onEdit={() => onRecipients('addressees')}
      />
      <ListPart
        title="Nơi nhận"
        picks={content.recipients}
        groups={groups}
        editable={editable}
        onEdit={() => onRecipients('recipients')}
      />
      <Heirs receivers={view.receivers} />
      <RelatedPart view={view} editable={editable} onBasis={onBasis} />
      <AttachmentPart view={view} editable={editable} />
      {(editable || content.typistMark !== '') && (
        <section className="draft-part">
          <TextField
            label="Ký hiệu người soạn, số bản"
            aside="(không bắt buộc)"
            value={content.typistMark}
            onChange={(typistMark) => onChange({ typistMark })}
            placeholder="PL.(300)"
            maxLength={40}
            readOnly={!editable}
          />
        </section>
      )}
    </aside>
  );
}
