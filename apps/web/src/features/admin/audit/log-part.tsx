import type { AuditLogView } from '@congvu/contracts';
import { dateOf, formatDate, formatNumber, formatTime } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { useAuditAct } from './audit-api.ts';
import { troubleWords } from './entry-words.ts';
import { WatchForm, WitnessForm } from './witness-forms.tsx';

function when(instant: string | null): string {
  return instant === null ? 'chưa lần nào' : `${formatTime(instant)} ngày ${formatDate(dateOf(instant))}`;
}

function Signed({ name, size, at, trouble }: { name: string; size: number; at: string | null; trouble: string }) {
  return (
    <>
      <p>
        <b>{name}</b> <Chip tone={trouble === '' ? 'green' : 'amber'}>{trouble === '' ? 'Khớp' : 'Cần xem'}</Chip>
      </p>
      <small>
        Đã ký <span className="num">{formatNumber(size)}</span> dòng, lúc {when(at)}
      </small>
      {trouble !== '' && <p className="soon">{troubleWords(trouble)}</p>}
    </>
  );
}

function Keys({ log }: { log: AuditLogView }) {
  return (
    <section className="sheet audit-card" aria-label="Khóa">
      <h2>Khóa và địa chỉ</h2>
      <dl className="audit-keys">
        <dt>Khóa nhật ký (gửi cho nơi làm chứng)</dt>
        <dd className="num">{log.logKey}</dd>
        <dt>Khóa làm chứng (gửi cho cơ quan cấp dưới)</dt>
        <dd className="num">{log.witnessKey}</dd>
        <dt>Địa chỉ làm chứng (gửi cho cơ quan cấp dưới)</dt>
        <dd className="num">{log.witnessUrl}</dd>
      </dl>
      <p className="quiet">
        Khóa nhật ký là thứ duy nhất cho biết nhật ký có bị viết lại bằng khóa khác hay không: chép ra giấy, giữ ngoài
        hệ thống.
      </p>
    </section>
  );
}

function Checkpoint({ log }: { log: AuditLogView }) {
  const { checkpoint } = log;
  return (
    <section className="sheet audit-card" aria-label="Điểm kiểm tra mới nhất">
      <h2>Điểm kiểm tra mới nhất</h2>
      {checkpoint === null ? (
        <p>Chưa có. Điểm kiểm tra được ký mỗi phút khi có dòng mới.</p>
      ) : (
        <>
          <p>
            <span className="num">{formatNumber(checkpoint.size)}</span> dòng, gốc{' '}
            <span className="num">{checkpoint.shortRoot}</span>, ký lúc {when(checkpoint.at)}
          </p>
          <a className="btn btn-small no-print" href="/api/audit/checkpoint" download="diem-kiem-tra.txt">
            Tải điểm kiểm tra
          </a>
        </>
      )}
      <p className="quiet">
        Nhật ký có <span className="num">{formatNumber(log.size)}</span> dòng. Giữ các điểm kiểm tra ở nơi khác: cắt
        phần cuối hoặc viết lại toàn bộ nhật ký chỉ bị phát hiện nhờ những bản giữ bên ngoài.
      </p>
    </section>
  );
}

/** How the log is kept and who vouches for it. */
export function LogPart({ log }: { log: AuditLogView }) {
  const act = useAuditAct(() => undefined);
  const mayConfigure = log.mayConfigure === true;
  const alarms = [...log.witnesses, ...log.watched].filter(({ trouble }) =>
    ['ahead', 'refused', 'shrunk', 'forked'].includes(trouble),
  );
  return (
    <div className="admin-stack">
      {alarms.map(({ trouble }) => (
        <Note key={trouble} tone="danger" title="Nhật ký không nối tiếp điểm đã làm chứng">
          {troubleWords(trouble)}
        </Note>
      ))}
      {log.witnesses.length === 0 && (
        <Note title="Chưa có nơi làm chứng">
          Ai có toàn quyền trên máy chủ vẫn cắt được phần cuối nhật ký mà không bị phát hiện. Khai máy chủ của cơ quan
          cấp trên làm nơi làm chứng.
        </Note>
      )}
      {act.isError && <ErrorNote title="Chưa thực hiện được" error={act.error} />}
      <Checkpoint log={log} />
      <section className="sheet audit-card" aria-label="Nơi làm chứng">
        <h2>Nơi làm chứng cho nhật ký này</h2>
        <ul className="audit-list">
          {log.witnesses.map(({ id, name, url, signedSize, signedAt, trouble, mine }) => (
            <li key={id}>
              <Signed name={name} size={signedSize} at={signedAt} trouble={trouble} />
              <small className="audit-id">{url}</small>
              {mayConfigure && mine && (
                <Button
                  size="small"
                  kind="quiet"
                  busy={act.isPending}
                  aria-label={`Gỡ ${name}`}
                  onClick={() => act.mutate({ path: `/api/audit/witnesses/${id}`, method: 'DELETE' })}
                >
                  Gỡ
                </Button>
              )}
            </li>
          ))}
        </ul>
        {mayConfigure && <WitnessForm />}
      </section>
      <section className="sheet audit-card" aria-label="Làm chứng cho">
        <h2>Hệ thống này làm chứng cho</h2>
        <ul className="audit-list">
          {log.watched.map(({ origin, title, signedSize, signedAt, trouble }) => (
            <li key={origin}>
              <Signed name={title} size={signedSize} at={signedAt} trouble={trouble} />
              <small className="audit-id">{origin}</small>
              <a
                className="link no-print"
                href={`/api/audit/watched/notes?origin=${encodeURIComponent(origin)}`}
                download="diem-da-lam-chung.txt"
              >
                Tải các điểm đã ký
              </a>
            </li>
          ))}
        </ul>
        {mayConfigure && <WatchForm />}
      </section>
      <Keys log={log} />
      {mayConfigure && (
        <section className="sheet audit-card" aria-label="Đổi khóa">
          <h2>Đổi khóa nhật ký</h2>
          <p className="quiet">
            Khóa cũ ký bàn giao cho khóa mới và vẫn dùng để kiểm tra các điểm cũ. Gửi khóa mới cho nơi làm chứng.
          </p>
          <Button busy={act.isPending} onClick={() => act.mutate({ path: '/api/audit/key' })}>
            Đổi khóa nhật ký
          </Button>
        </section>
      )}
    </div>
  );
}
