import type { CentreView } from '@congvu/contracts';
import { CircleCheck, FilePenLine } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatNumber, formatShortDate, officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useGo } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { saidReminded } from '../threats.text.ts';
import { useCluster, useDraftWarning, useRemindNotice } from '../threats-api.ts';
import { NoticeDialog } from './notice-dialog.tsx';

type Warning = NonNullable<CentreView['warning']>;
/** "1. Dấu hiệu nhận biết": a line of its own, bold (Decree 30/2020, Annex I, II.6). */
const HEADING = /^\d+\. /;

function Paper({ warning }: { warning: Warning }) {
  const { heading, signer, about, addressees, paragraphs } = warning;
  const [year = '', month = ''] = officeToday().split('-');
  return (
    <article className="warn-page" lang="vi" aria-label="Công văn cảnh báo như sẽ lập">
      <header className="warn-head">
        <div>
          {heading.governing !== '' && <p className="warn-lines">{heading.governing}</p>}
          <p className="warn-lines">
            <b>{heading.agency}</b>
          </p>
          <hr />
          <p>
            Số: <i className="warn-gap" />/{heading.symbol}
          </p>
          <p className="warn-about">V/v {about}</p>
        </div>
        <div>
          <p>
            <b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>
          </p>
          <p>
            <b>Độc lập - Tự do - Hạnh phúc</b>
          </p>
          <hr />
          <p>
            <i>
              {heading.place}, ngày <i className="warn-gap" /> tháng {Number(month) < 3 ? month : Number(month)} năm{' '}
              {year}
            </i>
          </p>
        </div>
      </header>
      {addressees.length > 0 && (
        <div className="warn-to">
          <span>Kính gửi:</span>
          <div>
            {addressees.map((label) => (
              <p key={label}>- {label};</p>
            ))}
          </div>
        </div>
      )}
      <div className="warn-text">
        {paragraphs.map((runs) => (
          <p
            key={runs.map((run) => run.text).join('')}
            className={HEADING.test(runs[0]?.text ?? '') ? 'warn-heading' : undefined}
          >
            {runs.map((run) => (
              <span key={run.text} className={run.filled ? 'warn-in' : undefined}>
                {run.text}
              </span>
            ))}
          </p>
        ))}
      </div>
      <footer className="warn-sign">
        <div>
          <p>
            <b>
              <i>Nơi nhận:</i>
            </b>
          </p>
          <p>- Như trên;</p>
          <p>- Lưu: VT.</p>
        </div>
        {signer !== null && (
          <div className="warn-who">
            <p className="warn-lines">
              <b>{signer.title}</b>
            </p>
            <p>
              <b>{signer.name}</b>
            </p>
          </div>
        )}
      </footer>
    </article>
  );
}

function Checks({ warning, onSend, onRemind }: { warning: Warning; onSend: () => void; onRemind: () => void }) {
  const cluster = useCluster(warning.clusterId).data;
  const notice = cluster?.notice ?? null;
  return (
    <ul className="warn-checks">
      <li>
        <CircleCheck className="icon icon-16" aria-hidden />
        <span>
          Công văn gửi <b className="num">{formatNumber(warning.agencies)} cơ quan</b>, theo dõi từng cơ quan đã nhận
        </span>
      </li>
      <li>
        <CircleCheck className={notice === null ? 'icon icon-16 is-open' : 'icon icon-16'} aria-hidden />
        {notice === null ? (
          <span>
            Hiện ở Bàn làm việc của <b className="num">{formatNumber(warning.people)} người</b> đến hết{' '}
            {formatShortDate(warning.until)}{' '}
            {cluster?.abilities['threats.send_notice'] === true && (
              <button type="button" className="link" onClick={onSend}>
                Gửi cảnh báo
              </button>
            )}
          </span>
        ) : (
          <span>
            <b className="num">
              {formatNumber(notice.read)}/{formatNumber(notice.people)} người
            </b>{' '}
            đã đọc cảnh báo trong hệ thống{' '}
            {notice.read < notice.people && (
              <button type="button" className="link" onClick={onRemind}>
                Nhắc {formatNumber(notice.people - notice.read)} người
              </button>
            )}
          </span>
        )}
      </li>
      <li>
        <CircleCheck className="icon icon-16 is-open" aria-hidden />
        <span>Báo cáo cơ quan chuyên trách an toàn thông tin cấp trên</span>
      </li>
    </ul>
  );
}

/** The letter already written out of the report, blue where it was filled in; edited and sent the usual way. */
export function WarningPanel({ warning }: { warning: Warning }) {
  const go = useGo();
  const [sending, setSending] = useState(false);
  const draft = useDraftWarning(warning.clusterId, ({ link }) => go(link));
  const remind = useRemindNotice(warning.clusterId, (answer) => showToast(saidReminded(answer)));
  const open = (): void => {
    if (warning.link !== null) {
      go(warning.link);
      return;
    }
    draft.mutate(undefined, { onError: (error) => showToast(describeError(error).message) });
  };
  return (
    <aside className="sheet warn" aria-labelledby="threats-warning">
      <header className="card-head">
        <div>
          <h2 id="threats-warning">Công văn cảnh báo</h2>
          <small className="quiet">Lập từ báo cáo, chữ xanh điền sẵn</small>
        </div>
        <Chip>{warning.stateLabel}</Chip>
      </header>
      <div className="warn-desk">
        <Paper warning={warning} />
      </div>
      <Checks
        warning={warning}
        onSend={() => setSending(true)}
        onRemind={() => remind.mutate(undefined, { onError: (error) => showToast(describeError(error).message) })}
      />
      <footer className="warn-foot no-print">
        <Button kind="primary" icon={FilePenLine} busy={draft.isPending} onClick={open}>
          {warning.documentId === null ? 'Lập dự thảo và trình ký' : 'Mở dự thảo'}
        </Button>
      </footer>
      {sending && <NoticeDialog clusterId={warning.clusterId} onClose={() => setSending(false)} />}
    </aside>
  );
}
