import type { AttachmentAv, EmailView, MailAttachment } from '@congvu/contracts';
import { Clock, Download, FileText, FileX2 } from 'lucide-react';
import { formatSize } from '../../../shared/text/names.ts';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';

const STATE: Record<AttachmentAv, { label: string; tone: Tone }> = {
  clean: { label: 'Đã quét', tone: 'green' },
  pending: { label: 'Chờ quét mã độc', tone: 'amber' },
  infected: { label: 'Có mã độc', tone: 'red' },
  refused: { label: 'Không cho mở', tone: 'red' },
};

/** Let through with something to be known first: no antivirus here, the first mail of a sender with a macro. */
export const WITH_CARE = 'Xem kỹ trước khi mở';

/** Shown by the browser itself; the rest is saved. */
function opens(file: MailAttachment): boolean {
  return file.mediaType === 'application/pdf' || /^image\/(?:png|jpeg|gif|webp)$/.test(file.mediaType);
}

function FileEntry({ file }: { file: MailAttachment }) {
  const state =
    file.av === 'clean' && file.avText !== null ? { label: WITH_CARE, tone: 'amber' as const } : STATE[file.av];
  const Icon = file.av === 'pending' ? Clock : file.av === 'clean' ? FileText : FileX2;
  return (
    <li className={file.link === null ? 'mail-file is-locked' : 'mail-file'}>
      <Icon className="icon" aria-hidden />
      <div>
        {file.link === null ? (
          <b>{file.name}</b>
        ) : (
          <a
            href={file.link}
            target={opens(file) ? '_blank' : undefined}
            rel="noreferrer"
            download={opens(file) ? undefined : file.name}
            title={file.name}
          >
            {file.name}
          </a>
        )}
        <small>
          <span className="num">{formatSize(file.size)}</span>
          {file.avText !== null && <>, {file.avText}</>}
        </small>
      </div>
      <Chip tone={state.tone}>{state.label}</Chip>
      {file.link !== null && (
        <a
          className="btn btn-ghost btn-small btn-icon"
          href={file.link}
          download={file.name}
          title={`Tải ${file.name}`}
        >
          <Download className="icon" aria-hidden />
          <span className="visually-hidden">Tải {file.name}</span>
        </a>
      )}
    </li>
  );
}

/** Pictures stand in the text; the signature that was judged stands above the letter. */
export function listedFiles({ attachments, signature }: EmailView): MailAttachment[] {
  const isJudged = signature !== null && signature.state !== 'encrypted';
  return attachments.filter(({ inline, name }) => !inline && !(isJudged && name === 'smime.p7s'));
}

/** More than these stand in one line each. */
const MANY = 6;

/** What came with the mail; locked while the antivirus has not spoken. */
export function AttachmentList({ email }: { email: EmailView }) {
  const shown = listedFiles(email);
  if (shown.length === 0) {
    return null;
  }
  return (
    <section className="mail-files" aria-label="Tệp kèm">
      <h3>Kèm theo {shown.length} tệp</h3>
      <ul className={shown.length > MANY ? 'is-many' : undefined}>
        {shown.map((file) => (
          <FileEntry key={file.no} file={file} />
        ))}
      </ul>
    </section>
  );
}
