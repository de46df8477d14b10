import type { DnsRecord, DomainCheckStep, MailDomainView } from '@congvu/contracts';
import {
  CheckCheck,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleX,
  Copy,
  KeyRound,
  Pencil,
  RotateCw,
} from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { DomainReports } from './domain-reports.tsx';
import { type DomainAct, useDomainAct } from './mail-domains-api.ts';

const PURPOSES: Record<DnsRecord['purpose'], string> = {
  mx: 'Nhận thư (MX)',
  spf: 'Máy chủ được gửi (SPF)',
  dkim: 'Khóa ký (DKIM)',
  dmarc: 'Thư mạo danh (DMARC)',
  sts: 'Mã hóa khi nhận (MTA-STS)',
  sts_host: 'Nơi đặt chính sách MTA-STS',
  tls_rpt: 'Báo cáo mã hóa (TLS-RPT)',
};

const STEP_ICONS: Record<DomainCheckStep['state'], typeof CircleCheck> = {
  ok: CircleCheck,
  warning: CircleAlert,
  missing: CircleX,
  unknown: CircleHelp,
};

const STEP_WORDS: Record<DomainCheckStep['state'], string> = {
  ok: 'Đúng',
  warning: 'Nên sửa',
  missing: 'Phải sửa',
  unknown: 'Chưa biết',
};

const DONE: Record<DomainAct, string> = {
  check: 'Đã kiểm tra.',
  keys: 'Đã tạo khóa mới. Công bố bản ghi DKIM mới, rồi bấm “Dùng khóa mới”.',
  'use-keys': 'Thư đi được ký bằng khóa mới. Giữ bản ghi của khóa cũ thêm 7 ngày.',
};

export function scoreTone(score: number | null): Tone {
  if (score === null) {
    return 'plain';
  }
  return score >= 90 ? 'green' : score >= 60 ? 'amber' : 'red';
}

function Checks({ checks }: { checks: readonly DomainCheckStep[] }) {
  return (
    <ul className="md-checks">
      {checks.map(({ code, label, state, found, advice }) => {
        const Icon = STEP_ICONS[state];
        return (
          <li key={code} className={`is-${state}`}>
            <Icon className="icon" aria-hidden />
            <div>
              <b>
                {label}: {STEP_WORDS[state].toLowerCase()}
              </b>
              {advice !== '' && <p>{advice}</p>}
              {found !== '' && state !== 'ok' && <code>{found}</code>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Records({ records }: { records: readonly DnsRecord[] }) {
  const [copied, setCopied] = useState('');
  return (
    <div className="table-frame">
      <table className="table as-cards is-dense">
        <thead>
          <tr>
            <th>Để làm gì</th>
            <th>Tên</th>
            <th>Loại</th>
            <th>Giá trị</th>
            <th className="acts">
              <span className="visually-hidden">Chép</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {records.map(({ purpose, name, type, value }) => (
            <tr key={`${name} ${type} ${value}`}>
              <td>
                <b>{PURPOSES[purpose]}</b>
              </td>
              <td data-label="Tên">
                <code>{name}</code>
              </td>
              <td data-label="Loại">{type}</td>
              <td data-label="Giá trị">
                <code>{value}</code>
              </td>
              <td className="acts">
                <Button
                  size="small"
                  icon={Copy}
                  aria-label={`Chép giá trị ${PURPOSES[purpose]} của ${name}`}
                  onClick={() =>
                    void navigator.clipboard?.writeText(value).then(() => setCopied(`${name} ${type} ${value}`))
                  }
                >
                  {copied === `${name} ${type} ${value}` ? 'Đã chép' : 'Chép'}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function reasonOf(ability: true | string | undefined): string | undefined {
  return ability === true ? undefined : (ability ?? 'Ông/bà không được làm việc này.');
}

function Acts({ domain, onEdit }: { domain: MailDomainView; onEdit: () => void }) {
  const act = useDomainAct((_domain, done) => showToast(DONE[done]));
  const run = (which: DomainAct): void =>
    act.mutate({ id: domain.id, act: which }, { onError: (error) => showToast(describeError(error).message) });
  const may = domain.abilities;
  if (may['mailflow.change_domain'] !== true) {
    return null;
  }
  const hasNewKeys = may['mailflow.use_keys'] === true;
  const busy = (which: DomainAct): boolean => act.isPending && act.variables?.act === which;
  return (
    <div className="md-acts no-print">
      <Button kind="primary" icon={RotateCw} busy={busy('check')} onClick={() => run('check')}>
        Kiểm tra
      </Button>
      {!domain.parked && hasNewKeys && (
        <Button icon={CheckCheck} busy={busy('use-keys')} onClick={() => run('use-keys')}>
          Dùng khóa mới
        </Button>
      )}
      {!domain.parked && !hasNewKeys && (
        <Button
          icon={KeyRound}
          busy={busy('keys')}
          reason={reasonOf(may['mailflow.make_keys'])}
          onClick={() => run('keys')}
        >
          Tạo khóa mới
        </Button>
      )}
      <Button icon={Pencil} onClick={onEdit}>
        Sửa khai báo
      </Button>
    </div>
  );
}

function Keys({ domain }: { domain: MailDomainView }) {
  if (domain.parked) {
    return null;
  }
  if (domain.keys.length === 0) {
    return <p className="md-quiet">Chưa có khóa ký: thư đi ra ngoài đang chờ, chưa gửi. Bấm “Tạo khóa mới”.</p>;
  }
  return (
    <ul className="md-keys">
      {domain.keys.map(({ id, selector, algorithm, state, stateLabel, createdAt }) => (
        <li key={id} className={state === 'retired' ? 'is-void' : undefined}>
          <code>{selector}</code> {algorithm === 'rsa' ? 'RSA' : 'Ed25519'} · {stateLabel} · tạo{' '}
          {formatMoment(createdAt)}
        </li>
      ))}
    </ul>
  );
}

/** One domain: what is right, what is to be done, what to publish. */
export function DomainCard({ domain, onEdit }: { domain: MailDomainView; onEdit: () => void }) {
  return (
    <section className="sheet md-card" aria-label={domain.domain}>
      <header>
        <div>
          <h2>{domain.domain}</h2>
          <p>
            {domain.checkedAt === null
              ? 'Chưa kiểm tra lần nào'
              : `Kiểm tra lần cuối ${formatMoment(domain.checkedAt)}`}
            {domain.parked && ' · tên miền không gửi thư'}
          </p>
        </div>
        <Chip tone={scoreTone(domain.score)}>{domain.score === null ? 'Chưa kiểm tra' : `Đạt ${domain.score} %`}</Chip>
      </header>
      <Acts domain={domain} onEdit={onEdit} />
      {domain.checks.length > 0 && <Checks checks={domain.checks} />}
      {!domain.parked && <h3>Khóa ký thư đi</h3>}
      <Keys domain={domain} />
      <DomainReports domain={domain} />
      <h3>Bản ghi cần công bố ở nơi quản lý tên miền</h3>
      <Records records={domain.records} />
    </section>
  );
}
