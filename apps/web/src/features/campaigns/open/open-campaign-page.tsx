import type { CampaignProposal, OpenCampaign } from '@congvu/contracts';
import { Modal } from 'antd';
import { Megaphone } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import '../../../shared/table/table.css';
import '../campaigns.css';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useOpenCampaign, useProposal } from '../campaigns-api.ts';
import { AgencyChoice } from './agency-choice.tsx';
import { FormChoice, StepChoice } from './form-choice.tsx';
import { lastDayWords } from './last-day.ts';

type Proposal = z.infer<typeof CampaignProposal>;

interface Draft {
  name: string;
  basisText: string;
  forms: ReadonlySet<string>;
  dueBefore: string | null;
  agencies: ReadonlySet<string>;
  steps: ReadonlySet<number>;
}

function draftOf(proposal: Proposal): Draft {
  return {
    name: proposal.name,
    basisText: proposal.basisText,
    forms: new Set(proposal.forms),
    dueBefore: proposal.dueBefore,
    agencies: new Set(proposal.agencies.filter(({ chosen }) => chosen).map(({ agencyId }) => agencyId)),
    steps: new Set(proposal.reminderSteps),
  };
}

type Problems = Partial<Record<'name' | 'forms' | 'dueBefore' | 'agencies', string>>;

function problemsOf({ name, forms, dueBefore, agencies }: Draft): Problems {
  return {
    ...(name.trim().length < 3 && { name: 'Chưa có tên đợt thu. Nhập ít nhất 3 ký tự.' }),
    ...(forms.size === 0 && { forms: 'Chưa chọn mẫu nào. Chọn ít nhất một mẫu phải gửi.' }),
    ...(dueBefore === null && { dueBefore: 'Chưa có hạn. Nhập ngày phải gửi trước, ví dụ 02/4/2021.' }),
    ...(dueBefore !== null &&
      dueBefore <= officeToday() && { dueBefore: 'Ngày này đã đến. Chọn một ngày sau hôm nay.' }),
    ...(agencies.size === 0 && { agencies: 'Chưa chọn cơ quan nào. Chọn ít nhất một cơ quan phải gửi.' }),
  };
}

function bodyOf(draft: Draft, proposal: Proposal): OpenCampaign | undefined {
  if (draft.dueBefore === null) {
    return undefined;
  }
  return {
    name: draft.name.trim(),
    basisText: draft.basisText.trim(),
    forms: [...draft.forms].sort() as OpenCampaign['forms'],
    dueBefore: draft.dueBefore,
    agencyIds: [...draft.agencies],
    reminderSteps: [...draft.steps].sort((one, other) => one - other),
    ...(proposal.documentId !== null && { documentId: proposal.documentId }),
  };
}

interface ConfirmProps {
  draft: Draft;
  proposal: Proposal;
  onClose: () => void;
}

/** Opening tells every agency at once, which cannot be taken back: consequence and count stand before it. */
function ConfirmDialog({ draft, proposal, onClose }: ConfirmProps) {
  const go = useGo();
  const open = useOpenCampaign((view) => {
    showToast(`Đợt thu đã mở, ${formatNumber(view.members)} cơ quan được báo.`);
    go(view.link);
  });
  const confirm = (): void => {
    const body = bodyOf(draft, proposal);
    if (body !== undefined) {
      open.mutate(body);
    }
  };
  return (
    <Modal
      open
      width={520}
      title={`Mở đợt thu với ${formatNumber(draft.agencies.size)} cơ quan`}
      footer={null}
      onCancel={onClose}
    >
      <p className="dialog-text">
        Thủ trưởng và văn thư của {formatNumber(draft.agencies.size)} cơ quan nhận thông báo ngay, kèm{' '}
        {formatNumber(draft.forms.size)} mẫu phải gửi. {lastDayWords(draft.dueBefore)} Sau khi mở vẫn đổi được hạn và
        thêm cơ quan, có nêu lý do.
      </p>
      {open.isError && (
        <ErrorNote title="Chưa mở được đợt thu" error={open.error} kept="Nội dung đã nhập vẫn được giữ." />
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Xem lại</Button>
        <Button kind="primary" busy={open.isPending} onClick={confirm}>
          Mở đợt thu
        </Button>
      </div>
    </Modal>
  );
}

function OpenForm({ proposal }: { proposal: Proposal }) {
  const [draft, setDraft] = useState(() => draftOf(proposal));
  const [tried, setTried] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const put = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const problems = problemsOf(draft);
  const shown: Problems = tried ? problems : {};
  const submit = (): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      setConfirming(true);
    }
  };
  return (
    <div className="camp-open">
      <div className="form">
        <TextField
          label="Căn cứ"
          aside={proposal.documentId === null ? '(không bắt buộc)' : 'đọc từ văn bản'}
          value={draft.basisText}
          onChange={(basisText) => put({ basisText })}
          maxLength={300}
          placeholder="Số, ký hiệu và ngày của công văn yêu cầu"
        />
        <TextField
          label="Tên đợt thu"
          value={draft.name}
          onChange={(name) => put({ name })}
          maxLength={200}
          error={shown.name}
        />
        <FormChoice chosen={draft.forms} onChange={(forms) => put({ forms })} error={shown.forms} />
        <DateField
          label="Gửi trước ngày"
          value={draft.dueBefore}
          onChange={(dueBefore) => put({ dueBefore })}
          hint={lastDayWords(draft.dueBefore) ?? 'Ngày này không tính vào hạn, như công văn ghi “trước ngày”.'}
          error={shown.dueBefore}
        />
        <StepChoice chosen={draft.steps} onChange={(steps) => put({ steps })} />
      </div>
      <section className="sheet camp-open-agencies" aria-label="Cơ quan phải gửi">
        <header className="card-head">
          <h2>
            Cơ quan phải gửi
            <small className="num">{formatNumber(draft.agencies.size)} cơ quan đã chọn</small>
          </h2>
        </header>
        {shown.agencies !== undefined && <p className="field-error is-plain">{shown.agencies}</p>}
        <AgencyChoice agencies={proposal.agencies} chosen={draft.agencies} onChange={(agencies) => put({ agencies })} />
      </section>
      <footer className="camp-open-foot">
        <p className="quiet">
          {formatNumber(draft.agencies.size)} cơ quan, {formatNumber(draft.forms.size)} mẫu
          {draft.dueBefore !== null && `. ${lastDayWords(draft.dueBefore)}`}
        </p>
        <Button kind="primary" icon={Megaphone} onClick={submit}>
          Mở đợt thu
        </Button>
      </footer>
      {confirming && <ConfirmDialog draft={draft} proposal={proposal} onClose={() => setConfirming(false)} />}
    </div>
  );
}

/** `/dot-thu/moi?vanban=ID`: forms, day and agencies as the document says them, to be looked over and opened. */
export function OpenCampaignPage() {
  const { params } = useAddress();
  const documentId = params.get('vanban') ?? undefined;
  const proposal = useProposal(documentId);
  return (
    <div className="content camp">
      <header className="page-head">
        <div>
          <h1>Mở đợt thu danh sách</h1>
          <p>
            {documentId === undefined
              ? 'Chọn mẫu, hạn và cơ quan phải gửi.'
              : 'Mẫu, hạn và cơ quan đã đọc từ văn bản; xem lại trước khi mở.'}
          </p>
        </div>
        <div className="page-actions">
          <AppLink className="btn" href="/dot-thu">
            Hủy
          </AppLink>
        </div>
      </header>
      {proposal.isPending && <SkeletonRows rows={8} label="Đang đọc văn bản" />}
      {proposal.isError && (
        <ErrorNote title="Chưa mở được" error={proposal.error} onRetry={() => void proposal.refetch()} />
      )}
      {proposal.data !== undefined && <OpenForm key={documentId ?? ''} proposal={proposal.data} />}
    </div>
  );
}
