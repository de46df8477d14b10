import type { FormatFinding, FormatReport } from '@congvu/contracts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';

interface FindingsProps {
  report: FormatReport | undefined;
  error: unknown;
  editable: boolean;
  busy: boolean;
  fixError: unknown;
  onFix: (codes: string[] | undefined) => void;
  onShow: (finding: FormatFinding) => void;
}

function summarise({ passed, errors, warnings }: FormatReport): string {
  const parts = [
    `${passed} mục đạt`,
    errors > 0 ? `${errors} mục cần sửa` : '',
    warnings > 0 ? `${warnings} mục nên xem` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function FindingRow({
  finding,
  editable,
  busy,
  onFix,
  onShow,
}: { finding: FormatFinding } & Pick<FindingsProps, 'editable' | 'busy' | 'onFix' | 'onShow'>) {
  return (
    <li className="draft-finding">
      <span className={finding.severity === 'error' ? 'draft-finding-no num' : 'draft-finding-no num is-light'}>
        {finding.no}
      </span>
      <div>
        <button type="button" className="draft-finding-title" onClick={() => onShow(finding)}>
          {finding.title}
        </button>
        {(finding.found !== '' || finding.expected !== '') && (
          <p>
            {finding.found !== '' && <s>{finding.found}</s>} {finding.expected}
          </p>
        )}
        <small>{finding.clause}</small>
      </div>
      {editable && finding.canFix && (
        <Button size="small" busy={busy} onClick={() => onFix([finding.code])}>
          Sửa
        </Button>
      )}
    </li>
  );
}

/** What the decree asks for and the page does not have yet; what can be put right is put right by one press. */
export function Findings({ report, error, editable, busy, fixError, onFix, onShow }: FindingsProps) {
  const fixable = report?.findings.filter((finding) => finding.canFix).length ?? 0;
  return (
    <section aria-label="Thể thức">
      <header className="draft-side-head">
        <div>
          <h2>Thể thức</h2>
          <small aria-live="polite">{report === undefined ? 'Đang kiểm tra…' : summarise(report)}</small>
        </div>
        {editable && fixable > 1 && (
          <Button size="small" kind="primary" busy={busy} onClick={() => onFix(undefined)}>
            Sửa cả {fixable} mục
          </Button>
        )}
      </header>
      {report === undefined && error === null && <SkeletonRows rows={2} label="Đang kiểm tra thể thức" />}
      {report === undefined && error !== null && (
        <div className="draft-side-note">
          <ErrorNote title="Chưa kiểm tra được thể thức" error={error} />
        </div>
      )}
      {fixError !== null && (
        <div className="draft-side-note">
          <ErrorNote title="Chưa sửa được" error={fixError} />
        </div>
      )}
      <ul className="draft-findings">
        {report?.findings.map((finding) => (
          <FindingRow key={`${finding.no} ${finding.code}`} {...{ finding, editable, busy, onFix, onShow }} />
        ))}
      </ul>
    </section>
  );
}
