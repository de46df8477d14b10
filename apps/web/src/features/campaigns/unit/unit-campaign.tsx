import type { MyCampaign } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { CircleCheck, FilePenLine, FolderOpen } from 'lucide-react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { leftPhrase, MEMBER_TONES, MINE_TONES } from '../campaigns.text.ts';
import { useNilReturns } from './use-nil.ts';

type Form = MyCampaign['forms'][number];

/** Gone to the head or beyond; nothing is left for whoever writes it. */
const SENT = ['submitted', 'accepted', 'refused', 'batched', 'forwarded', 'resulted', 'closed'];

function isUntouched(form: Form): boolean {
  return form.requestId === null || form.requestState === 'withdrawn';
}

function isNilDraft(form: Form): boolean {
  return form.nil && form.requestState === 'draft' && form.requestId !== null;
}

function toneOf(form: Form): Tone {
  if (isUntouched(form)) {
    return 'plain';
  }
  if (form.requestState === 'returned') {
    return 'amber';
  }
  return SENT.includes(form.requestState ?? '') ? 'green' : 'neutral';
}

function countOf(form: Form): string {
  if (isUntouched(form)) {
    return '';
  }
  return form.nil ? 'Không phát sinh' : `${formatNumber(form.rows ?? 0)} dòng`;
}

function openWord(form: Form): string {
  if (form.requestState === 'returned') {
    return 'Sửa và gửi lại';
  }
  return form.requestState === 'draft' ? 'Làm tiếp' : 'Xem';
}

interface FormCardProps {
  mine: MyCampaign;
  form: Form;
  nil: ReturnType<typeof useNilReturns>;
}

function FormCard({ mine, form, nil }: FormCardProps) {
  const untouched = isUntouched(form);
  const answers = mine.abilities['campaigns.answer'] === true;
  const pressed = nil.isPending && nil.variables?.forms?.includes(form.form) === true;
  return (
    <li className={untouched ? 'sheet camp-form is-open' : 'sheet camp-form'}>
      <div className="camp-form-head">
        <h2>
          {form.formLabel}
          <small>{form.title}</small>
        </h2>
        <Chip tone={toneOf(form)}>{form.requestStateLabel}</Chip>
      </div>
      <p className="camp-form-count">{countOf(form)}</p>
      <div className="camp-form-acts">
        {untouched && answers && (
          <>
            <AppLink className="btn" href={`/de-nghi/moi/${formByCode(form.form).kind}?dot=${mine.id}`}>
              <FilePenLine className="icon" aria-hidden />
              Lập danh sách
            </AppLink>
            <Button
              kind="quiet"
              busy={pressed}
              aria-label={`Không phát sinh: ${form.formLabel}`}
              onClick={() => nil.mutate({ campaignId: mine.id, forms: [form.form], drafts: [], writes: true })}
            >
              Không phát sinh
            </Button>
          </>
        )}
        {!untouched && form.link !== null && (
          <AppLink className="btn" href={form.link} aria-label={`${openWord(form)}: ${form.formLabel}`}>
            {openWord(form)}
          </AppLink>
        )}
      </div>
    </li>
  );
}

function Left({ mine }: { mine: MyCampaign }) {
  const sent = mine.forms.filter((form) => SENT.includes(form.requestState ?? '')).length;
  const done = mine.tone === 'green';
  return (
    <section className={`sheet camp-left is-${mine.tone}`} aria-label="Hạn và tiến độ">
      <div>
        <p className="camp-left-big">{done ? 'Đã gửi đủ' : leftPhrase(mine.workingDaysLeft)}</p>
        <p className="quiet">Gửi {mine.dueSentence}.</p>
      </div>
      <div className="camp-left-sent">
        <p>
          <b className="num">{formatNumber(sent)}</b> trên{' '}
          <span className="num">{formatNumber(mine.forms.length)}</span> mẫu đã gửi
        </p>
        <span className="camp-slips" aria-hidden>
          {mine.forms.map((form) => (
            <i
              key={form.form}
              className={`camp-slip is-${SENT.includes(form.requestState ?? '') ? (form.nil ? 'nil' : 'consolidated') : form.requestState === 'returned' ? 'returned' : isUntouched(form) ? 'not_opened' : 'preparing'}`}
              title={form.formLabel}
            />
          ))}
        </span>
      </div>
    </section>
  );
}

function waitsForHead(mine: MyCampaign): number {
  return mine.forms.filter((form) => form.requestState === 'awaiting_head').length;
}

/** The unit's side: what is asked, days left, what was made of each form, one act for the rest. */
export function UnitCampaign({ mine }: { mine: MyCampaign }) {
  const nil = useNilReturns((count) =>
    showToast(`${formatNumber(count)} mẫu không phát sinh đã trình thủ trưởng duyệt.`),
  );
  const untouched = mine.forms.filter(isUntouched);
  const drafts = mine.forms.filter(isNilDraft).flatMap((form) => (form.requestId === null ? [] : [form.requestId]));
  const rest = untouched.length + drafts.length;
  const may = mine.abilities['campaigns.nil'] === true;
  const reason = mine.abilities['campaigns.answer'];
  const heads = waitsForHead(mine);
  return (
    <div className="content camp camp-unit-page">
      <header className="page-head">
        <div>
          <h1>{mine.name}</h1>
          <p>
            {mine.officeName} yêu cầu
            {mine.basisText !== '' && ` theo ${mine.basisText}`}.
          </p>
        </div>
        <div className="page-actions">
          <Chip tone={mine.tone === 'green' ? MINE_TONES.green : MEMBER_TONES[mine.state]}>{mine.stateLabel}</Chip>
        </div>
      </header>
      <Left mine={mine} />
      {typeof reason === 'string' && mine.tone !== 'green' && (
        <Note tone="plain">
          <p>{reason}</p>
        </Note>
      )}
      {mine.state === 'returned' && (
        <Note title="Có mẫu bị trả lại">
          <p>Mở mẫu ghi “Trả lại” để đọc lý do từng dòng, sửa rồi trình thủ trưởng gửi lại.</p>
        </Note>
      )}
      {heads > 0 && (
        <Note
          tone="plain"
          title={`${formatNumber(heads)} mẫu chờ thủ trưởng duyệt`}
          actions={
            <AppLink className="btn btn-small" href="/de-nghi?ben=co-quan&ngan=to_approve">
              <FolderOpen className="icon" aria-hidden />
              Xem các mẫu chờ duyệt
            </AppLink>
          }
        >
          <p>Chỉ khi thủ trưởng duyệt, mẫu mới được gửi đi.</p>
        </Note>
      )}
      {nil.isError && (
        <ErrorNote
          title="Chưa trình được"
          error={nil.error}
          kept="Bản không phát sinh đã lập vẫn ở dạng nháp; bấm lại để trình tiếp."
        />
      )}
      <ul className="camp-forms">
        {mine.forms.map((form) => (
          <FormCard key={form.form} mine={mine} form={form} nil={nil} />
        ))}
      </ul>
      {may && rest > 0 && (
        <div className="camp-rest">
          <p className="quiet">Bản không phát sinh cũng do thủ trưởng duyệt rồi mới gửi.</p>
          <Button
            icon={CircleCheck}
            busy={nil.isPending && nil.variables?.forms === undefined}
            onClick={() => nil.mutate({ campaignId: mine.id, drafts, writes: untouched.length > 0 })}
          >
            {untouched.length === 0
              ? `Trình ${formatNumber(rest)} bản không phát sinh`
              : `Báo không phát sinh ${formatNumber(rest)} mẫu còn lại`}
          </Button>
        </div>
      )}
    </div>
  );
}
