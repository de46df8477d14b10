import type { DeclareScan } from '@congvu/contracts';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ApiError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useDeclareScan } from '../threats-api.ts';

type Finding = DeclareScan['findings'][number];
type Count = 'machines' | 'scanned' | 'notUpdated15Days' | 'autoProtect' | 'firewall';

const KINDS: readonly { value: Finding['kind']; label: string }[] = [
  { value: 'malware', label: 'Mã độc' },
  { value: 'connection', label: 'Kết nối lạ' },
  { value: 'vulnerability', label: 'Lỗ hổng' },
];
const COUNTS: readonly { key: Count; label: string }[] = [
  { key: 'machines', label: 'Số máy tính' },
  { key: 'scanned', label: 'Số máy đã quét' },
  { key: 'notUpdated15Days', label: 'Máy quá 15 ngày chưa cập nhật' },
  { key: 'autoProtect', label: 'Máy bật bảo vệ tự động' },
  { key: 'firewall', label: 'Máy bật tường lửa' },
];
const EMPTY: Finding = {
  kind: 'malware',
  machineName: '',
  ip: '',
  name: '',
  malwareType: '',
  behavior: '',
  device: '',
  files: 0,
  sha256: '',
  targetIp: '',
  osName: '',
};

interface Typed extends Finding {
  /** Rows of the form have no other identity. */
  row: number;
}

interface RowProps {
  finding: Typed;
  onChange: (changes: Partial<Finding>) => void;
  onRemove: () => void;
}

function FindingRow({ finding, onChange, onRemove }: RowProps) {
  return (
    <li className="scan-finding">
      <ChoiceField label="Loại" value={finding.kind} options={KINDS} onChange={(kind) => onChange({ kind })} />
      <TextField label="Tên máy" value={finding.machineName} onChange={(machineName) => onChange({ machineName })} />
      <TextField label="Địa chỉ IP" value={finding.ip} onChange={(ip) => onChange({ ip })} maxLength={45} />
      <TextField
        label={
          finding.kind === 'malware' ? 'Tên mã độc' : finding.kind === 'connection' ? 'Chương trình' : 'Tên lỗ hổng'
        }
        value={finding.name}
        onChange={(name) => onChange({ name })}
      />
      {finding.kind === 'malware' && (
        <TextField
          label="Loại mã độc"
          value={finding.malwareType}
          onChange={(malwareType) => onChange({ malwareType })}
        />
      )}
      {finding.kind === 'connection' && (
        <TextField label="IP đích" value={finding.targetIp} onChange={(targetIp) => onChange({ targetIp })} />
      )}
      {finding.kind === 'vulnerability' && (
        <TextField label="Hệ điều hành" value={finding.osName} onChange={(osName) => onChange({ osName })} />
      )}
      <Button size="small" kind="ghost" icon={Trash2} onClick={onRemove}>
        Bỏ
      </Button>
    </li>
  );
}

function readCount(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : 0;
}

/** Number of machines, engine, day and what was found: the fields of the national envelope. */
export function ScanForm({ onDone }: { onDone: () => void }) {
  const [unitName, setUnitName] = useState('Toàn cơ quan');
  const [engine, setEngine] = useState('');
  const [scannedOn, setScannedOn] = useState<string | null>(officeToday());
  const [counts, setCounts] = useState<Record<Count, string>>({
    machines: '',
    scanned: '',
    notUpdated15Days: '0',
    autoProtect: '',
    firewall: '',
  });
  const [findings, setFindings] = useState<Typed[]>([]);
  const [serial, setSerial] = useState(0);
  const declare = useDeclareScan(() => {
    showToast('Đã khai kết quả rà quét.');
    onDone();
  });
  const fieldErrors = new Map(
    (declare.error instanceof ApiError ? declare.error.fields : []).map((field) => [field.path, field.message]),
  );
  const change = (row: number, changes: Partial<Finding>): void =>
    setFindings((known) => known.map((one) => (one.row === row ? { ...one, ...changes } : one)));
  const send = (): void =>
    declare.mutate({
      unitName: unitName.trim(),
      engine: engine.trim(),
      scannedOn: scannedOn ?? officeToday(),
      machines: readCount(counts.machines),
      scanned: readCount(counts.scanned),
      notUpdated15Days: readCount(counts.notUpdated15Days),
      autoProtect: readCount(counts.autoProtect),
      firewall: readCount(counts.firewall),
      systems: [],
      findings: findings.map(({ row, ...finding }) => finding),
      note: '',
    });
  return (
    <div className="form threats-panel">
      <TextField label="Đơn vị" value={unitName} onChange={setUnitName} maxLength={200} />
      <TextField label="Phần mềm diệt vi rút, phiên bản" value={engine} onChange={setEngine} maxLength={120} />
      <DateField label="Ngày quét" value={scannedOn} onChange={setScannedOn} past />
      <div className="scan-counts">
        {COUNTS.map(({ key, label }) => (
          <TextField
            key={key}
            label={label}
            numeric
            inputMode="numeric"
            value={counts[key]}
            error={fieldErrors.get(key)}
            onChange={(text) => setCounts((known) => ({ ...known, [key]: text }))}
          />
        ))}
      </div>
      <ul className="scan-findings">
        {findings.map((finding) => (
          <FindingRow
            key={finding.row}
            finding={finding}
            onChange={(changes) => change(finding.row, changes)}
            onRemove={() => setFindings((known) => known.filter((one) => one.row !== finding.row))}
          />
        ))}
      </ul>
      <Button
        icon={Plus}
        onClick={() => {
          setFindings((known) => [...known, { ...EMPTY, row: serial }]);
          setSerial(serial + 1);
        }}
      >
        Thêm phát hiện
      </Button>
      {declare.isError && (
        <ErrorNote title="Chưa khai được" error={declare.error} kept="Số liệu đã nhập vẫn được giữ." />
      )}
      <div className="dialog-foot">
        <Button onClick={onDone}>Hủy</Button>
        <Button
          kind="primary"
          busy={declare.isPending}
          disabled={engine.trim().length < 2 || readCount(counts.machines) === 0}
          onClick={send}
        >
          Khai kết quả
        </Button>
      </div>
    </div>
  );
}
