import type { DraftContent, DraftView, FormatFinding, RecipientPick } from '@congvu/contracts';
import { findDocumentType, type LetterForm } from '@congvu/nd30';
import { type ReactNode, useId } from 'react';
import { keyed } from '../../../shared/ui/keyed.ts';
import { textOfBlock } from '../body/blocks.ts';
import './letter-page.css';

const FILING = /^-?\s*Lưu\s*:/iu;

export interface LetterPageProps {
  view: DraftView;
  content: DraftContent;
  findings: readonly FormatFinding[];
  editable: boolean;
  /** The signing block of the signer just chosen, before the server has read it back. */
  signer: { blockLines: string[]; fullName: string } | null;
  body: ReactNode;
  onAbstract: (abstract: string) => void;
  onEnterBody: () => void;
  onRecipients: (list: 'addressees' | 'recipients') => void;
}

function NumberOf({ findings, place }: { findings: readonly FormatFinding[]; place: string }) {
  const finding = findings.find((one) => one.blockId === null && one.place === place);
  return finding === undefined ? null : <i className="letter-no">{finding.no}</i>;
}

interface AbstractProps {
  value: string;
  editable: boolean;
  placeholder: string;
  onChange: (value: string) => void;
  onEnter: () => void;
}

/** Typed on its place of the page; grows with its text and never takes a line break. */
function Abstract({ value, editable, placeholder, onChange, onEnter }: AbstractProps) {
  const id = useId();
  if (!editable) {
    return <span>{value === '' ? '…' : value}</span>;
  }
  return (
    <span className="letter-grow" data-text={value === '' ? placeholder : value}>
      <label className="visually-hidden" htmlFor={id}>
        Trích yếu
      </label>
      <textarea
        id={id}
        rows={1}
        value={value}
        placeholder={placeholder}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value.replaceAll('\n', ' '))}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            onEnter();
          }
        }}
      />
    </span>
  );
}

function Spot({
  editable,
  label,
  onOpen,
  children,
}: {
  editable: boolean;
  label: string;
  onOpen: () => void;
  children: ReactNode;
}) {
  if (!editable) {
    return <div>{children}</div>;
  }
  return (
    <button type="button" className="letter-spot" title={label} onClick={onOpen}>
      {children}
    </button>
  );
}

function Head({ view, subject }: { view: DraftView; subject: ReactNode }) {
  const { governing, agency, place } = view.head;
  return (
    <header className="letter-head">
      <div>
        {governing.map((line) => (
          <p key={line} className="letter-agency is-plain">
            {line.toLocaleUpperCase('vi')}
          </p>
        ))}
        {agency.map((line) => (
          <p key={line} className="letter-agency">
            {line.toLocaleUpperCase('vi')}
          </p>
        ))}
        <hr className="letter-rule" />
        <p className="letter-number">
          Số: <i className="letter-gap" />/{view.symbol}
        </p>
        {subject}
      </div>
      <div>
        <p className="letter-agency">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
        <p className="letter-motto">
          <span>Độc lập - Tự do - Hạnh phúc</span>
        </p>
        <p className="letter-place">
          {place}, ngày <i className="letter-gap" /> tháng <i className="letter-gap is-month" /> năm{' '}
          <i className="letter-gap is-year" />
        </p>
      </div>
    </header>
  );
}

function Addressees({ picks, empty }: { picks: readonly RecipientPick[]; empty: string }) {
  const [only] = picks;
  const several = picks.length > 1;
  return (
    <div className={several ? 'letter-to is-many' : 'letter-to'}>
      <span>Kính gửi:</span>
      {only === undefined && <span className="letter-faint">{empty}</span>}
      {only !== undefined && !several && <span>{only.label}</span>}
      {several && (
        <div>
          {keyed(picks, (pick) => pick.label).map(({ key, item }, index) => (
            <p key={key}>
              - {item.label}
              {index === picks.length - 1 ? '.' : ';'}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

function Recipients({ picks }: { picks: readonly RecipientPick[] }) {
  const named = picks.filter((pick) => !FILING.test(pick.label));
  const filing = picks.find((pick) => FILING.test(pick.label));
  const last = filing?.label.replace(FILING, '').trim().replace(/\.$/, '');
  return (
    <div className="letter-cc">
      <p>
        <b>
          <i>Nơi nhận:</i>
        </b>
      </p>
      {keyed(named, (pick) => pick.label).map(({ key, item }) => (
        <p key={key}>- {item.label.replace(/[;.]$/, '')};</p>
      ))}
      <p>- Lưu: {last ?? 'VT'}.</p>
    </div>
  );
}

function titleOf(form: LetterForm | undefined, view: DraftView): string {
  return form === 'official_letter' ? '' : view.typeName.toLocaleUpperCase('vi');
}

/** The letter as a page of Decree 30/2020: what is typed stands where it will be printed; breaks of pages are those of the print. */
export function LetterPage(props: LetterPageProps) {
  const { view, content, findings, editable, signer } = props;
  const form = findDocumentType(content.documentType)?.form;
  const title = titleOf(form, view);
  const abstract = (
    <Abstract
      value={content.abstract}
      editable={editable}
      placeholder={form === 'official_letter' ? 'V/v … (trích yếu)' : 'Trích yếu nội dung'}
      onChange={props.onAbstract}
      onEnter={props.onEnterBody}
    />
  );
  return (
    <article className="letter" lang="vi" aria-label="Trang văn bản">
      <Head
        view={view}
        subject={
          title === '' ? (
            <div className="letter-subject">
              {abstract}
              <NumberOf findings={findings} place="abstract" />
            </div>
          ) : null
        }
      />
      {title !== '' && (
        <div className="letter-title">
          <p>{title}</p>
          <div>
            {abstract}
            <NumberOf findings={findings} place="abstract" />
          </div>
          <hr className="letter-rule" />
        </div>
      )}
      {(content.addressees.length > 0 || form === 'official_letter' || form === 'invitation') && (
        <Spot editable={editable} label="Sửa Kính gửi" onOpen={() => props.onRecipients('addressees')}>
          <Addressees picks={content.addressees} empty="chọn nơi nhận" />
          <NumberOf findings={findings} place="addressees" />
        </Spot>
      )}
      <div className="letter-body">{props.body}</div>
      <footer className="letter-foot">
        <Spot editable={editable} label="Sửa Nơi nhận" onOpen={() => props.onRecipients('recipients')}>
          <Recipients picks={content.recipients} />
          <NumberOf findings={findings} place="recipients" />
        </Spot>
        <div className="letter-sign">
          {keyed(signer?.blockLines ?? ['…'], (line) => line).map(({ key, item }) => (
            <p key={key}>{item.toLocaleUpperCase('vi')}</p>
          ))}
          <div className="letter-sign-room">
            <NumberOf findings={findings} place="signerPositionId" />
          </div>
          <p>{signer?.fullName ?? 'Chưa chọn người ký'}</p>
        </div>
      </footer>
      {content.typistMark !== '' && <p className="letter-typist">{content.typistMark}</p>}
    </article>
  );
}

/** Body of a draft that is only read (versions, comparison). */
export function ReadBody({ content }: { content: DraftContent }) {
  return (
    <div className="draft-body">
      {content.blocks.map((block) => (
        <p key={block.id} data-kind={block.kind}>
          {textOfBlock(block)}
        </p>
      ))}
    </div>
  );
}
