import type { BackupRunView, RestoreDrillView, UpkeepView } from '@congvu/contracts';
import { DatabaseBackup, LifeBuoy } from 'lucide-react';
import './upkeep.css';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { formatSize } from '../../../shared/text/names.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { useRunNow, useUpkeep } from './upkeep-api.ts';
import { UpkeepSettingsForm } from './upkeep-settings.tsx';

const SETUP = [
  'congvu backup --new-key /etc/congvu/sao-luu.key',
  'CONGVU_BACKUP_DIR=/sao-luu/congvu',
  'CONGVU_BACKUP_KEY=/etc/congvu/sao-luu.key',
].join('\n');

const SETUP_S3 = [
  'CONGVU_BACKUP_DIR=s3://ten-kho/congvu',
  'CONGVU_S3_ENDPOINT=https://s3.tinh.example',
  'CONGVU_S3_CREDENTIALS=/etc/congvu/s3.khoa',
].join('\n');

const KINDS: Record<BackupRunView['kind'], string> = {
  base: 'Toàn bộ',
  log: 'Phần mới',
  dump: 'Kết xuất',
  failed: 'Không thành',
};

function moment(at: string | null | undefined): string {
  return at === null || at === undefined ? 'chưa có' : formatMoment(at);
}

function reasonOf(ability: true | string | undefined): string | undefined {
  return ability === true ? undefined : (ability ?? 'Không có quyền.');
}

function Setup() {
  return (
    <section className="sheet">
      <h2>Bật sao lưu</h2>
      <p className="pretty">
        Trên máy chủ: tạo khóa, chép thêm một bản khóa ra nơi khác, đặt hai biến rồi khởi động lại. Thư mục nên ở một ổ
        đĩa khác. Lần sao lưu đầu chạy ngay.
      </p>
      <pre className="upkeep-code">{SETUP}</pre>
      <p className="pretty">Hoặc ghi thẳng lên kho S3 ở nơi khác, thay dòng CONGVU_BACKUP_DIR bằng:</p>
      <pre className="upkeep-code">{SETUP_S3}</pre>
    </section>
  );
}

function BackupCard({ backup }: { backup: NonNullable<UpkeepView['backup']> }) {
  const { lastGood } = backup;
  return (
    <section className="sheet">
      <h2>Bản sao lưu</h2>
      <FactList
        facts={[
          ['Khôi phục được đến', moment(backup.coveredUntil)],
          ['Lần tốt gần nhất', moment(lastGood?.endedAt)],
          ['Tệp trong kho', formatNumber(lastGood?.blobsHeld ?? 0)],
          ['Lần đó ghi thêm', formatSize(lastGood?.sealedBytes ?? 0)],
          ['Nơi để', backup.place],
          ['Loại nơi để', backup.isRemote ? 'kho S3 qua mạng' : 'thư mục trên máy chủ'],
        ]}
      />
      <p className="quiet pretty">
        Khôi phục làm ngoài hệ thống, vào thư mục trống: <code>congvu restore</code>. Cần mảnh khóa của hai người giữ;
        văn phòng đang chạy không bị ghi đè.
      </p>
    </section>
  );
}

function DrillCard({ drill }: { drill: RestoreDrillView | null }) {
  if (drill === null) {
    return (
      <section className="sheet">
        <h2>Diễn tập khôi phục</h2>
        <p className="pretty">
          Chưa diễn tập lần nào. Hệ thống khôi phục bản gần nhất ở chỗ riêng, đối chiếu rồi xóa đi; báo cáo hiện ở đây.
        </p>
      </section>
    );
  }
  return (
    <section className="sheet">
      <h2>
        Diễn tập khôi phục <Chip tone={drill.passed ? 'green' : 'red'}>{drill.passed ? 'Đạt' : 'Không đạt'}</Chip>
      </h2>
      <FactList
        facts={[
          ['Lúc', moment(drill.startedAt)],
          ['Khôi phục đến', moment(drill.restoredUntil)],
          ['Mất', `${formatNumber(drill.seconds)} giây`],
          ['Dữ liệu', `${formatNumber(drill.rows)} dòng, ${formatNumber(drill.tables)} bảng`],
          ['Nhật ký', `${formatNumber(drill.leavesCompared)} dấu vết, ${formatNumber(drill.leavesDifferent)} khác`],
          [
            'Tệp mở thử',
            `${formatNumber(drill.blobsChecked)} tệp, ${formatNumber(drill.blobsMissing)} thiếu hoặc hỏng`,
          ],
        ]}
      />
      {drill.error !== null && <p className="pretty">{drill.error}</p>}
    </section>
  );
}

const SECOND = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Offsets of others against this machine: a source that is ahead means that our clock is slow. */
function offText(offsetMs: number): string {
  return `lệch ${SECOND.format(Math.abs(offsetMs) / 1000)} giây`;
}

function clockFacts(clock: UpkeepView['clock']): [string, string][] {
  if (clock === null) {
    return [['Đồng hồ máy chủ', 'chưa đối chiếu']];
  }
  const { source } = clock;
  const told = source?.offsetMs == null ? (source?.error ?? '') : offText(source.offsetMs);
  return [
    ['Đối chiếu giờ', formatMoment(clock.checkedAt)],
    ['Giờ cơ sở dữ liệu', offText(clock.databaseOffsetMs)],
    ['Nguồn giờ', source === null ? 'chưa đặt (CONGVU_NTP)' : `${source.name}: ${told}`],
  ];
}

function ScrubCard({ scrub, disk, clock }: Pick<UpkeepView, 'scrub' | 'disk' | 'clock'>) {
  return (
    <section className="sheet">
      <h2>Tệp, ổ đĩa, đồng hồ</h2>
      <FactList
        facts={[
          ['Vòng đọc lại', `${formatNumber(scrub.checked)}/${formatNumber(scrub.total)} tệp`],
          ['Vòng trước xong', moment(scrub.lastFullAt)],
          ['Đã tự thay', `${formatNumber(scrub.repaired)} tệp`],
          ['Còn hỏng', `${formatNumber(scrub.damaged.length)} tệp`],
          [
            'Cơ sở dữ liệu',
            scrub.databaseChecksums
              ? `có mã kiểm trang, ${formatNumber(scrub.databaseFailures)} trang hỏng`
              : 'không có mã kiểm trang',
          ],
          [
            'Đọc lại mọi trang',
            scrub.databasePages === null
              ? 'chưa'
              : `${formatMoment(scrub.databasePages.at)}: ${formatNumber(scrub.databasePages.pages)} trang, ${formatNumber(scrub.databasePages.damaged)} hỏng`,
          ],
          ['Đĩa còn trống', formatSize(disk.freeBytes)],
          ['Ngừng ghi khi dưới', formatSize(disk.stopBytes)],
          ...clockFacts(clock),
        ]}
      />
    </section>
  );
}

function Runs({ runs }: { runs: readonly BackupRunView[] }) {
  return (
    <section>
      <h2 className="admin-sub">Các lần sao lưu</h2>
      <div className="sheet table-frame">
        <table className="table as-cards">
          <thead>
            <tr>
              <th>Bắt đầu</th>
              <th>Loại</th>
              <th>Xong</th>
              <th>Ghi thêm</th>
              <th>Tệp mới</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <td className="nb">{formatMoment(run.startedAt)}</td>
                <td data-label="Loại">
                  <Chip tone={run.kind === 'failed' ? 'red' : 'neutral'}>{KINDS[run.kind]}</Chip>
                  {run.error !== null && <small>{run.error}</small>}
                </td>
                <td data-label="Xong" className="nb">
                  {formatMoment(run.endedAt)}
                </td>
                <td data-label="Ghi thêm">{formatSize(run.sealedBytes)}</td>
                <td data-label="Tệp mới">{formatNumber(run.blobsAdded)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Content({ view }: { view: UpkeepView }) {
  const { backup, alarms } = view;
  return (
    <>
      {alarms.length > 0 && (
        <div className="upkeep-alarms">
          {alarms.map(({ kind, text, todo }) => (
            <Note key={kind} tone="danger" title={text}>
              {todo}
            </Note>
          ))}
        </div>
      )}
      <div className="upkeep-cards">
        {backup === null ? <Setup /> : <BackupCard backup={backup} />}
        {backup?.isExternal !== true && <DrillCard drill={view.drill} />}
        <ScrubCard scrub={view.scrub} disk={view.disk} clock={view.clock} />
      </div>
      {backup !== null && backup.runs.length > 0 && <Runs runs={backup.runs} />}
      <UpkeepSettingsForm settings={view.settings} reason={reasonOf(view.abilities['upkeep.set'])} />
    </>
  );
}

function RunButtons({ view }: { view: UpkeepView }) {
  const backUp = useRunNow('backup');
  const drill = useRunNow('drill');
  const reason = view.backup === null ? 'Chưa cấu hình sao lưu' : reasonOf(view.abilities['upkeep.run']);
  const drillReason = view.backup?.isExternal === true ? 'Cơ sở dữ liệu riêng được diễn tập bằng tay' : reason;
  return (
    <>
      <PrintButton />
      <Button icon={LifeBuoy} busy={drill.isPending} reason={drillReason} onClick={() => drill.mutate(undefined)}>
        Diễn tập ngay
      </Button>
      <Button
        kind="primary"
        icon={DatabaseBackup}
        busy={backUp.isPending}
        reason={reason}
        onClick={() => backUp.mutate(undefined)}
      >
        Sao lưu ngay
      </Button>
    </>
  );
}

/** Whether the office would survive the loss of its machine: backups, the drill that proves them, files read again, the disk. */
export function UpkeepPage() {
  const { data, error, isPending, refetch } = useUpkeep();
  return (
    <AdminFrame
      part="upkeep"
      title="Sao lưu và khôi phục"
      sentence="Bản sao lưu được mã hóa; nhật ký đi theo ba lần mỗi phút; bản gần nhất được khôi phục thử định kỳ."
      {...(data !== undefined && { actions: <RunButtons view={data} /> })}
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Content view={data} />}
    </AdminFrame>
  );
}
