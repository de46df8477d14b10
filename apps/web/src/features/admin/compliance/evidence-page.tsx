import type { EvidenceRow, EvidenceRun, EvidenceState, EvidenceView } from '@congvu/contracts';
import './compliance.css';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { matchesWords } from '../../../shared/text/names.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { useEvidence } from './compliance-api.ts';

const STATES: Record<EvidenceState, { label: string; tone: 'green' | 'amber' | 'red' | 'neutral' }> = {
  held: { label: 'Đáp ứng', tone: 'green' },
  partly: { label: 'Một phần', tone: 'amber' },
  gap: { label: 'Còn thiếu', tone: 'red' },
  not_applicable: { label: 'Không áp dụng', tone: 'neutral' },
};
const STATE_CHOICES = [
  { value: '', label: 'Mọi trạng thái' },
  ...(['held', 'partly', 'gap', 'not_applicable'] as const).map((value) => ({ value, label: STATES[value].label })),
];
const PARTS = [
  { key: 'controls', label: 'Kiểm soát cấp độ 3' },
  { key: 'asvs', label: 'OWASP ASVS 5.0.0' },
  { key: 'functions', label: 'Nghị định 30, Phụ lục VI' },
] as const;
type Part = (typeof PARTS)[number]['key'];

function isPart(text: string | null): text is Part {
  return PARTS.some(({ key }) => key === text);
}

function runFacts(run: EvidenceRun | null): string {
  if (run === null) {
    return 'chưa chạy trên máy này';
  }
  const left = run.leftOut === 0 ? '' : `, ${formatNumber(run.leftOut)} để ngoài`;
  const whole = run.whole ? '' : ' (một phần)';
  return `${formatMoment(run.at)}: ${formatNumber(run.passed)} đạt, ${formatNumber(run.failed)} không đạt${left}${whole}`;
}

function Top({ view }: { view: EvidenceView }) {
  const { builtFrom, runs } = view;
  return (
    <div className="evidence-top">
      <section className="sheet">
        <h2>Bản đang chạy</h2>
        <FactList
          facts={[
            ['Phiên bản', builtFrom.version],
            ['Mã nguồn', builtFrom.commit ?? 'không kèm lịch sử'],
            ['Chạy từ', formatMoment(builtFrom.startedAt)],
          ]}
        />
      </section>
      <section className="sheet">
        <h2>Lần kiểm thử gần nhất</h2>
        <FactList
          facts={[
            ['npm test', runFacts(runs.test)],
            ['npm run trust', runFacts(runs.trust)],
          ]}
        />
      </section>
    </div>
  );
}

const isTest = (file: string): boolean => file.includes('.test.ts');

/** Names of tests are for those who read the source; the others see that there are some, and how many. */
function Evidence({ files }: { files: readonly string[] }) {
  const tests = files.filter(isTest).length;
  const others = files.length - tests;
  const said = [tests > 0 && `${tests} kiểm thử tự động`, others > 0 && `${others} tài liệu, mã nguồn`].filter(Boolean);
  if (files.length === 0) {
    return <span className="quiet">Chưa có</span>;
  }
  return (
    <details>
      <summary>{said.join(', ')}</summary>
      <ul lang="en">
        {files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
    </details>
  );
}

function Row({ row }: { row: EvidenceRow }) {
  const { label, tone } = STATES[row.state];
  return (
    <tr>
      <td>
        <b>{row.clause}</b>
        <small>{row.group}</small>
      </td>
      <td data-label="Yêu cầu">
        {row.requirement}
        {row.note !== '' && <small>{row.note}</small>}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={tone}>{label}</Chip>
        {row.settings.map((setting) => (
          <small key={setting.label} className="evidence-settings">
            {setting.label}: <b>{setting.value}</b>
            {!setting.good && ' (chưa đúng mức)'}
          </small>
        ))}
      </td>
      <td data-label="Bằng chứng" className="evidence-files">
        <Evidence files={row.evidence} />
      </td>
    </tr>
  );
}

function Table({ rows }: { rows: readonly EvidenceRow[] }) {
  return (
    <div className="sheet table-frame">
      <table className="table as-cards evidence-table">
        <thead>
          <tr>
            <th>Điều khoản</th>
            <th>Yêu cầu, cách làm</th>
            <th>Trạng thái, giá trị hiện tại</th>
            <th>Bằng chứng</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.clause} ${row.requirement}`} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Content({ view }: { view: EvidenceView }) {
  const { params, put } = useAddress();
  const told = params.get('phan');
  const part = isPart(told) ? told : 'controls';
  const state = params.get('the') ?? '';
  const words = params.get('q') ?? '';
  const rows = view[part].filter(
    (row) =>
      (state === '' || row.state === state) &&
      matchesWords([row.clause, row.group, row.requirement, row.note, ...row.evidence].join(' '), words),
  );
  return (
    <>
      <Top view={view} />
      <Tabs
        label="Phần đối chiếu"
        tabs={PARTS.map(({ key, label }) => ({ key, label, count: view[key].length }))}
        active={part}
        onChange={(key) => put({ phan: key })}
      />
      <div className="evidence-filters no-print">
        <input
          className="input"
          aria-label="Tìm trong phần này"
          placeholder="Tìm điều khoản, từ, tên tệp"
          value={words}
          onChange={(event) => put({ q: event.target.value })}
        />
        <SmallSelect label="Trạng thái" value={state} options={STATE_CHOICES} onChange={(the) => put({ the })} />
        <span className="quiet">{formatNumber(rows.length)} dòng</span>
      </div>
      {rows.length === 0 ? (
        <div className="sheet">
          <Empty title="Không có dòng nào">Đổi trạng thái hoặc xóa từ đang tìm.</Empty>
        </div>
      ) : (
        <Table rows={rows} />
      )}
    </>
  );
}

/** Đối chiếu tuân thủ: what an inspector asks, each control with its value now, its test or its gap. */
export function EvidencePage() {
  const { data, error, isPending, refetch } = useEvidence();
  return (
    <AdminFrame
      part="evidence"
      title="Đối chiếu tuân thủ"
      sentence="Từng yêu cầu, giá trị đang đặt, kiểm thử hoặc tài liệu làm bằng chứng, điều còn thiếu. Bản tự đánh giá."
      actions={<PrintButton />}
    >
      {isPending && <SkeletonRows rows={6} />}
      {error !== null && <ErrorNote title="Chưa tải được" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Content view={data} />}
    </AdminFrame>
  );
}
