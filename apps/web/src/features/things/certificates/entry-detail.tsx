import type { CertificateEntryHistory, CertificateEntryView } from '@congvu/contracts';
import { useMe } from '../../../shared/session/me.ts';
import { formatDate } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { FactList } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { EntryDrawer, HistoryLines } from '../history-drawer.tsx';
import { placeOf } from '../place.ts';
import { useEntry } from '../things-api.ts';
import { daysLeftText, ENTRY_STATES, SUBJECT_KINDS } from './entries.text.ts';

/** The register's own advice names the form: where renewal is over, a new certificate is asked for. */
const NEW_INSTEAD = /Mẫu 0[12]/;
const PREPARERS = ['clerk', 'specialist', 'unit_head', 'leader'];

/** Forms that concern this certificate; only in its own agency, for who prepares requests there. */
function Offers({ entry }: { entry: CertificateEntryView }) {
  const { acting } = useMe();
  const prepares = acting.roles.some((role) => PREPARERS.includes(role));
  if (entry.agencyId !== acting.agencyId || !prepares || entry.state !== 'active') {
    return null;
  }
  return (
    <div className="thing-acts">
      {NEW_INSTEAD.test(entry.advice) ? (
        <AppLink
          className="btn"
          href={`/de-nghi/moi/${entry.subjectKind === 'organisation' ? 'cert.issue.org' : 'cert.issue.person'}?chung-thu=${entry.id}`}
        >
          Cấp mới thay
        </AppLink>
      ) : (
        <AppLink className="btn" href={`/de-nghi/moi/cert.renew_change?chung-thu=${entry.id}`}>
          Gia hạn, đổi thông tin
        </AppLink>
      )}
      <AppLink className="btn" href={`/de-nghi/moi/cert.revoke?chung-thu=${entry.id}`}>
        Đề nghị thu hồi
      </AppLink>
    </div>
  );
}

function Facts({ entry }: { entry: CertificateEntryView }) {
  return (
    <FactList
      facts={[
        ['Loại', SUBJECT_KINDS[entry.subjectKind]],
        ['Đơn vị', placeOf(entry)],
        [
          'Số hiệu',
          <span key="serial" className="num">
            {entry.serial}
          </span>,
        ],
        ['Nơi cấp', entry.issuerName],
        [
          'Hiệu lực',
          <span key="valid" className="num">
            {formatDate(entry.validFrom)} – {formatDate(entry.validTo)}
            {daysLeftText(entry) === '' ? '' : `, ${daysLeftText(entry)}`}
          </span>,
        ],
        [
          'Khóa ở',
          entry.tokenSerial === null ? entry.containerLabel : `${entry.containerLabel} số ${entry.tokenSerial}`,
        ],
        ['Thư công vụ', entry.email],
        ['Người giữ', entry.custodianName],
        ['Thay cho', entry.previousSerial ?? ''],
        ['Gia hạn', entry.renewalCount === 0 ? 'Chưa lần nào' : `${entry.renewalCount} lần`],
        ['Thu hồi', entry.revokedOn === null ? '' : `${formatDate(entry.revokedOn)}: ${entry.revokedReason}`],
      ]}
    />
  );
}

export function EntryDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useEntry<CertificateEntryHistory>('certificates', `/api/certificate-register/${id}`);
  const { put } = useAddress();
  const entry = query.data?.entry;
  return (
    <EntryDrawer title={entry?.subjectName ?? 'Chứng thư số'} query={query} onClose={onClose}>
      {entry !== undefined && (
        <>
          <div className="thing-state">
            <Chip tone={ENTRY_STATES[entry.state].tone}>{entry.stateLabel}</Chip>
          </div>
          {entry.advice !== '' && (
            <Note tone={entry.tone === 'amber' || entry.tone === 'red' ? 'amber' : 'plain'}>
              <p>{entry.advice}</p>
            </Note>
          )}
          <Facts entry={entry} />
          <Offers entry={entry} />
          {entry.tokenSerial !== null && (
            <button
              type="button"
              className="link"
              onClick={() => put({ muc: 'thiet-bi', q: entry.tokenSerial ?? undefined, id: undefined })}
            >
              Nhật ký bàn giao của thiết bị số {entry.tokenSerial}
            </button>
          )}
          <section>
            <h2>Lịch sử</h2>
            <HistoryLines history={query.data?.history ?? []} />
          </section>
        </>
      )}
    </EntryDrawer>
  );
}
